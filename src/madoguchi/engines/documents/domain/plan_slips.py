"""The 案内票 of a plan: what the navigator found, as the slip prints it.

The plan is known here only by its shape; the navigator is a sibling engine, and its plans fit.
"""
# ruff: noqa: D102 - what a member of a shape means is said where it is implemented

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Protocol

from madoguchi.core.packs import (
    Desk,
    DeskRole,
    Fee,
    ItemToBring,
    LifeEvent,
    MunicipalityPack,
    Procedure,
)
from madoguchi.core.vocabulary import Facts, person_label
from madoguchi.engines.documents.domain.guide_slip import (
    GuideSlip,
    GuideStop,
    SlipDeadline,
    SlipProcedure,
    ThingToBring,
    guide_slip,
)
from madoguchi.engines.documents.domain.requests import Circumstances, DocumentRequest


class DeadlineShape(Protocol):
    """A last day, and how it was counted."""

    @property
    def date(self) -> date: ...
    @property
    def text(self) -> str: ...


class LineEntryShape(Protocol):
    """One procedure for one person."""

    @property
    def fee(self) -> Fee | None: ...


class LineShape(Protocol):
    """One procedure with all the persons whom it concerns."""

    @property
    def procedure(self) -> Procedure: ...
    @property
    def entries(self) -> Sequence[LineEntryShape]: ...
    @property
    def persons(self) -> Sequence[int]: ...
    @property
    def person_labels(self) -> Sequence[str]: ...
    @property
    def deadline(self) -> DeadlineShape | None: ...
    @property
    def late(self) -> bool: ...


class StopShape(Protocol):
    """One counter of the walk."""

    @property
    def desk(self) -> Desk: ...
    @property
    def lines(self) -> Sequence[LineShape]: ...
    @property
    def about_minutes(self) -> int: ...


class BringShape(Protocol):
    """One thing to bring, merged over the plan."""

    @property
    def item(self) -> ItemToBring: ...
    @property
    def count(self) -> int: ...
    @property
    def person_labels(self) -> Sequence[str]: ...
    @property
    def notes(self) -> Sequence[str]: ...
    @property
    def procedures(self) -> Collection[str]: ...


class CountersShape(Protocol):
    """Which counter takes the notices for others, and which procedures of theirs."""

    @property
    def one_stop(self) -> Desk | None: ...
    @property
    def taken(self) -> Collection[str]: ...
    @property
    def remaining(self) -> Collection[object]: ...


class WalkShape(Protocol):
    """What the slip reads of a plan."""

    @property
    def event(self) -> LifeEvent: ...
    @property
    def facts(self) -> Facts: ...
    @property
    def at_home(self) -> Sequence[LineShape]: ...
    @property
    def stops(self) -> Sequence[StopShape]: ...
    @property
    def counters(self) -> CountersShape: ...
    @property
    def elsewhere(self) -> Sequence[tuple[DeskRole, Sequence[LineShape]]]: ...
    @property
    def bring(self) -> Sequence[BringShape]: ...
    def headline(self) -> str: ...


def guide_slip_of(
    pack: MunicipalityPack,
    plan: WalkShape,
    circumstances: Circumstances,
    *,
    done: Collection[str] = (),
) -> DocumentRequest:
    """The slip for a plan. `done` are keys of procedures that need no walk any more (accepted just now)."""
    first, taken = plan.counters.one_stop, plan.counters.taken

    def procedure(line: LineShape) -> SlipProcedure:
        # Once something was accepted, what is left is left for its own counter.
        elsewhere = first is not None and not done and line.procedure.key in taken
        return _procedure(line, first.counter if first is not None and elsewhere else "")

    stops = [
        GuideStop(stop.desk, tuple(map(procedure, left)), stop.about_minutes)
        for stop in plan.stops
        if (left := [line for line in stop.lines if line.procedure.key not in done])
    ]
    onward = len(stops)
    if plan.at_home:
        stops.insert(0, GuideStop(None, tuple(map(_procedure, plan.at_home))))
    stops += [
        GuideStop(None, tuple(map(_procedure, lines)), outside=role.label) for role, lines in plan.elsewhere
    ]
    applicant = plan.facts.applicant()
    named = applicant is not None and plan.facts.is_answered("person.name", applicant)
    slip = GuideSlip(
        headline=_onward(onward) if done else plan.headline(),
        event=plan.event.label,
        # Without a name 「あなた」 is all there is: it says nothing to whoever reads the paper.
        applicant=person_label(plan.facts, applicant) if applicant is not None and named else "",
        stops=tuple(stops),
        bring=tuple(_thing(thing) for thing in plan.bring if not done or set(thing.procedures) - set(done)),
        household_size=len(plan.facts.members or ()),
    )
    return guide_slip(pack, slip, circumstances)


def _onward(stops: int) -> str:
    """What somebody reads first whose notices were accepted just now."""
    if not stops:
        return "受け付けました。このあと行く窓口はありません。"
    return f"受け付けました。このあと行く窓口は{stops}か所です。"


def _procedure(line: LineShape, taken_at: str = "") -> SlipProcedure:
    deadline = line.deadline
    fees = {entry.fee.amount for entry in line.entries if entry.fee is not None}
    return SlipProcedure(
        label=line.procedure.resident_label,
        persons=tuple(line.person_labels) if line.persons else (),
        deadline=None if deadline is None else SlipDeadline(deadline.date, deadline.text, line.late),
        fee=f"{max(fees):,}円" if fees else None,
        taken_at=taken_at,
    )


def _thing(thing: BringShape) -> ThingToBring:
    return ThingToBring(
        label=thing.item.label,
        count=f"{thing.count}{thing.item.unit}" if thing.count > 1 else "",
        persons=tuple(thing.person_labels),
        note="。".join(thing.notes),
    )
