"""The check of form, rule by rule: what is found, how serious it is, and what the person is told."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.unit.engines.forms.small_pack import (
    ADDRESS,
    CARD,
    CHILD,
    HEAD,
    HOUSEHOLD_ASKS,
    MOTHER,
    MOVE_IN,
    PERSON_ASKS,
    TODAY,
    WIFE,
    Deadline,
    Entry,
    Plan,
    condition,
    date_condition,
    facts,
    pack,
    procedure,
)

from madoguchi.core.packs.model import Check, DeadlineRule, DeadlineUnit, Severity
from madoguchi.core.vocabulary import Facts
from madoguchi.engines.forms.domain.check import check_form
from madoguchi.engines.forms.domain.findings import Finding

Member = Mapping[str, Any]


def check(known: Facts, plan: Plan | None = None) -> list[Finding]:
    return check_form(pack(), plan or Plan(), known)


def family(*members: Member, **answers: Any) -> Facts:
    return facts({**ADDRESS, **{key.replace("__", "."): value for key, value in answers.items()}}, *members)


def found(code: str, findings: list[Finding]) -> Finding:
    matching = [finding for finding in findings if finding.code == code]
    assert matching, [finding.code for finding in findings]
    return matching[0]


def codes(findings: list[Finding]) -> set[str]:
    return {finding.code for finding in findings}


def test_a_complete_family_has_no_findings() -> None:
    assert check(family(HEAD, WIFE, CHILD, MOTHER)) == []


def test_every_finding_says_what_to_do() -> None:
    worst = family({}, {"relation": "head"}, HEAD | {"birth_date": "2030-01-01"}, move__new_town=None)
    findings = check(worst)
    assert len(findings) > 8
    assert all(finding.message.endswith("。") and finding.remedy for finding in findings)


def test_what_must_be_put_right_comes_first() -> None:
    findings = check(family(HEAD | {"name": "会津十三蔵"}, {}, {}))
    severities = [finding.severity for finding in findings]
    assert severities == sorted(severities, key=lambda severity: severity is not Severity.MUST)


# --- missing ------------------------------------------------------


def test_a_missing_answer_says_where_and_of_whom() -> None:
    child = {key: value for key, value in CHILD.items() if key != "birth_date"}
    finding = found("missing", check(family(HEAD, child)))
    assert finding.message == "会津 葵さんの「生年月日」が入力されていません。"
    assert (finding.items, finding.person) == (("person.birth_date",), 1)
    assert finding.procedure == "move_in_notification"


def test_an_item_of_two_procedures_belongs_to_none_of_them() -> None:
    plan = Plan((Entry(MOVE_IN), Entry(CARD, 0)))
    finding = found("missing", check(facts({}, {key: HEAD[key] for key in ("relation", "birth_date")}), plan))
    assert finding.procedure != "card_change"


def test_not_knowing_is_asked_about_and_not_refused() -> None:
    finding = found("not_known", check(family(HEAD, move__new_town=None)))
    assert finding.severity is Severity.ASK
    assert "窓口で一緒に確かめます" in finding.remedy


def test_a_household_without_people_must_be_filled() -> None:
    assert found("no_members", check(facts(ADDRESS))).severity is Severity.MUST


# --- the household ------------------------------------------------------


def test_two_heads_contradict() -> None:
    finding = found("two_heads", check(family(HEAD, WIFE | {"relation": "head"})))
    assert finding.severity is Severity.MUST
    assert "会津 十三蔵さん、会津 恵美子さん" in finding.message


def test_two_households_have_a_head_and_a_spouse_each() -> None:
    acting = {"contact.care_applicant": "family", "move.kind": "none"}
    people = facts({}, HEAD, WIFE, HEAD | {"name": "会津 父"}, WIFE | {"name": "会津 母"})
    findings = check(replace(people, case={**people.case, **acting}))
    assert {one.code for one in findings}.isdisjoint({"two_heads", "two_spouses"})


def test_a_household_without_head_contradicts() -> None:
    assert found("no_head", check(family(WIFE, CHILD))).severity is Severity.MUST


def test_a_head_who_lives_there_already_is_enough() -> None:
    joined = {"household__joining": "join", "household__head_name": "会津 一郎"}
    assert not {"no_head", "no_head_name"} & codes(check(family(CHILD, **joined)))


def test_joining_a_household_needs_the_name_of_its_head() -> None:
    assert found("no_head_name", check(family(CHILD, household__joining="join"))).severity is Severity.MUST


def test_a_head_who_joins_another_household_is_asked_about() -> None:
    assert found("head_moves_into_household", check(family(HEAD, household__joining="join")))


def test_while_a_relation_is_open_nobody_says_that_the_head_is_missing() -> None:
    assert "no_head" not in codes(check(family(WIFE, {"name": "会津 葵"})))


def test_two_spouses_contradict() -> None:
    assert (
        found("two_spouses", check(family(HEAD, WIFE, WIFE | {"name": "会津 花"}))).severity is Severity.MUST
    )


def test_a_spouse_under_eighteen_is_asked_about() -> None:
    assert found("spouse_under_age", check(family(HEAD, WIFE | {"birth_date": "2010-01-01"})))
    assert "spouse_under_age" not in codes(check(family(HEAD, WIFE | {"birth_date": "2008-03-19"})))


@pytest.mark.parametrize("birth", ["1966-04-03", "1960-01-01", "1966-00-00", "1950-00-00"])
def test_a_child_older_than_the_head_contradicts_where_it_is_certain(birth: str) -> None:
    certain = birth != "1966-00-00"
    assert ("child_older_than_parent" in codes(check(family(HEAD, CHILD | {"birth_date": birth})))) is certain


def test_a_child_older_than_the_head_may_be_the_spouses() -> None:
    older_wife = WIFE | {"birth_date": "1945-01-01"}
    finding = found(
        "child_older_than_parent", check(family(HEAD, older_wife, CHILD | {"birth_date": "1965-01-01"}))
    )
    assert finding.severity is Severity.ASK


def test_a_parent_younger_than_the_head_contradicts() -> None:
    finding = found("parent_younger_than_child", check(family(HEAD, MOTHER | {"birth_date": "1970-01-01"})))
    assert finding.severity is Severity.MUST


def test_one_person_twice_is_found_behind_kanji_variants() -> None:
    twice = family(HEAD | {"name": "髙橋 花子"}, CHILD, HEAD | {"name": "高橋　花子", "relation": "child"})
    finding = found("person_twice", check(twice))
    assert finding.message.startswith("1人目と3人目は")


def test_the_same_name_with_another_birth_date_is_only_asked_about() -> None:
    finding = found("same_name_twice", check(family(HEAD, CHILD | {"name": "会津 十三蔵"})))
    assert finding.severity is Severity.ASK


def test_two_who_file_contradict() -> None:
    assert found(
        "two_applicants", check(family(HEAD | {"is_applicant": True}, WIFE | {"is_applicant": True}))
    )


def test_a_household_of_forty_works_and_is_asked_about() -> None:
    children = [CHILD | {"name": f"会津 子{number}", "birth_date": "2010-01-01"} for number in range(39)]
    findings = check(family(HEAD, *children))
    assert "40人の世帯" in found("many_members", findings).message
    assert not [finding for finding in findings if finding.severity is Severity.MUST]


# --- days ------------------------------------------------------


def test_nobody_is_born_in_the_future() -> None:
    finding = found("born_in_future", check(family(HEAD, CHILD | {"birth_date": "2026-03-20"})))
    assert finding.severity is Severity.MUST
    assert "令和8年3月19日" in finding.remedy


def test_nobody_is_more_than_a_hundred_and_thirty() -> None:
    assert found("too_old", check(family(HEAD, MOTHER | {"birth_date": "1895-01-01"})))
    assert (
        found("very_old", check(family(HEAD, MOTHER | {"birth_date": "1910-01-01"}))).severity is Severity.ASK
    )
    assert not {"too_old", "very_old"} & codes(check(family(HEAD, MOTHER | {"birth_date": "1920-01-01"})))


def test_nobody_moves_before_birth() -> None:
    finding = found("moved_before_birth", check(family(HEAD, CHILD | {"birth_date": "2026-03-15"})))
    assert "出生届" in finding.remedy


def test_a_move_of_long_ago_may_be_a_wrong_year() -> None:
    assert found("moved_long_ago", check(family(HEAD, move__date="2016-03-11"))).severity is Severity.ASK


# --- addresses ------------------------------------------------------


@pytest.mark.parametrize(
    "town",
    [
        "門田町大字飯寺字村西",
        "門田町飯寺",
        "門田町飯寺村西",
        "会津若松市門田町大字飯寺",
        "福島県会津若松市門田町大字飯寺字村西",
    ],
)
def test_a_known_town_is_known_with_and_without_its_section_words(town: str) -> None:
    assert check(family(HEAD, move__new_town=town)) == []


def test_an_unknown_town_is_asked_about_with_a_guess() -> None:
    finding = found("unknown_town", check(family(HEAD, move__new_town="門田町大字板寺")))
    assert finding.severity is Severity.ASK
    assert "門田町" in finding.remedy


@pytest.mark.parametrize("town", ["福島県喜多方市字御清水東", "東京都世田谷区北沢"])
def test_an_address_of_another_municipality_must_be_put_right(town: str) -> None:
    assert found("other_municipality", check(family(HEAD, move__new_town=town))).severity is Severity.MUST


def test_a_postal_code_of_another_municipality_must_be_put_right() -> None:
    finding = found(
        "postal_code_of_other_municipality", check(family(HEAD, move__new_postal_code="155-0031"))
    )
    assert "東京都世田谷区" in finding.message


def test_a_postal_code_that_does_not_exist_is_asked_about() -> None:
    assert found("unknown_postal_code", check(family(HEAD, move__new_postal_code="000-0000")))


def test_postal_code_and_town_that_do_not_belong_together_are_asked_about() -> None:
    finding = found("postal_code_and_town", check(family(HEAD, move__new_postal_code="965-0844")))
    assert "一ノ堰" in finding.message


def test_moving_in_from_the_same_municipality_is_asked_about() -> None:
    known = family(HEAD, move__old_address="福島県会津若松市東栄町3番46号")
    assert "転居届" in found("same_municipality", check(known)).remedy


def test_text_that_looks_like_sql_is_only_an_unknown_town() -> None:
    assert codes(check(family(HEAD, move__new_town="'; DROP TABLE forms_draft; --"))) == {"unknown_town"}


# --- names ------------------------------------------------------


def test_a_name_in_one_piece_is_asked_about() -> None:
    assert found("name_not_split", check(family(HEAD | {"name": "会津十三蔵"}))).severity is Severity.ASK


def test_a_reading_in_other_pieces_than_the_name_is_asked_about() -> None:
    assert found("reading_not_split", check(family(HEAD | {"name_kana": "アイヅトミゾウ"})))


# --- procedures ------------------------------------------------------


def test_a_check_of_a_procedure_speaks_in_its_own_words() -> None:
    finding = found("procedure_check", check(family(HEAD, move__date="2026-03-20")))
    assert finding.message == "引越しの日が先の日付です。"
    assert finding.procedure == "move_in_notification"
    assert finding.items == ("move.date",)


@pytest.mark.parametrize(
    ("tell", "told"),
    [("", ""), ("前のまちの証明書がいることがあります。", "前のまちの証明書がいることがあります。")],
)
def test_what_a_clerk_is_told_to_ask_is_not_read_out_to_the_resident(tell: str, told: str) -> None:
    asked = Check(say="声に出さずに聞いてください。", severity=Severity.ASK, tell=tell,
                  when=condition('move.kind == "move_in"'))  # fmt: skip
    quiet = procedure("quiet", [*HOUSEHOLD_ASKS, *PERSON_ASKS], checks=(asked,))
    finding = found("procedure_check", check(family(HEAD), Plan((Entry(quiet, None, None),))))
    assert finding.message == "声に出さずに聞いてください。"
    assert finding.for_resident == told


def test_what_must_be_put_right_is_said_to_both_in_the_same_words() -> None:
    finding = found("procedure_check", check(family(HEAD, move__date="2026-03-20")))
    assert finding.for_resident == finding.message


def test_a_deadline_that_has_passed_says_what_that_means() -> None:
    rule = DeadlineRule(DeadlineUnit.DAYS, 14, date_condition("move.date"), if_late="理由をうかがいます。")
    late = procedure("late", [*HOUSEHOLD_ASKS, *PERSON_ASKS], label="転入届", deadline=rule)
    plan = Plan((Entry(late, None, Deadline(date(2026, 3, 18), "翌日から14日で数えました。")),))
    finding = found("deadline_passed", check(family(HEAD), plan))
    assert finding.severity is Severity.ASK
    assert finding.message == "転入届の期限は2026年（令和8年）3月18日（水）でした。翌日から14日で数えました。"
    assert finding.counted_from == date(2026, 3, 4)
    assert finding.remedy == "理由をうかがいます。"


def test_on_the_last_day_nothing_is_late() -> None:
    plan = Plan((Entry(MOVE_IN, None, Deadline(TODAY, "")),))
    assert "deadline_passed" not in codes(check(family(HEAD), plan))
