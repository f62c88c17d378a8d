"""The visits of the counter as lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from madoguchi.core import clock
from madoguchi.core.clock import TOKYO
from madoguchi.core.packs import MunicipalityPack
from madoguchi.core.vocabulary import MEMBERS
from madoguchi.journeys.counter_visit.api import Visit, VisitState

MOST_MINUTES = 600
"""Above this the day is said instead of minutes: the visit was left open."""


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One visit: when, what, who, how many."""

    uuid: UUID
    at: datetime
    event: str
    icon: str
    name: str
    people: int
    from_code: bool
    accepted: bool
    minutes: int | None


def queue_of(
    visits: Iterable[Visit], pack: MunicipalityPack
) -> tuple[tuple[QueueLine, ...], tuple[QueueLine, ...]]:
    """Those that are open, those that were accepted."""
    lines = [_line(visit, pack) for visit in visits]
    return tuple(one for one in lines if not one.accepted), tuple(one for one in lines if one.accepted)


def _line(visit: Visit, pack: MunicipalityPack) -> QueueLine:
    event = pack.events.get(visit.event_key)
    members = visit.answers.get(MEMBERS) or []
    accepted = visit.state == VisitState.ACCEPTED
    at = (visit.accepted_at if accepted and visit.accepted_at else visit.opened_at).astimezone(TOKYO)
    minutes = int((clock.now() - at).total_seconds() // 60)
    return QueueLine(
        uuid=visit.uuid,
        at=at,
        event=event.label if event is not None else visit.event_key,
        icon=event.icon if event is not None else "other",
        name=_name(members),
        people=len(members),
        from_code=visit.envelope_id is not None,
        accepted=accepted,
        minutes=minutes if 0 <= minutes <= MOST_MINUTES else None,
    )


def _name(members: list[dict[str, object]]) -> str:
    """Who stands at the counter, else the head, else whoever has a name."""
    order = sorted(
        members,
        key=lambda one: (one.get("person.is_applicant") is not True, one.get("person.relation") != "head"),
    )
    return next((str(one["person.name"]) for one in order if one.get("person.name")), "")
