"""From what happened to a ticket to the stretches it spent at counters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from madoguchi.engines.reception.domain.states import EventKind


class Outcome(StrEnum):
    """How a stretch at a counter ended."""

    FINISHED = "finished"
    TRANSFERRED = "transferred"
    HELD = "held"
    ABSENT = "absent"
    LEFT = "left"

    @property
    def label(self) -> str:
        """As staff read it."""
        return {
            "finished": "終わった",
            "transferred": "次の窓口へ",
            "held": "保留",
            "absent": "不在",
            "left": "帰った",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Happened:
    """An event of a ticket, as far as stretches go by it."""

    uuid: UUID
    kind: EventKind
    at: datetime
    counter: str
    desk: str = ""
    group: str = ""
    undoes: UUID | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Waiting at one counter from `queued`, called at `called`, over at `ended`; None: not yet."""

    counter: str
    queued: datetime
    called: datetime | None = None
    ended: datetime | None = None
    outcome: Outcome | None = None
    desk: str = ""
    group: str = ""
    resumed: bool = False


_ENDINGS: Mapping[EventKind, Outcome] = {
    EventKind.FINISHED: Outcome.FINISHED,
    EventKind.TRANSFERRED: Outcome.TRANSFERRED,
    EventKind.HELD: Outcome.HELD,
    EventKind.ABSENT: Outcome.ABSENT,
    EventKind.LEFT: Outcome.LEFT,
}
CHANGING = (*_ENDINGS, EventKind.UNDONE)
"""After these the stretches are other ones than were written down."""


def taken_back(events: Iterable[tuple[UUID, UUID | None]]) -> set[UUID]:
    """Which events do not count any more: of events in order, each with the one that it takes back (None: it
    takes back nothing). What is taken back itself takes nothing back.
    """
    found: set[UUID] = set()
    for uuid, undoes in reversed(list(events)):
        if undoes is not None and uuid not in found:
            found.add(undoes)
    return found


def stretches(events: Iterable[Happened], counter_now: str) -> list[Stretch]:
    """The stretches of a ticket, from its events in order; what was undone has not happened.

    `counter_now` is where the ticket is now: nobody has said yet where the last stretch is.
    """
    all_of_it = list(events)
    undone = taken_back((one.uuid, one.undoes) for one in all_of_it)
    found: list[Stretch] = []
    for one in all_of_it:
        if one.uuid not in undone and one.kind is not EventKind.UNDONE:
            _take(found, one)
    if found and not found[-1].counter:
        found[-1] = replace(found[-1], counter=counter_now)
    return found


def _take(found: list[Stretch], one: Happened) -> None:
    if one.kind is EventKind.TAKEN or not found:
        found.append(Stretch(one.counter, one.at))
        return
    last = found[-1]
    if one.kind is EventKind.BROUGHT_BACK:
        if last.ended is not None:
            found.append(Stretch(one.counter, one.at, resumed=True))
    elif one.kind in (EventKind.CALLED, EventKind.BEGAN):
        if last.ended is not None:
            # Called straight from where they were held: no wait.
            found.append(last := Stretch(one.counter, one.at, resumed=True))
        found[-1] = replace(
            last, counter=one.counter, called=last.called or one.at, desk=one.desk, group=one.group
        )
    elif one.kind in _ENDINGS and last.ended is None:
        found[-1] = replace(
            last, counter=last.counter or one.counter, ended=one.at, outcome=_ENDINGS[one.kind]
        )
        if one.kind is EventKind.TRANSFERRED:
            found.append(Stretch("", one.at))
