"""Finding people in a register of several households, behind the tenancy wall."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest

from madoguchi.core import tenancy
from madoguchi.engines.residents.api import (
    NewHousehold,
    NewResident,
    PersonSought,
    RegisterExists,
    RegisterInUse,
    Status,
    count_residents,
    delete_synthetic_register,
    find,
    household_of,
    households_of,
    load_synthetic_register,
    resident,
    same_people,
)
from madoguchi.engines.residents.models import Household, Resident
from madoguchi.lib.japanese.dates import PartialDate

HERE, NEIGHBOUR = "072028", "072087"
numbers = iter(range(1, 10_000))


def person(name: str, kana: str, birth: Any = date(1966, 4, 3), **more: Any) -> NewResident:
    (family, given), (family_kana, given_kana) = name.split(" "), kana.split(" ")
    values: dict[str, Any] = {"sex": "male", "relation": "head"} | more
    return NewResident(
        uuid.uuid4(), f"{next(numbers):010d}", family, given, family_kana, given_kana, birth, **values
    )


def living_together(*people: NewResident, number: str = "") -> NewHousehold:
    number = number or f"{next(numbers):010d}"
    return NewHousehold(uuid.uuid4(), number, "9650846", "門田町大字飯寺字村西", "582番地1", "", "", people)


TOMIZO = person("会津 十三蔵", "アイヅ トミゾウ")
EMIKO = person("会津 恵美子", "アイヅ エミコ", date(1970, 11, 2), sex="female", relation="spouse")
TAKASHI = person("髙橋 隆", "タカハシ タカシ", date(1950, 1, 1))
MOVED = person("髙橋 葵", "タカハシ アオイ", status=Status.MOVED_OUT, status_changed_on=date(2025, 3, 28))
WATANABE = person("渡邉 正", "ワタナベ タダシ", PartialDate(1943))
YOSHIDA = person("𠮷田 トメ", "ヨシダ トメ", PartialDate(1943, 5), protected=True)
SAITO = person("齊藤 誠", "サイトウ マコト")
KATSURAGI = person("葛󠄀城 花", "カツラギ ハナ")
KAMIYA = person("神谷 緑", "カミヤ ミドリ")


@pytest.fixture
def register(db: None) -> None:
    load_synthetic_register(
        HERE,
        [
            living_together(TOMIZO, EMIKO, number="0000777777"),
            *map(living_together, (TAKASHI, MOVED, WATANABE, YOSHIDA, SAITO, KATSURAGI, KAMIYA)),
        ],
    )


def names(query: str, code: str = HERE) -> list[str]:
    return [record.name for record in find(query, code).records]


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("会津", ["会津 恵美子", "会津 十三蔵"]), ("あいづ とみぞう", ["会津 十三蔵"]),
        ("アイズトミゾウ", ["会津 十三蔵"]),
        ("会津 とみぞう", ["会津 十三蔵"]), ("ｴﾐｺ", ["会津 恵美子"]), ("十三蔵", ["会津 十三蔵"]),
        ("高橋", ["髙橋 隆", "髙橋 葵"]), ("髙橋", ["髙橋 隆", "髙橋 葵"]), ("渡辺", ["渡邉 正"]),
        ("渡邊正", ["渡邉 正"]),
        ("吉田", ["𠮷田 トメ"]), ("とめ", ["𠮷田 トメ"]), ("斎藤", ["齊藤 誠"]), ("齋藤 まこと", ["齊藤 誠"]),
        ("葛城", ["葛󠄀城 花"]), ("神谷", ["神谷 緑"]), ("3450101 はなし", []), ("19500101", ["髙橋 隆"]),
        ("3250101", ["髙橋 隆"]), ("19430507", ["渡邉 正", "𠮷田 トメ"]), ("昭和18年6月", ["渡邉 正"]),
        ("777777", ["会津 恵美子", "会津 十三蔵"]), ("会津 3410403", ["会津 十三蔵"]),
        ("'; DROP TABLE x; --", []),
        ("%", []), ("_", []), ("<b>会津</b>", []),
    ],
)  # fmt: skip
def test_people_are_found_however_they_are_typed(query: str, found: list[str]) -> None:
    assert sorted(names(query)) == sorted(found)


@pytest.mark.usefixtures("register")
def test_a_resident_number_finds_one_person_with_or_without_zeros() -> None:
    assert names(TOMIZO.resident_number) == names(TOMIZO.resident_number.lstrip("0")) == ["会津 十三蔵"]


@pytest.mark.usefixtures("register")
def test_who_lives_here_stands_before_who_moved_out() -> None:
    first, second = find("たかはし", HERE).records
    assert (first.name, second.name) == ("髙橋 隆", "髙橋 葵")
    assert [notice.kind for notice in second.notices] == ["moved_out"]


@pytest.mark.usefixtures("register")
def test_a_protected_person_is_marked() -> None:
    (record,) = find("トメ", HERE).records
    assert [notice.kind for notice in record.notices] == ["protected"]
    assert record.birth_date == PartialDate(1943, 5)


@pytest.mark.usefixtures("register")
def test_the_neighbour_finds_nobody() -> None:
    assert names("会津", NEIGHBOUR) == []
    assert resident(TOMIZO.uuid, NEIGHBOUR) is None
    assert household_of(TOMIZO.uuid, NEIGHBOUR) is None
    assert count_residents(NEIGHBOUR) == 0


@pytest.mark.usefixtures("register")
def test_a_household_is_read_with_its_members_in_order() -> None:
    household = household_of(EMIKO.uuid, HERE)
    assert household is not None
    assert [member.name for member in household.members] == ["会津 十三蔵", "会津 恵美子"]
    assert household.head is not None
    assert household.head.uuid == TOMIZO.uuid
    assert household.address == "門田町大字飯寺字村西582番地1"
    assert [member["person.relation"] for member in household.as_answers()["members"]] == ["head", "spouse"]


@pytest.mark.usefixtures("register")
def test_whoever_comes_back_is_recognised_by_name_or_reading_and_birth_date() -> None:
    found = same_people(
        HERE,
        [
            PersonSought(name="高橋 葵", birth_date=date(1966, 4, 3)),
            PersonSought(name_kana="タカハシアオイ", birth_date=PartialDate(1966)),
            PersonSought(name="高橋 葵"),
            PersonSought(birth_date=date(1966, 4, 3)),
            PersonSought(name="高橋 葵", birth_date=date(1966, 4, 4)),
            PersonSought(),
        ],
    )
    names_found = [[record.name for record in records] for records in found]
    assert names_found == [["髙橋 葵"], ["髙橋 葵"], [], [], [], []]
    assert same_people(HERE, []) == []


@pytest.mark.usefixtures("register")
def test_households_asked_for_together_are_those_asked_for_one_by_one() -> None:
    people = [EMIKO.uuid, TAKASHI.uuid, TOMIZO.uuid, TOMIZO.uuid, uuid.uuid4()]
    found = households_of(people, HERE)
    assert found == {one: household_of(one, HERE) for one in people[:3]}
    assert found[EMIKO.uuid] == found[TOMIZO.uuid]
    assert households_of([TOMIZO.uuid], NEIGHBOUR) == households_of([], HERE) == {}


@pytest.mark.usefixtures("register")
def test_people_sought_together_are_not_mixed_up() -> None:
    """Whoever bears the name of one and was born on the day of the other is neither of them."""
    both = find("会津 十三蔵", HERE).records + find("髙橋 隆", HERE).records
    first, second = both
    straight = [PersonSought(name=one.name, birth_date=one.birth_date) for one in both]
    crossed = [
        PersonSought(name=first.name, birth_date=second.birth_date),
        PersonSought(name=second.name, birth_date=first.birth_date),
    ]
    assert first.birth_date != second.birth_date
    assert [[one.uuid for one in found] for found in same_people(HERE, straight)] == [
        [first.uuid],
        [second.uuid],
    ]
    assert same_people(HERE, crossed) == [(), ()]


@pytest.mark.usefixtures("register")
def test_a_partly_unknown_birth_date_fits_every_day_it_can_be() -> None:
    """In the register she was born in May 1943, on a day that nobody knows."""
    (shige,) = find("トメ", HERE).records
    births = (date(1943, 5, 17), date(1943, 6, 1), PartialDate(1943), PartialDate(1944))
    found = same_people(HERE, [PersonSought(name=shige.name, birth_date=birth) for birth in births])
    assert [bool(records) for records in found] == [True, False, True, False]


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize("people", [1, 40])
def test_a_household_is_sought_with_one_query(people: int, django_assert_num_queries: Any) -> None:
    sought = [PersonSought(name=f"会津 {number}郎", birth_date=date(1980, 1, 1)) for number in range(people)]
    with tenancy.municipality(HERE), django_assert_num_queries(1):
        same_people(HERE, sought)


@pytest.mark.usefixtures("register")
def test_more_than_the_limit_is_said() -> None:
    found = find("会津", HERE, limit=1)
    assert (len(found.records), found.more) == (1, True)


@pytest.mark.usefixtures("register")
def test_a_search_costs_few_queries(django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(8):
        find("会津", HERE)


@pytest.mark.usefixtures("register")
def test_a_second_register_is_refused_and_replaced_only_on_request() -> None:
    with pytest.raises(RegisterExists, match="--replace"):
        load_synthetic_register(HERE, [living_together(person("星 明", "ホシ アキラ"))])
    assert names("会津")
    load_synthetic_register(HERE, [living_together(person("星 明", "ホシ アキラ"))], replace=True)
    assert (names("会津"), names("星"), count_residents(HERE)) == ([], ["星 明"], 1)


@pytest.mark.django_db
def test_fiction_is_never_mixed_with_real_rows() -> None:
    with tenancy.municipality(HERE):
        household = Household.objects.create(household_number="1", town="東栄町")
        Resident.objects.create(
            household=household, resident_number="1", name="登録 済", birth_date=date(1990, 1, 1)
        )
    with pytest.raises(RegisterInUse):
        load_synthetic_register(HERE, [living_together(TOMIZO)], replace=True)
    assert delete_synthetic_register(HERE) == 0
    assert count_residents(HERE) == 1


@pytest.mark.django_db
def test_a_register_that_breaks_half_way_leaves_nothing() -> None:
    twice = [living_together(TOMIZO), living_together(TOMIZO)]
    with pytest.raises(Exception, match="unique"):
        load_synthetic_register(HERE, twice)
    assert count_residents(HERE) == 0
