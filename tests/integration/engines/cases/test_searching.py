"""Finding a case of any desk, with a real PostgreSQL."""

from __future__ import annotations

import random
from datetime import date, datetime
from uuid import uuid4

import pytest

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, NotAllowedError, run
from madoguchi.core.audit.models import AuditEntry
from madoguchi.engines.cases.api import (
    UNFINISHED,
    Case,
    CaseSearch,
    CaseStep,
    Channel,
    FinishCase,
    NewCase,
    OpenCases,
    OpenCasesInput,
    Status,
    find_cases,
)
from madoguchi.lib.japanese.dates import PartialDate

AIZU, KITAKATA = "072028", "072087"
NOW = datetime(2026, 3, 19, 10, 0, tzinfo=clock.TOKYO)

PEOPLE = (
    NewCase("child_allowance", "児童手当", "child_support", 0, "会津 十三蔵", person_kana="アイヅ トミゾウ",
            person_birth=date(1966, 4, 3)),
    NewCase("water_start", "水道の使用開始", "water", None, "髙橋 花", person_kana="タカハシ ハナ",
            person_birth=date(1988, 2, 29)),
    NewCase("child_allowance", "児童手当", "child_support", 1, "高橋 花江", person_kana="タカハシ ハナエ",
            person_birth=PartialDate(1988, 2)),
    NewCase("pension_join", "国民年金の加入", "pension", 2, "渡邉 正", person_kana="ワタナベ タダシ"),
)  # fmt: skip


def context(code: str = AIZU) -> Context:
    return Context(code, Actor.system("tests"), NOW, purpose="テスト")


@pytest.fixture
def cases(db: None) -> list[Case]:
    return run(OpenCases(), context(), OpenCasesInput(uuid4(), PEOPLE, Channel.ONLINE))


def names(text: str = "", **more: object) -> list[str]:
    found = find_cases(context(), CaseSearch(text, **more))  # type: ignore[arg-type]
    assert not found.problem
    return [case.person_name for case in found.cases]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("会津", ["会津 十三蔵"]),
        ("あいづ", ["会津 十三蔵"]),
        ("ﾄﾐｿﾞｳ", ["会津 十三蔵"]),
        ("高橋", ["髙橋 花", "高橋 花江"]),
        ("髙橋 はな", ["髙橋 花", "高橋 花江"]),
        ("渡辺 正", ["渡邉 正"]),
        ("3410403", ["会津 十三蔵"]),
        ("19660403", ["会津 十三蔵"]),
        ("19880229", ["高橋 花江", "髙橋 花"]),
        ("たかはし 19880215", ["高橋 花江"]),
        ("佐藤", []),
        ("会津 19880229", []),
    ],
)
def test_a_case_is_found_however_the_person_is_typed(cases: list[Case], typed: str, found: list[str]) -> None:
    assert names(typed) == found


def test_a_name_of_any_length_is_kept_and_found_by_its_beginning(db: None) -> None:
    # What no index compresses: the rows of an index have a largest size.
    source = random.Random(7)
    family, given = ("".join(chr(source.randrange(0x20000, 0x2A6D0)) for _ in range(199)) for _ in range(2))
    new = NewCase("water_start", "水道", "water", None, f"{family} {given}", person_kana=f"{family} {given}")
    run(OpenCases(), context(), OpenCasesInput(uuid4(), (new,)))
    assert names(family[:40]) == [f"{family} {given}"]


def test_a_number_finds_all_that_came_with_it_and_nothing_else(cases: list[Case]) -> None:
    others = run(OpenCases(), context(), OpenCasesInput(uuid4(), PEOPLE[:1]))
    assert sorted(names(cases[0].number_text)) == sorted(case.person_name for case in cases)
    assert others[0].number != cases[0].number
    assert {case.number for case in cases} == {cases[0].number}


def test_a_number_that_was_given_before_is_kept(db: None) -> None:
    given = OpenCasesInput(uuid4(), PEOPLE[:1], Channel.ONLINE, number="79927398713")
    opened = run(OpenCases(), context(), given)
    assert names("79-92739871-3") == [opened[0].person_name]


def test_a_slip_in_a_number_is_told_and_finds_nobody(cases: list[Case]) -> None:
    number = cases[0].number
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert "1字ずつ確かめて" in find_cases(context(), CaseSearch(wrong)).problem


def test_procedure_and_status_narrow_what_is_found(cases: list[Case]) -> None:
    run(
        FinishCase(),
        context(),
        CaseStep(run(OpenCases(), context(), OpenCasesInput(uuid4(), PEOPLE[:1]))[0].uuid),
    )
    allowance = frozenset({"child_allowance"})
    assert names(procedures=allowance) == ["会津 十三蔵", "高橋 花江", "会津 十三蔵"]
    assert names(procedures=allowance, statuses=frozenset({Status.DONE})) == ["会津 十三蔵"]
    assert names("会津", statuses=UNFINISHED) == ["会津 十三蔵"]
    assert names(statuses=frozenset({Status.REJECTED})) == []


def test_without_anything_to_go_by_nothing_is_searched(cases: list[Case]) -> None:
    found = find_cases(context(), CaseSearch("  "))
    assert found.cases == ()
    assert "受付番号" in found.problem


@pytest.mark.parametrize("hostile", ["' OR 1=1 --", "%_%", "\x00", "99999999", "😀", "9" * 99, "\U0010ffff"])
def test_hostile_text_finds_nothing_and_breaks_nothing(cases: list[Case], hostile: str) -> None:
    assert find_cases(context(), CaseSearch(hostile)).cases == ()


def test_more_than_are_shown_is_said_and_the_newest_stand_first(db: None) -> None:
    for _ in range(3):
        run(OpenCases(), context(), OpenCasesInput(uuid4(), PEOPLE[:1]))
    found = find_cases(context(), CaseSearch("会津"), limit=2)
    assert found.more
    assert found.cases[0].pk > found.cases[1].pk


def test_the_neighbour_finds_nothing(cases: list[Case]) -> None:
    assert find_cases(context(KITAKATA), CaseSearch(cases[0].number)).cases == ()
    assert find_cases(context(KITAKATA), CaseSearch("会津")).cases == ()


def test_who_may_not_read_cases_does_not_search(db: None) -> None:
    nobody = Context(AIZU, Actor("staff", "staff:1", AIZU), NOW)
    with pytest.raises(NotAllowedError):
        find_cases(nobody, CaseSearch("会津"))


def test_a_search_is_written_down_without_what_was_typed(cases: list[Case]) -> None:
    find_cases(context(), CaseSearch("会津"))
    with tenancy.municipality(AIZU):
        entry = AuditEntry.objects.get(action="read.cases.search")
    assert entry.details == {"cases": [str(cases[0].uuid)]}
    assert "会津" not in f"{entry.subject}{entry.purpose}"
