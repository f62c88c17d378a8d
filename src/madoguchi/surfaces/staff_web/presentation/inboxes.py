"""A desk's worklist as a table, and the choices above it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from madoguchi.core import clock
from madoguchi.engines.cases.api import FINISHED, UNFINISHED, Case, Status, light

STATUS_BADGES: Mapping[Status, str] = {
    Status.ARRIVED: "key",
    Status.ACCEPTED: "key",
    Status.EXAMINING: "",
    Status.CORRECTION: "warning",
    Status.DECIDED: "success",
    Status.DONE: "success",
    Status.REJECTED: "error",
    Status.WITHDRAWN: "",
}

IN_WORKLIST = tuple(status for status in Status if status in UNFINISHED)
"""The states of unfinished work, in the order in which a case goes through them."""

EVERY_DESK = frozenset({Status.ACCEPTED, Status.EXAMINING, Status.CORRECTION})
"""Those that every desk knows; the others appear where there is something in them."""

_WEEKDAYS = "月火水木金土日"
UNFINISHED_KEY, FINISHED_KEY = "unfinished", "finished"
SHOWN: Mapping[str, tuple[str, frozenset[Status]]] = {
    UNFINISHED_KEY: ("終わっていないもの", UNFINISHED),
    **{status.value: (status.label, frozenset({status})) for status in IN_WORKLIST},
    FINISHED_KEY: ("終わったもの", FINISHED),
}
"""The choices above the table: what `?show=` may say, its label, the states."""


@dataclass(frozen=True, slots=True)
class Tab:
    """One choice above the table. `number` is None where counting would cost more than it tells."""

    key: str
    label: str
    number: int | None


@dataclass(frozen=True, slots=True)
class DueLight:
    """The light of a case: its kind (a CSS class) and the words that say the same; empty for no due date."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One row."""

    case: Case
    light: DueLight
    status_label: str
    badge: str
    due: str
    opened: str
    opened_on: str
    closed: str
    desk_label: str = ""


def tabs_of(counts: Mapping[Status, int], shown: str) -> tuple[Tab, ...]:
    """The choices for a desk."""
    always = {UNFINISHED_KEY, FINISHED_KEY, *EVERY_DESK}
    numbers = {
        key: None if key == FINISHED_KEY else sum(counts.get(status, 0) for status in statuses)
        for key, (_, statuses) in SHOWN.items()
    }
    return tuple(
        Tab(key, label, numbers[key])
        for key, (label, _) in SHOWN.items()
        if numbers[key] or key == shown or key in always
    )


def due_light(case: Case, today: date) -> DueLight:
    """What stands beside the due date of a case; nothing once it is finished."""
    return light_of(None if case.state.is_finished else case.due, today)


def light_of(due: date | None, today: date) -> DueLight:
    """What stands beside the due date of work that is still open; what is late says by how many days."""
    if due is None:
        return DueLight("none", "")
    days = (due - today).days
    words = f"{-days}日過ぎています" if days < 0 else f"あと{days}日" if days else "きょうまで"
    return DueLight(light(due, Status.EXAMINING, today).value, words)


def line_of(case: Case, today: date, desk_label: str = "") -> CaseLine:
    """The row of a case. Its dates are written here: fifty rows of filters in a template take their time."""
    state, opened = case.state, case.opened_at.astimezone(clock.TOKYO)
    return CaseLine(
        case,
        due_light(case, today),
        state.label,
        STATUS_BADGES[state],
        written_day(case.due, today) if case.due else "",
        written_moment(opened),
        _long(opened),
        "" if case.closed_at is None else _with_year(case.closed_at.astimezone(clock.TOKYO)),
        desk_label,
    )


def written_day(last: date, today: date) -> str:
    """11月27日（金）; with its year where that is another one: some claims run for five."""
    year = "" if last.year == today.year else f"{last.year}年"
    return f"{year}{_short(last)}（{_WEEKDAYS[last.weekday()]}）"


def written_moment(local: datetime) -> str:
    """11月27日 9:05, of a moment in Japan's time."""
    return f"{_short(local)} {local.hour}:{local:%M}"


def _with_year(local: datetime) -> str:
    return f"{local.year}年{written_moment(local)}"


def _long(day: date) -> str:
    return f"{day.year}年{_short(day)}"


def _short(day: date) -> str:
    return f"{day.month}月{day.day}日"
