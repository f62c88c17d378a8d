"""From the events of a ticket to its stretches at counters."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from madoguchi.engines.reception.domain.states import EventKind
from madoguchi.engines.reception.domain.stays import Happened, Outcome, stretches, taken_back

NINE = datetime(2026, 4, 7, 0, 0, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


def happened(
    kind: EventKind, minutes: float, counter: str = "general", desk: str = "", undoes: UUID | None = None
) -> Happened:
    return Happened(uuid4(), kind, at(minutes), counter, desk, "resident_register" if desk else "", undoes)


def test_a_ticket_that_waits_is_one_open_stretch() -> None:
    [only] = stretches([happened(EventKind.TAKEN, 0)], "general")
    assert (only.counter, only.queued, only.called, only.ended, only.resumed) == (
        "general", at(0), None, None, False,
    )  # fmt: skip


def test_called_again_changes_nothing_and_the_first_call_counts() -> None:
    [only] = stretches(
        [
            happened(EventKind.TAKEN, 0),
            happened(EventKind.CALLED, 7, desk="1"),
            happened(EventKind.CALLED_AGAIN, 9, desk="1"),
            happened(EventKind.BEGAN, 10, desk="1"),
            happened(EventKind.FINISHED, 20, desk="1"),
        ],
        "general",
    )
    assert (only.called, only.ended, only.outcome) == (at(7), at(20), Outcome.FINISHED)
    assert (only.desk, only.group) == ("1", "resident_register")


def test_who_is_sent_on_waits_again_where_they_are_sent() -> None:
    first, second = stretches(
        [
            happened(EventKind.TAKEN, 0),
            happened(EventKind.CALLED, 5, desk="1"),
            happened(EventKind.TRANSFERRED, 15, desk="1"),
        ],
        "insurance",
    )
    assert (first.counter, first.outcome, first.ended) == ("general", Outcome.TRANSFERRED, at(15))
    assert (second.counter, second.queued, second.resumed) == ("insurance", at(15), False)


def test_being_brought_back_is_no_new_wait() -> None:
    first, second = stretches(
        [
            happened(EventKind.TAKEN, 0),
            happened(EventKind.CALLED, 5, desk="1"),
            happened(EventKind.ABSENT, 7, desk="1"),
            happened(EventKind.BROUGHT_BACK, 30, desk="2"),
            happened(EventKind.CALLED, 33, desk="2"),
        ],
        "general",
    )
    assert (first.outcome, second.resumed, second.called) == (Outcome.ABSENT, True, at(33))


def test_who_is_called_straight_from_being_held_does_not_wait() -> None:
    first, second = stretches(
        [
            happened(EventKind.TAKEN, 0),
            happened(EventKind.CALLED, 5, desk="1"),
            happened(EventKind.HELD, 10, desk="1"),
            happened(EventKind.CALLED, 20, desk="1"),
            happened(EventKind.FINISHED, 25, desk="1"),
        ],
        "general",
    )
    assert (first.ended, second.queued, second.called, second.ended) == (at(10), at(20), at(20), at(25))


def test_what_was_undone_has_not_happened() -> None:
    finished = happened(EventKind.FINISHED, 12, desk="1")
    sent = happened(EventKind.TRANSFERRED, 13, desk="1")
    [only] = stretches(
        [
            happened(EventKind.TAKEN, 0),
            happened(EventKind.CALLED, 5, desk="1"),
            finished,
            happened(EventKind.UNDONE, 12.5, desk="1", undoes=finished.uuid),
            sent,
            happened(EventKind.UNDONE, 13.5, desk="1", undoes=sent.uuid),
        ],
        "general",
    )
    assert (only.called, only.ended) == (at(5), None)


@given(st.lists(st.sampled_from([kind for kind in EventKind if kind is not EventKind.TAKEN]), max_size=12))
def test_whatever_happens_stretches_follow_each_other(kinds: list[EventKind]) -> None:
    events = [happened(EventKind.TAKEN, 0)]
    events += [happened(kind, number + 1, desk="1") for number, kind in enumerate(kinds)]
    found = stretches(events, "general")
    assert all(one.counter for one in found)
    assert all(one.ended is not None for one in found[:-1] if not one.resumed)
    for one in found:
        assert one.called is None or one.called >= one.queued
        assert one.ended is None or one.ended >= (one.called or one.queued)


def test_an_end_that_an_absence_took_back_is_an_absence_and_an_end_again_when_that_is_taken_back() -> None:
    finished = happened(EventKind.FINISHED, 12, desk="1")
    absent = happened(EventKind.ABSENT, 13, desk="1", undoes=finished.uuid)
    events = [happened(EventKind.TAKEN, 0), happened(EventKind.CALLED, 10, desk="1"), finished, absent]
    [only] = stretches(events, "general")
    assert (only.outcome, only.ended) == (Outcome.ABSENT, at(13))
    [only] = stretches([*events, happened(EventKind.UNDONE, 14, desk="1", undoes=absent.uuid)], "general")
    assert (only.outcome, only.ended) == (Outcome.FINISHED, at(12))


def test_what_is_taken_back_takes_nothing_back() -> None:
    first, second, third = uuid4(), uuid4(), uuid4()
    assert taken_back([(first, None), (second, first)]) == {first}
    assert taken_back([(first, None), (second, first), (third, second)]) == {second}
    assert taken_back([]) == set()
