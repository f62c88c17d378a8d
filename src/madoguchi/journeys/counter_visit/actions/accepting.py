"""Accepting: one action, one transaction, everything or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID, uuid5

from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Action, Context, Event, run
from madoguchi.core.measuring import api as measuring
from madoguchi.core.measuring.api import Work
from madoguchi.core.packs.showing import without_hidden
from madoguchi.core.vocabulary import facts_to_json
from madoguchi.engines.cases.api import (
    AddNote,
    Case,
    CaseStep,
    OpenCases,
    OpenCasesInput,
    case_from_answers,
    cases_of_visit,
    next_number,
)
from madoguchi.engines.handover.api import HandoverRecord, NewHandover, record_handovers
from madoguchi.journeys.counter_visit.domain.errors import NotReadyError, StaleVisitError, VisitClosedError
from madoguchi.journeys.counter_visit.filing import Filing, filing_of
from madoguchi.journeys.counter_visit.models import Visit, VisitState
from madoguchi.journeys.counter_visit.tasks import make_papers
from madoguchi.journeys.counter_visit.visits import lock_visit


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Which visit, and the version that the clerk looked at: what was changed since must be looked at
    first.
    """

    uuid: UUID
    version: int


@dataclass(frozen=True, slots=True)
class Accepted:
    """The accepted visit with its cases. `again`: it had been accepted before, and nothing was done."""

    visit: Visit
    cases: tuple[Case, ...]
    handovers: tuple[HandoverRecord, ...]
    again: bool

    @property
    def uuid(self) -> UUID:
        """The visit's external id."""
        return self.visit.uuid


class Accept(Action[Acceptance, Accepted]):
    """Open the cases on their desks, hand over to the core system, order the papers, close the visit.

    Two clerks at once: the row's lock lets one work; the other finds the visit accepted and gets the same
    cases.
    """

    name: ClassVar[str] = "counter_visit.accept"
    permission: ClassVar[str | None] = "counter_visit.accept"

    def perform(self, context: Context, given: Acceptance) -> Accepted:
        """Raises NotReadyError with what is left to do, StaleVisitError, VisitClosedError,
        VisitNotFoundError.
        """
        visit = lock_visit(given.uuid)
        if visit.state == VisitState.ACCEPTED:
            return Accepted(visit, cases_of_visit(context, visit.uuid), (), again=True)
        if visit.state != VisitState.OPEN:
            raise VisitClosedError
        if visit.version != given.version:
            raise StaleVisitError
        filing = filing_of(visit)
        if filing.blockers:
            raise NotReadyError(filing.blockers)
        # What a later answer has hidden was shown to nobody: it goes to no desk and into no core system.
        answers = facts_to_json(without_hidden(filing.facts, filing.pack.vocabulary))
        handovers = record_handovers(context, list(_handovers(filing, answers)), visit_uuid=visit.uuid)
        visit.state = VisitState.ACCEPTED
        visit.number = visit.number or next_number(context)
        visit.accepted_at, visit.accepted_by = context.now, context.actor.id
        desks = context.actor.desks
        counters = filing.counters(desks)
        visit.done_here = sorted(counters.taken | filing.filed_at(desks))
        visit.version += 1
        visit.save(update_fields=["state", "accepted_at", "accepted_by", "done_here", "version", "number"])
        measuring.record("counter_visit.accepted", visit.journey_id, at=context.now)
        measuring.record_works(_work(visit, filing, context.now))
        if counters.each:
            measuring.record_counters(
                visit.event_key,
                each=len(counters.each),
                remaining=len(counters.remaining),
                day=visit.received_on,
            )
        make_papers.defer(municipality_code=context.municipality_code, visit=str(visit.uuid))
        # Last: writing into the audit log makes all others of the municipality wait until we are done.
        cases = tuple(
            case_from_answers(
                entry.procedure,
                entry.person,
                filing.facts,
                answers,
                due=None if entry.deadline is None else entry.deadline.date,
                about=filing.event.about,
            )
            for entry in filing.entries
        )
        opened = run(OpenCases(), context, OpenCasesInput(visit.uuid, cases, number=visit.number))
        _tell_desks(context, visit, opened)
        return Accepted(visit, tuple(opened), tuple(handovers), again=False)

    def details(self, given: Acceptance, result: Accepted) -> Mapping[str, Any]:
        """How many cases and hand-overs, and whether it was done before."""
        return {"cases": len(result.cases), "handovers": len(result.handovers), "again": result.again}

    def events(self, context: Context, given: Acceptance, result: Accepted) -> Iterable[Event]:
        """That a visit was accepted, once."""
        if not result.again:
            yield Event("counter_visit.accepted", f"visit:{result.uuid}", {"cases": len(result.cases)})


def _tell_desks(context: Context, visit: Visit, opened: Iterable[Case]) -> None:
    """What was talked about stands in the story of each case, under the name of whoever wrote it down."""
    if not visit.consultation:
        return
    clerk = Actor(
        kind="system",
        id=context.actor.id,
        display_name=context.actor.display_name,
        permissions=Actor.system("").permissions,
    )
    at_the_counter = Context(context.municipality_code, clerk, context.now, "窓口での相談の記録")
    for case in opened:
        run(AddNote(), at_the_counter, CaseStep(case.uuid, f"窓口での相談：{visit.consultation}"))


def _work(visit: Visit, filing: Filing, now: datetime) -> Iterable[Work]:
    """What the visit took, for the flow of each procedure that was accepted in it.

    A visit is checked and accepted as a whole: each flow has the time of all of it. That the desks know and,
    where no person types, that the core system gets it, is the machine's work.
    """
    procedures = [entry.procedure for entry in filing.entries]
    for flow in sorted({procedure.flow for procedure in procedures if procedure.flow is not None}):
        identified = visit.identity_at or visit.opened_at
        if visit.identity_at is not None:
            yield Work(flow, "counter.identity", visit.journey_id, visit.opened_at, identified)
        yield Work(flow, "counter.acceptance", visit.journey_id, identified, now)
        yield Work(flow, "counter.notify", visit.journey_id, ended=now, seconds=0)
        handed = [one for one in procedures if one.flow == flow and one.handover is not None]
        if handed and not any(one.handover_method.by_people for one in handed):
            yield Work(flow, "handover.enter", visit.journey_id, ended=now, seconds=0)


def _handovers(filing: Filing, answers: Mapping[str, Any]) -> Iterable[NewHandover]:
    """One for each procedure that the core system must know of, with the persons whom it concerns."""
    persons: dict[str, list[int] | None] = {}
    for entry in filing.entries:
        if entry.procedure.handover is None:
            continue
        if entry.person is None:
            persons[entry.key] = None
        else:
            persons[entry.key] = [*(persons.get(entry.key) or ()), entry.person]
    for key, concerned in persons.items():
        payload = {
            "procedure": key,
            "persons": concerned,
            "filed_on": filing.visit.received_on.isoformat(),
            "answers": answers,
        }
        # The same visit and procedure always make the same key: the core system stores it once.
        yield NewHandover.of(filing.pack.procedures[key], payload, uuid5(filing.visit.uuid, key))
