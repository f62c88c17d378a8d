"""Procedures over time: which form holds in an interval, and in which order people walk."""

from __future__ import annotations

from dataclasses import replace

import pytest

from madoguchi.core.conditions import compile_expression
from madoguchi.core.packs.model import Concerns, DeskRole, Procedure
from madoguchi.core.packs.timelines import Intervals, Timeline
from madoguchi.core.vocabulary import Scope, Vocabulary

ALWAYS = compile_expression("true", Vocabulary(), scope=Scope.CASE)
DESKS = {"register": DeskRole("register", "住民登録", order=1), "tax": DeskRole("tax", "税", order=2)}


def procedure(key: str, desk: str, order: int = 100) -> Procedure:
    return Procedure(key, key, Concerns.HOUSEHOLD, ALWAYS, desk, order=order)


TAX = procedure("tax_card", "tax")
MOVING = procedure("moving", "register", order=2)
SEAL = procedure("seal", "register", order=1)
NOWHERE = procedure("a_letter", "library")


@pytest.mark.parametrize("interval", range(5))
def test_a_form_holds_until_the_next_begins(interval: int) -> None:
    timeline = Timeline((0, 2, 3), (None, TAX, MOVING))
    assert timeline.at(interval) is [None, None, TAX, MOVING, MOVING][interval]


def test_in_each_interval_people_walk_from_desk_to_desk() -> None:
    later = replace(SEAL, desk="tax", order=500)
    procedures = Intervals(
        {
            "tax_card": Timeline((0,), (TAX,)),
            "a_letter": Timeline((0,), (NOWHERE,)),
            "seal": Timeline((0, 2), (SEAL, later)),
            "moving": Timeline((0, 1), (None, MOVING)),
        },
        DESKS,
    )
    assert [list(procedures[interval]) for interval in range(3)] == [
        ["seal", "tax_card", "a_letter"],
        ["seal", "moving", "tax_card", "a_letter"],
        ["moving", "tax_card", "seal", "a_letter"],
    ]
    assert procedures[2]["seal"] is later
    assert procedures[2] is procedures[2]
    assert list(procedures.forms()) == [SEAL, TAX, NOWHERE, MOVING, later]


def test_a_municipality_without_procedures_has_none_in_any_interval() -> None:
    assert (dict(Intervals({}, DESKS)[3]), list(Intervals({}, DESKS).forms())) == ({}, [])
