"""Verdicts: what may be acted upon, and who is kept apart whatever the sum of the weights."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from madoguchi.engines.matching.domain.deciding import Comparer, probabilities
from madoguchi.engines.matching.domain.model import Agreement, Field, Person, Reason, Verdict
from madoguchi.engines.matching.domain.preparing import Preparer
from madoguchi.engines.matching.domain.register import Register
from madoguchi.engines.matching.domain.weights import Limits, default_weights

HERE, ELSEWHERE = "福島市五老内町3-1", "福島市本町8-2"
FATHER = Person("father", "会津 誠", "アイヅ マコト", date(1960, 4, 3), HERE, "male")
SON = replace(FATHER, key="son", name="会津 誠一", kana="アイヅ セイイチ", birth_date=date(1990, 9, 12))
TWIN = replace(SON, key="twin", name="会津 誠二", kana="アイヅ セイジ")
NAMESAKE = replace(FATHER, key="namesake", address=ELSEWHERE)
NAMES = [("花子", "ハナコ"), ("桜", "サクラ"), ("梅", "ウメ"), ("葵", "アオイ")] * 5
OTHERS = [
    Person(
        f"other-{number}",
        f"見本 {given}",
        f"ミホン {kana}",
        date(1950 + number, 1 + number % 12, 1 + number),
        f"福島市五老内町{number + 10}",
        "female",
    )
    for number, (given, kana) in enumerate(NAMES)
]


def answer(
    register: list[Person], person: Person, among: int = 100_000
) -> tuple[Verdict, Reason, str | None]:
    found = Comparer(among=among).answer(replace(person, key="?"), register)
    return found.verdict, found.reason, found.sure_key


def test_the_same_record_is_the_person() -> None:
    assert answer([FATHER, *OTHERS], FATHER) == (Verdict.SURE, Reason.CLEAR, "father")


def test_father_and_son_of_one_house_are_told_apart() -> None:
    assert answer([FATHER, SON], FATHER)[2] == "father"
    assert answer([FATHER, SON], SON)[2] == "son"
    assert answer([FATHER], SON)[2] is None


def test_a_twin_is_told_from_the_other_and_never_taken_for_the_other() -> None:
    assert answer([SON, TWIN], TWIN)[2] == "twin"
    verdict, reason, _ = answer([SON], TWIN)
    assert (verdict, reason) == (Verdict.HUMAN, Reason.DOUBTFUL)


def test_twins_with_names_quite_unlike_contradict_each_other() -> None:
    sister = replace(TWIN, name="会津 花子", kana="アイヅ ハナコ", sex="female")
    assert answer([SON], sister)[2] is None
    assert answer([SON], replace(sister, sex="male"))[1] is Reason.CONTRADICTED


def test_a_namesake_born_on_the_same_day_elsewhere_is_for_a_human() -> None:
    common, other = (replace(one, name="佐藤 誠", kana="サトウ マコト") for one in (FATHER, NAMESAKE))
    assert answer([other, common], common)[2] == "father"
    # Two of a rare name and one day may well be one person who is in the register twice.
    assert answer([NAMESAKE, FATHER], FATHER)[:2] == (Verdict.HUMAN, Reason.SEVERAL)
    assert answer([NAMESAKE], FATHER)[:2] == (Verdict.HUMAN, Reason.MOVED)
    assert answer([NAMESAKE, FATHER], replace(FATHER, address=""))[:2] == (Verdict.HUMAN, Reason.SEVERAL)


def test_who_moved_is_sure_only_with_the_address_before() -> None:
    moved = replace(FATHER, address=ELSEWHERE)
    assert answer([FATHER], moved)[:2] == (Verdict.HUMAN, Reason.MOVED)
    assert answer([FATHER], replace(moved, former_addresses=(HERE,)))[2] == "father"


def test_who_is_twice_in_the_register_is_for_a_human() -> None:
    assert answer([FATHER, replace(FATHER, key="again")], FATHER)[:2] == (Verdict.HUMAN, Reason.SEVERAL)


def test_a_name_alone_is_never_sure() -> None:
    assert answer([FATHER], Person("?", "会津 誠"), among=1)[0] is Verdict.HUMAN


def test_another_birth_date_or_sex_is_never_sure() -> None:
    assert answer([FATHER], replace(FATHER, birth_date=date(1988, 12, 25)), among=1)[2] is None
    assert answer([FATHER], replace(FATHER, sex="female"), among=1)[2] is None


def test_a_slip_in_the_birth_date_is_overlooked_only_in_the_same_house() -> None:
    slip = replace(FATHER, birth_date=date(1960, 3, 4))
    assert answer([FATHER], slip)[2] == "father"
    assert answer([FATHER], replace(slip, address=""))[2] is None


def test_a_slip_that_is_the_birth_date_of_a_brother_is_for_a_human() -> None:
    brother = replace(SON, key="brother", name="会津 翼", kana="アイヅ ツバサ", birth_date=date(1993, 9, 12))
    exchanged = replace(SON, birth_date=brother.birth_date)
    assert answer([SON], exchanged)[2] == "son"
    assert answer([SON, brother], exchanged)[:2] == (Verdict.HUMAN, Reason.SEVERAL)


def test_a_name_handed_down_from_father_to_son_is_told_by_the_birth_date() -> None:
    heir = replace(FATHER, key="heir", kana="アイヅ セイ", birth_date=date(1991, 1, 8))
    assert answer([FATHER, heir], FATHER)[2] == "father"
    assert answer([FATHER, heir], heir)[2] == "heir"
    assert answer([FATHER], heir)[2] is None
    nameless = replace(FATHER, birth_date=None, kana="")
    assert answer([FATHER, heir], nameless)[:2] == (Verdict.HUMAN, Reason.SEVERAL)


def test_two_slips_are_too_many() -> None:
    two = replace(FATHER, name="会津 真", birth_date=date(1960, 3, 4))
    assert answer([FATHER], two, among=1)[2] is None


def test_another_family_name_needs_the_former_one() -> None:
    married = replace(FATHER, name="見本 誠", kana="ミホン マコト")
    assert answer([FATHER], married)[2] is None
    assert answer([FATHER], replace(married, former_families=("会津",)))[2] == "father"


def test_nobody_is_like_a_stranger() -> None:
    assert answer(OTHERS, FATHER)[:2] == (Verdict.NONE, Reason.NOBODY)


def test_without_a_name_nobody_is_sure() -> None:
    assert answer([FATHER], Person("?", sex="male"))[:2] == (
        Verdict.NONE, Reason.NOTHING_TO_COMPARE,
    )  # fmt: skip
    nameless = replace(FATHER, name="", kana="")
    assert answer([FATHER, *OTHERS], nameless) == (Verdict.HUMAN, Reason.NOTHING_TO_COMPARE, None)


def test_a_notice_with_name_and_address_alone_is_sure_in_its_house() -> None:
    notice = Person("?", "会津誠", address="福島県福島市五老内町３番地の１")
    assert Register([FATHER, SON, *OTHERS], preparer=Preparer()).answer(notice).sure_key == "father"


def test_corporations_need_name_and_address() -> None:
    one = Person("c", corporate="株式会社見本建設", address=HERE)
    assert answer([one], replace(one, corporate="㈱見本建設"))[2] == "c"
    assert answer([one], replace(one, address=""))[1] is Reason.THIN
    assert answer([one], Person("?", "見本 建設", address=HERE))[2] is None


def test_evidence_says_what_both_records_have_and_what_it_weighs() -> None:
    match = Comparer().compare(SON, TWIN)
    given = match.of(Field.GIVEN)
    assert given is not None
    assert (given.left, given.right, given.level, given.agreement) == (
        "誠一",
        "誠二",
        "close",
        Agreement.OPEN,
    )
    assert given.label == "1字ちがい"
    assert match.weight == pytest.approx(sum(one.weight for one in match.evidence))
    assert match.as_json()["evidence"][1]["field"] == "given"


def test_a_rare_name_says_more_than_a_common_one() -> None:
    crowd = [Person(f"c{number}", "佐藤 誠", birth_date=date(1950, 1, 1)) for number in range(200)]
    register = Register([*crowd, Person("r", "勅使河原 誠", birth_date=date(1950, 1, 1))])
    common, rare = (Person("?", name, birth_date=date(1950, 1, 1)) for name in ("佐藤 誠", "勅使河原 誠"))

    def weight(person: Person) -> float:
        best = register.answer(person).best
        assert best is not None
        family = best.of(Field.FAMILY)
        assert family is not None
        return family.weight

    assert weight(rare) > weight(common) + 4


def test_candidates_share_what_is_probable() -> None:
    one, two, nobody = probabilities([30, 30, -5], 1000, Limits())
    assert one == two
    assert one + two + nobody <= 1
    assert 0.49 < one < 0.5


def test_lines_can_be_drawn_elsewhere() -> None:
    strict = default_weights().with_limits(Limits(margin=1_000))
    found = Comparer(strict).answer(replace(FATHER, key="?"), [FATHER, SON])
    assert found.reason is Reason.SEVERAL
