"""A hall and a state of it, as the views get them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from madoguchi.core.clock import TOKYO
from madoguchi.core.packs import Hall, HallCounter, HallDesk, HallPurpose
from madoguchi.lib.opening_hours import OpeningHours

MORNING = datetime(2026, 4, 7, 10, 0, tzinfo=TOKYO)
"""A Tuesday."""

A_HALL = Hall(
    municipality_code="990019",
    key="main",
    name="待合",
    place="1階",
    hours=OpeningHours.from_mapping(
        {
            "weekly": {day: [["08:30", "12:00"], ["13:00", "17:15"]] for day in ("mon", "tue", "wed")},
            "exceptions": [{"from": "2026-04-08", "closed": True, "reason": "庁舎の点検"}],
        }
    ),
    languages=("ja",),
    counters={
        "general": HallCounter(
            "general", "総合窓口", (HallDesk("1", "1番", "1番"),), colour="red", sign="総合窓口"
        ),
        "tax": HallCounter("tax", "税", (HallDesk("7", "7番", "7番"),), sign="税"),
    },
    purposes={
        "moving": HallPurpose("moving", "引越し", "moving", "A", "general", 15),
        "tax": HallPurpose("tax", "税金", "tax", "F", "tax", 10),
    },
)


IN_ENGLISH = replace(
    A_HALL,
    counters={
        "general": replace(
            A_HALL.counters["general"], label="General counter", desks=(HallDesk("1", "No. 1", "1番"),)
        ),
        "tax": A_HALL.counters["tax"],
    },
    purposes={
        "moving": replace(A_HALL.purposes["moving"], label="Moving"),
        "tax": A_HALL.purposes["tax"],
    },
)
"""As the packs give it; nobody has translated the tax counter."""


def a_state(**more: Any) -> dict[str, Any]:
    """A payload of that hall with some of its parts given."""
    return {
        "hall": "main",
        "day": "2026-04-07",
        "at": "2026-04-07T01:00:00+00:00",
        "version": 3,
        "closes": "2026-04-07T17:15:00+09:00",
        "counters": [],
        "purposes": [],
        "called": [],
        "tickets": {},
    } | more


def a_ticket(**more: Any) -> dict[str, Any]:
    """One ticket of a payload."""
    return {
        "number": "A012",
        "status": "waiting",
        "ahead": 5,
        "minutes": 20,
        "low": 15,
        "high": 30,
        "counter": "general",
        "desk": "",
        "times": 0,
    } | more
