"""What is done once at the end of a block: for all who asked, and for nobody who was undone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from madoguchi.core import tenancy

pytestmark = pytest.mark.django_db
AIZU, KITAKATA = "072028", "072087"
Called = list[tuple[str, str | None, list[int]]]


def noting(called: Called, name: str = "a") -> Callable[[list[int]], None]:
    return lambda items: called.append((name, tenancy.current_municipality(), items))


def test_all_items_of_a_function_are_one_call_and_what_locks_comes_last() -> None:
    called: Called = []
    locks, other = noting(called, "locks"), noting(called, "other")
    with tenancy.municipality(AIZU):
        tenancy.at_end(locks, 1, last=True)
        with tenancy.municipality(AIZU):
            tenancy.at_end(other, 2)
        tenancy.at_end(locks, 3, last=True)
        assert called == []
    assert called == [("other", AIZU, [2]), ("locks", AIZU, [1, 3])]


def test_what_was_asked_for_inside_a_savepoint_that_was_undone_is_forgotten() -> None:
    called: Called = []
    note = noting(called)
    with tenancy.municipality(AIZU):
        tenancy.at_end(note, 1)
        with pytest.raises(RuntimeError), transaction.atomic():
            tenancy.at_end(note, 2)
            with tenancy.municipality(AIZU):
                tenancy.at_end(note, 3)
            raise RuntimeError
        with tenancy.municipality(AIZU):
            tenancy.at_end(note, 4)
    assert called == [("a", AIZU, [1, 4])]


def test_a_block_that_fails_calls_nothing_and_leaves_nothing_to_the_next() -> None:
    called: Called = []
    with pytest.raises(RuntimeError), tenancy.municipality(AIZU):
        tenancy.at_end(noting(called), 1)
        raise RuntimeError
    with tenancy.municipality(AIZU):
        pass
    assert called == []


def test_each_municipality_gets_its_own_at_the_end_of_its_own_block() -> None:
    called: Called = []
    note = noting(called)
    with tenancy.municipality(AIZU):
        tenancy.at_end(note, 1)
        with tenancy.municipality(KITAKATA):
            tenancy.at_end(note, 2)
        assert called == [("a", KITAKATA, [2])]
    assert called[1:] == [("a", AIZU, [1])]


def test_outside_of_a_block_it_is_done_at_once_and_what_is_done_may_ask_for_more() -> None:
    called: Called = []
    note = noting(called)
    tenancy.at_end(note, 1)
    assert called == [("a", None, [1])]
    with tenancy.municipality(AIZU):
        tenancy.at_end(lambda items: tenancy.at_end(note, sum(items)), 5)
    assert called[1:] == [("a", AIZU, [5])]


def test_statements_of_several_functions_are_one_message_in_their_order() -> None:
    def noted(name: str) -> Callable[[list[int]], tuple[str, list[object]]]:
        return lambda items: (
            "SELECT set_config('test.noted', concat(current_setting('test.noted', true), %s::text), true)",
            [f"{name}{items}"],
        )

    locks, other = noted("locks"), noted("other")
    with transaction.atomic(), CaptureQueriesContext(connection) as asked:
        with tenancy.municipality(AIZU):
            tenancy.at_end(locks, 1, last=True)
            tenancy.at_end(other, 2)
            tenancy.at_end(other, 3)
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('test.noted')")
            assert cursor.fetchone() == ("other[2, 3]locks[1]",)
    assert len([one for one in asked if "test.noted', concat" in one["sql"]]) == 1
