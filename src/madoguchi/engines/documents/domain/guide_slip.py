"""The 案内票: one page with the counters in walking order, the procedures there, and what to bring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from madoguchi.core.packs import Desk, MunicipalityPack
from madoguchi.engines.documents.domain.requests import Circumstances, DocumentRequest, frame
from madoguchi.engines.documents.domain.values import printable
from madoguchi.lib.japanese.dates import WEEKDAYS, format_both, format_wareki

KEY = "guide_slip"


@dataclass(frozen=True, slots=True)
class SlipDeadline:
    """Until when, and in a few words how that was counted."""

    date: date
    text: str = ""
    late: bool = False


@dataclass(frozen=True, slots=True)
class SlipProcedure:
    """One procedure at one stop. `persons` are labels; `fee` is written out (300円).

    `taken_at` is the counter that takes it instead (1番); empty: it is done at its stop.
    """

    label: str
    persons: tuple[str, ...] = ()
    deadline: SlipDeadline | None = None
    fee: str | None = None
    possible: bool = False
    taken_at: str = ""


@dataclass(frozen=True, slots=True)
class GuideStop:
    """A counter, or home (`desk` None), with its procedures and the minutes it takes.

    `outside` is another authority's name; there is no desk of the municipality then.
    """

    desk: Desk | None
    procedures: tuple[SlipProcedure, ...]
    minutes: int | None = None
    outside: str = ""


@dataclass(frozen=True, slots=True)
class ThingToBring:
    """One thing, once: how many (3枚), whose, and a note."""

    label: str
    count: str = ""
    persons: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class GuideSlip:
    """The whole slip. `household_size` lets a long list of names become 「世帯の5人」."""

    headline: str
    event: str
    applicant: str
    stops: tuple[GuideStop, ...]
    bring: tuple[ThingToBring, ...] = ()
    household_size: int = 0


def guide_slip(pack: MunicipalityPack, slip: GuideSlip, circumstances: Circumstances) -> DocumentRequest:
    """The slip as a document; the layout keeps it on one page whatever it holds."""
    definition = pack.documents[KEY]
    stops = [_stop(stop, slip.household_size) for stop in slip.stops]
    data = frame(pack, definition, definition.label, circumstances) | {
        "guide": {
            "headline": printable(slip.headline),
            "event": printable(slip.event),
            "applicant": printable(slip.applicant),
            "stops": stops,
            "bring": [
                {
                    "label": thing.label,
                    "count": thing.count,
                    "persons": _persons(thing.persons, slip.household_size),
                    "note": thing.note,
                }
                for thing in slip.bring
            ],
            "examples": any(stop["example"] for stop in stops),
        }
    }
    return DocumentRequest(KEY, definition.label, (), (), data)


def _stop(stop: GuideStop, household_size: int) -> dict[str, Any]:
    desk = stop.desk
    return {
        "at_home": desk is None and not stop.outside,
        "outside": bool(stop.outside),
        "counter": desk.counter if desk else "",
        "name": desk.name if desk else stop.outside or "先に済ませられます",
        "floor": desk.floor if desk else "",
        "line": desk.line if desk else None,
        "line_label": desk.line_label if desk else None,
        "example": desk.example if desk else False,
        "minutes": stop.minutes,
        "taken": bool(stop.procedures) and all(one.taken_at for one in stop.procedures),
        "procedures": [
            {
                "label": procedure.label,
                "persons": _persons(procedure.persons, household_size),
                "deadline": _deadline(procedure.deadline),
                "fee": procedure.fee,
                "possible": procedure.possible,
                "taken_at": procedure.taken_at,
            }
            for procedure in stop.procedures
        ],
    }


def _persons(labels: Sequence[str], household_size: int) -> list[str]:
    if len(labels) >= 3 and len(labels) == household_size:
        return [f"世帯の{household_size}人"]
    return [printable(label) for label in labels]


def _deadline(deadline: SlipDeadline | None) -> dict[str, Any] | None:
    if deadline is None:
        return None
    day, weekday = deadline.date, WEEKDAYS[deadline.date.weekday()]
    return {
        "western": f"{day.year}年{day.month}月{day.day}日",
        "weekday": weekday,
        "both": format_both(day).removesuffix(f"（{weekday}）"),
        "wareki": format_wareki(day),
        "text": deadline.text,
        "late": deadline.late,
    }
