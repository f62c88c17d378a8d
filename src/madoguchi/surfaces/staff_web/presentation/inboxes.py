"""A desk's inbox as a table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from madoguchi.engines.cases.api import Case, InboxFilter, Light, Status

STATUS_BADGES = {Status.OPEN: "key", Status.WORKING: "", Status.RETURNED: "warning", Status.DONE: "success"}

SHOWN: dict[str, tuple[str, frozenset[Status]]] = {
    "unfinished": ("終わっていないもの", InboxFilter().statuses),
    "open": ("未着手", frozenset({Status.OPEN})),
    "working": ("処理中", frozenset({Status.WORKING})),
    "returned": ("差し戻し", frozenset({Status.RETURNED})),
    "done": ("完了", frozenset({Status.DONE})),
}
"""The choices above the table: what `?show=` may say, its label, the states."""


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


def due_light(case: Case, today: date) -> DueLight:
    """What stands beside the due date; a late case says by how many days."""
    light = case.light(today)
    if light is Light.NONE or case.due is None:
        return DueLight("none", "")
    days = (case.due - today).days
    words = f"{-days}日過ぎています" if days < 0 else f"あと{days}日" if days else "きょうまで"
    return DueLight(light.value, words)


def line_of(case: Case, today: date) -> CaseLine:
    """The row of a case."""
    return CaseLine(case, due_light(case, today), case.state.label, STATUS_BADGES[case.state])
