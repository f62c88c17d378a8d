"""The counting after a run: whatever is lost, twice or strange is found."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from uuid import UUID, uuid4, uuid5

import pytest

from madoguchi.journeys.online_application.domain.numbers import application_number
from madoguchi_testing.chaos.counting import Found, count, is_settled
from madoguchi_testing.chaos.people import Told
from madoguchi_testing.chaos.running import KINDS, planned
from madoguchi_testing.online.at_home import Receipt

ONE, OTHER, CASE, STRANGER = (UUID(int=number) for number in (1, 2, 3, 4))
KEY = uuid5(ONE, str(CASE))
TOLD = [Told(ONE, Receipt(application_number(ONE), "secret"), 0), Told(OTHER, None, 3)]


def whole() -> Found:
    """One application with a receipt went all the way; of the other one nobody knows."""
    return Found(
        applications={ONE: "opened"},
        cases=[(ONE, CASE, "move_out_notification", None, "done")],
        handovers={KEY: ("bulk_file", "acknowledged")},
        stored=[KEY],
        waiting=0,
        jobs=0,
    )


def test_a_run_in_which_everything_arrived_once_is_right() -> None:
    counted = count(whole(), TOLD)
    assert counted.is_right
    assert counted.by_method == {"bulk_file": 1}
    assert is_settled(whole(), TOLD)
    assert (counted.receipts, counted.without_receipt, counted.arrived_without_receipt) == (1, 1, 0)


def test_who_left_without_a_receipt_may_have_applied_once() -> None:
    found = whole()
    found.applications[OTHER] = "opened"
    counted = count(found, TOLD)
    assert counted.is_right
    assert counted.arrived_without_receipt == 1


LOST: dict[str, Callable[[Found], object]] = {
    "application": lambda found: found.applications.clear(),
    "case": lambda found: found.cases.clear(),
    "decision": lambda found: found.cases.append((ONE, uuid4(), "another", None, "arrived")),
    "hand-over": lambda found: found.handovers.clear(),
    "acknowledgement": lambda found: found.handovers.update({KEY: ("file", "delivered")}),
    "row": lambda found: found.stored.clear(),
}
TWICE: dict[str, Callable[[Found], object]] = {
    "case": lambda found: found.cases.append((ONE, uuid4(), "move_out_notification", None, "done")),
    "hand-over": lambda found: found.handovers.update({STRANGER: ("file", "acknowledged")}),
    "row": lambda found: found.stored.append(KEY),
    "row under another key": lambda found: found.stored.append(STRANGER),
}
STRANGE: dict[str, Callable[[Found], object]] = {
    "nobody's": lambda found: found.applications.update({STRANGER: "opened"}),
    "repeated": lambda found: found.applications.update({OTHER: "repeated"}),
}


@pytest.mark.parametrize("what", LOST)
def test_what_is_missing_after_a_receipt_is_lost(what: str) -> None:
    found = whole()
    LOST[what](found)
    assert count(found, TOLD).lost


@pytest.mark.parametrize("what", TWICE)
def test_what_is_there_more_than_once_is_twice(what: str) -> None:
    found = whole()
    TWICE[what](found)
    assert count(found, TOLD).twice


@pytest.mark.parametrize("what", STRANGE)
def test_what_nobody_sent_is_strange(what: str) -> None:
    found = whole()
    STRANGE[what](found)
    assert count(found, TOLD).strange


@pytest.mark.parametrize("left", ["waiting", "jobs"])
def test_a_run_is_not_over_while_something_is_under_way(left: str) -> None:
    assert not is_settled(replace(whole(), **{left: 1}), TOLD)


def test_another_receipt_than_the_first_is_told() -> None:
    told = [replace(TOLD[0], receipt=Receipt("K7Q2-9XMF", "secret")), TOLD[1]]
    assert count(whole(), told).lost
    assert count(whole(), [replace(TOLD[0], problem="another receipt"), TOLD[1]]).strange


def test_each_kind_is_killed_often_and_the_same_seed_kills_the_same() -> None:
    plan = planned(200, random.Random(7))
    assert plan == planned(200, random.Random(7)) != planned(200, random.Random(8))
    often = Counter(plan)
    assert sum(often.values()) == 200
    assert all(sum(often[name] for name in variants) >= 40 for _, variants in KINDS)
    assert all(often[name] >= 10 for _, variants in KINDS for name in variants)


def test_a_short_run_kills_each_kind_twice() -> None:
    often = Counter(planned(6, random.Random(7)))
    assert [sum(often[name] for name in variants) for _, variants in KINDS] == [2, 2, 2]
