"""Beginning a visit: from a scanned code, or empty for a resident without a phone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings

from madoguchi.core.actions import Action, Context
from madoguchi.core.measuring import api as measuring
from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.core.vocabulary import Facts, facts_from_json, facts_to_json
from madoguchi.engines.cases.api import next_number
from madoguchi.engines.forms.api import OpenedAnswers, field_id, open_content
from madoguchi.engines.navigator.api import facts_of_event
from madoguchi.journeys.counter_visit.domain.errors import CounterVisitError
from madoguchi.journeys.counter_visit.models import Visit

PHONE = "phone"
REGISTER = "register"
LONGEST_AT_HOME = timedelta(days=366)
CLOCKS_DIFFER = timedelta(hours=1)


class EventNotOfferedError(CounterVisitError):
    """このできごとは、いまは扱っていません。ほかのできごとを選んでください。"""


@dataclass(frozen=True, slots=True)
class Scan:
    """What was scanned: one text, or the parts of one in any order."""

    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Scanned:
    """The visit of a code. `again`: it was scanned before, and nothing was changed."""

    visit: Visit
    again: bool

    @property
    def uuid(self) -> UUID:
        """The visit's external id."""
        return self.visit.uuid


class OpenFromCode(Action[Scan, Scanned]):
    """Open the code that a resident brought. The same code leads to the same visit, however often it
    comes.
    """

    name: ClassVar[str] = "counter_visit.scan"
    permission: ClassVar[str | None] = "counter_visit.open"

    def perform(self, context: Context, given: Scan) -> Scanned:
        """Raises the errors of lib.sealing and SealedContentError, each with its message; nothing is kept
        then.
        """
        code = context.municipality_code
        today = context.day
        pack = load_packs_or_refuse(settings.MADOGUCHI_PACKS).for_municipality(code, today)
        opened = open_content(pack, given.texts)
        event = pack.events.get(opened.content.event)
        if event is None:
            raise EventNotOfferedError
        facts = facts_of_event(pack, event, opened.content.facts)
        # Two clerks may scan one code at the same moment: the constraint decides, the loser finds the
        # winner's.
        # Found by its content, not by the id written on it: that one can be copied from another's code.
        visit, is_new = Visit.objects.get_or_create(  # type: ignore[misc] # knows no callables
            envelope_id=opened.content_id,
            defaults={
                # A callable, so that a code that is scanned again takes no number.
                "number": lambda: next_number(context),
                "journey_id": opened.content.journey_id,
                "event_key": opened.content.event,
                "received_on": today,
                "answers": facts_to_json(facts),
                "origins": dict.fromkeys(_answered_fields(facts), PHONE),
                "left_out": [key for key in opened.content.left_out if key in pack.vocabulary],
                "chosen": None if opened.content.chosen is None else list(opened.content.chosen),
                "opened_at": context.now,
                "opened_by": context.actor.id,
                "pack_fingerprint": opened.content.pack_fingerprint,
            },
        )
        if is_new:
            _record_steps(visit, opened, context)
        return Scanned(visit, again=not is_new)

    def details(self, given: Scan, result: Scanned) -> Mapping[str, Any]:
        """How many parts, and whether it was known."""
        return {"parts": len(given.texts), "again": result.again, "state": result.visit.state}


@dataclass(frozen=True, slots=True)
class EmptyVisit:
    """A visit without a code. `answers` are what the register knows already (JSON form of facts), if
    anything.
    """

    event_key: str
    answers: Mapping[str, Any] | None = None


class OpenEmpty(Action[EmptyVisit, Visit]):
    """Begin a visit for somebody who brought no code (来庁申請): the clerk asks, nobody writes."""

    name: ClassVar[str] = "counter_visit.open"
    permission: ClassVar[str | None] = "counter_visit.open"

    def perform(self, context: Context, given: EmptyVisit) -> Visit:
        """Raises EventNotOfferedError."""
        today = context.day
        packs = load_packs_or_refuse(settings.MADOGUCHI_PACKS)
        pack = packs.for_municipality(context.municipality_code, today)
        event = pack.events.get(given.event_key)
        if event is None:
            raise EventNotOfferedError
        known = facts_from_json(given.answers or {}, pack.vocabulary, today)
        facts = facts_of_event(pack, event, known)
        visit = Visit.objects.create(
            number=next_number(context),
            event_key=given.event_key,
            received_on=today,
            answers=facts_to_json(facts),
            origins=dict.fromkeys(_answered_fields(known), REGISTER),
            opened_at=context.now,
            opened_by=context.actor.id,
            pack_fingerprint=pack.fingerprint,
        )
        measuring.record("counter_visit.opened", visit.journey_id, at=context.now)
        return visit

    def details(self, given: EmptyVisit, result: Visit) -> Mapping[str, Any]:
        """The event, and whether the register helped."""
        return {"event": given.event_key, "from_register": bool(given.answers)}


def _record_steps(visit: Visit, opened: OpenedAnswers, context: Context) -> None:
    """When writing began and ended at home, and when the counter began.

    The times of home are what the code says, and anyone can make a code: times that cannot be are left out.
    """
    started, finished = opened.content.started_at, opened.content.finished_at
    if context.now - LONGEST_AT_HOME < started <= finished < context.now + CLOCKS_DIFFER:
        for step, at in (("pre_application.started", started), ("pre_application.finished", finished)):
            measuring.record(step, visit.journey_id, actor_kind="resident", at=at)
    measuring.record("counter_visit.scanned", visit.journey_id, at=context.now)


def _answered_fields(facts: Facts) -> Iterator[str]:
    """The field ids of all answers."""
    yield from (field_id(key) for key in facts.case)
    for number, member in enumerate(facts.members or ()):
        yield from (field_id(key, str(number)) for key in member)
