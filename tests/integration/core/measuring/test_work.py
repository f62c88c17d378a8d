"""Working time as it is left behind, and its sums."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.utils import ProgrammingError
from django.test.utils import CaptureQueriesContext

from madoguchi.core import clock
from madoguchi.core.measuring.api import (
    StepRule,
    Work,
    WorkSum,
    first_work,
    record_work,
    record_works,
    work_sums,
)
from madoguchi.core.tenancy import municipality

pytestmark = pytest.mark.django_db

HERE, NEIGHBOUR = "072028", "072087"
NINE = datetime(2026, 3, 19, 9, 0, tzinfo=clock.TOKYO)
LONG_AGO = NINE - timedelta(days=365)


def work(step: str, *seconds: float, case: UUID | None = None, at: datetime = NINE) -> None:
    for one in seconds:
        record_work("move_in", step, case or uuid4(), seconds=one, ended=at)


def sums(rules: dict[str, StepRule] | None = None, **span: datetime) -> dict[str, WorkSum]:
    return work_sums("move_in", rules=rules, **{"since": LONG_AGO, **span})


def test_the_time_is_what_passed_between_taking_up_and_finishing() -> None:
    with municipality(HERE):
        record_work("move_in", "check", uuid4(), began=NINE, ended=NINE + timedelta(minutes=4))
        assert sums() == {"check": WorkSum("check", 1, 1, 240, 240.0, NINE + timedelta(minutes=4))}


def test_work_that_ends_now_needs_only_its_beginning() -> None:
    with clock.fixed(NINE), municipality(HERE):
        record_work("move_in", "check", uuid4(), began=NINE - timedelta(seconds=90))
        assert sums() == {"check": WorkSum("check", 1, 1, 90, 90.0, NINE)}


def test_a_case_is_counted_once_however_often_its_step_was_worked_on() -> None:
    sent_back, at_once = uuid4(), uuid4()
    with municipality(HERE):
        work("check", 60, 30, case=sent_back)
        work("check", 40, case=at_once)
        found = sums()["check"]
    assert (found.cases, found.counted, found.seconds, found.median_seconds) == (2, 2, 130, 65.0)


def test_steps_of_the_flow_are_summed_under_one_name_case_by_case() -> None:
    first, second = uuid4(), uuid4()
    rules = {"scan": StepRule("check"), "compare": StepRule("check")}
    with municipality(HERE):
        work("scan", 10, case=first)
        work("compare", 20, case=first)
        work("compare", 50, case=second)
        work("file_away", 5, case=second)
        found = sums(rules)
    assert {name: (one.cases, one.median_seconds) for name, one in found.items()} == {
        "check": (2, 40.0),
        "file_away": (1, 5.0),
    }


@pytest.mark.parametrize(
    "seconds",
    [-1.0, -86_400.0, 86_401.0, float("nan"), float("inf")],
    ids=["clock ran back", "a day back", "open over night", "no number", "for ever"],
)
def test_a_time_that_cannot_be_is_work_without_a_time(seconds: float) -> None:
    with municipality(HERE):
        work("check", 60, 120, seconds)
        found = sums()["check"]
    assert (found.cases, found.counted, found.seconds) == (3, 2, 180)


def test_a_stretch_over_the_cap_of_its_step_is_not_believed() -> None:
    with municipality(HERE):
        work("check", 300, 1500, 3601)
        assert sums()["check"].counted == 2
        short = sums({"check": StepRule("check", timedelta(minutes=20))})["check"]
        long = sums({"check": StepRule("check", timedelta(hours=2))})["check"]
    assert (short.counted, short.seconds) == (1, 300)
    assert (long.counted, long.seconds) == (3, 5401), "a better cap mends the past as well"


def test_lunch_in_a_short_step_is_not_working_time() -> None:
    with municipality(HERE):
        work("check", *[60] * 9, 2700)
        found = sums()["check"]
    assert (found.cases, found.counted, found.median_seconds) == (10, 9, 60.0)


def test_five_minutes_are_never_far_out() -> None:
    with municipality(HERE):
        work("check", 0, 0, 0, 300, 301)
        assert sums()["check"].counted == 4


def test_where_nothing_is_believed_there_is_no_time_and_all_cases() -> None:
    with municipality(HERE):
        work("check", -5, 7200)
        found = sums()["check"]
    assert (found.cases, found.counted, found.seconds, found.median_seconds) == (2, 0, 0, 0)


def test_the_span_includes_its_beginning_and_not_its_end() -> None:
    with municipality(HERE):
        work("check", 10, at=NINE)
        work("check", 20, at=NINE + timedelta(days=1))
        assert sums(since=NINE, until=NINE + timedelta(days=1))["check"].seconds == 10
        assert first_work("move_in") == NINE
        assert first_work("ledger") is None


def test_the_neighbour_sees_nothing_of_it_and_without_a_municipality_nothing_is_kept() -> None:
    with municipality(HERE):
        work("check", 60)
    with municipality(NEIGHBOUR):
        assert sums() == {}
        assert first_work("move_in") is None
    with pytest.raises(ProgrammingError, match="row-level security"):
        work("check", 60)


def test_who_calls_it_wrongly_is_told_at_once() -> None:
    with municipality(HERE), pytest.raises(ValueError, match="aware"):
        record_work("move_in", "check", uuid4(), began=datetime(2026, 3, 19, 9, 0))  # noqa: DTZ001


def test_work_of_which_nobody_knows_how_long_it_took_counts_as_done() -> None:
    with municipality(HERE):
        record_work("move_in", "check", uuid4(), ended=NINE)
        found = sums()["check"]
    assert (found.cases, found.counted) == (1, 0)


def test_several_pieces_of_work_are_left_behind_in_one_statement() -> None:
    case = uuid4()
    with municipality(HERE):
        with CaptureQueriesContext(connection) as asked:
            record_works(Work("move_in", step, case, seconds=30, ended=NINE) for step in ("check", "accept"))
            record_work("move_in", "check", uuid4(), seconds=30, ended=NINE)
            assert set(sums()) == {"check", "accept"}
        assert len(asked) == 2  # one writes, one reads
        with CaptureQueriesContext(connection) as asked:
            record_works([])
        assert len(asked) == 0


def test_a_year_is_one_statement_that_reads_the_index_alone() -> None:
    with municipality(HERE):
        work("check", 60)
    with municipality(HERE):
        with CaptureQueriesContext(connection) as asked:
            sums()
        assert len(asked) == 1
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("EXPLAIN " + asked[0]["sql"])
            plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Index Only Scan using work_done_by_process" in plan
