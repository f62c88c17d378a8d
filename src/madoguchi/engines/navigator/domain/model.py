"""What the navigator answers with: plan, lines, stops of the walk, things to bring, the next question."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from madoguchi.core.conditions import Explanation, reason_for_nobody, sentences
from madoguchi.core.languages import say, spoken
from madoguchi.core.packs.model import (
    Desk,
    DeskRole,
    Fee,
    ItemToBring,
    LifeEvent,
    MunicipalityPack,
    Procedure,
)
from madoguchi.core.vocabulary import Facts, Item
from madoguchi.engines.navigator.domain import wording
from madoguchi.engines.navigator.domain.counters import Counters, Place
from madoguchi.engines.navigator.domain.deadlines import Deadline


class Status(StrEnum):
    """Whether a procedure is certainly on the list or may still turn out not to be."""

    NEEDED = "needed"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True)
class BringLine:
    """One thing to bring for one line of the plan. `certain` is false while its condition is not decided.

    `persons` are the members whose thing it is; empty: one for the household.
    """

    item: ItemToBring
    persons: tuple[int, ...]
    note: str | None
    certain: bool


@dataclass(frozen=True)
class PlanEntry:
    """One procedure for one person, or for the household (`person` None)."""

    procedure: Procedure
    person: int | None
    status: Status
    deadline: Deadline | None
    late: bool
    desk: Desk | None
    fee: Fee | None
    at_home: bool
    in_person: bool
    """Whether the household must come to the desk of the procedure itself; true while that is not decided."""
    facts: Facts = field(repr=False, compare=False)
    granted: frozenset[str] = field(repr=False, compare=False)
    """What the life event itself says: no reason worth telling where there is another."""
    find_bring: Callable[[], tuple[BringLine, ...]] = field(repr=False, compare=False)

    @cached_property
    def bring(self) -> tuple[BringLine, ...]:
        """What to bring for it; found when it is asked for."""
        return self.find_bring()

    @property
    def key(self) -> str:
        """The procedure's key."""
        return self.procedure.key

    @property
    def label(self) -> str:
        """What a resident's plan calls it: others may look on."""
        return self.procedure.resident_label

    @property
    def law(self) -> str | None:
        """The law that a resident's plan names; none where it would betray what the label does not."""
        return None if self.procedure.discreet_label else self.procedure.law

    @cached_property
    def why(self) -> str:
        """Why it is on the list, as one sentence; the law in brackets."""
        law = f"（{self.law}）" if self.law else ""
        return f"{wording.because(self.reason, certain=self.status is Status.NEEDED)}{law}"

    @cached_property
    def reason(self) -> str:
        """Why it is on the list, ending in 「ため」, without the law."""
        if self.procedure.discreet_label:
            return spoken().say(wording.DISCREET_REASON)
        explanation = self.explanation
        return say("世帯の方のことがまだ分からないため") if explanation is None else explanation.sentence

    @cached_property
    def explanation(self) -> Explanation | None:
        """The reasons one by one; None for a procedure about persons while nobody is known."""
        if self.procedure.applies_when.scope == "person" and self.person is None:
            return None
        return self.procedure.applies_when.explain(
            self.facts, self.person, label=wording.subject_label, granted=self.granted
        )

    @cached_property
    def person_label(self) -> str:
        """Whom it concerns: 「世帯」, or what the person is called."""
        return say("世帯") if self.person is None else wording.person_label(self.facts, self.person)


@dataclass(frozen=True)
class RuledOut:
    """One procedure that this event can lead to and that the answers have ruled out.

    `persons` are the members whom it does not concern while it concerns others; empty: it concerns nobody.
    """

    procedure: Procedure
    persons: tuple[int, ...]
    facts: Facts = field(repr=False, compare=False)
    granted: frozenset[str] = field(repr=False, compare=False)

    @property
    def label(self) -> str:
        """What the procedure is called."""
        return self.procedure.label

    @property
    def person_labels(self) -> tuple[str, ...]:
        """Whom it does not concern while it concerns others."""
        return tuple(wording.person_label(self.facts, person) for person in self.persons)

    @cached_property
    def reason(self) -> str:
        """Why it is not needed, ending in 「ため」."""
        expression, facts = self.procedure.applies_when, self.facts
        if expression.scope != "person":
            return expression.explain(facts, label=wording.subject_label, granted=self.granted).sentence
        if facts.members is None:
            # Nobody is known yet, and still nobody can be meant: whoever it is.
            facts = facts.with_members(({},))
        explanations = [
            expression.explain(facts, person, label=wording.subject_label, granted=self.granted)
            for person in self.persons or facts.persons()
        ]
        return reason_for_nobody(explanations, facts, label=wording.subject_label)

    @cached_property
    def why(self) -> str:
        """Why it is not needed, as one sentence."""
        return wording.not_because(self.reason)


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One procedure with all the persons whom it concerns: how pages show it."""

    procedure: Procedure
    entries: tuple[PlanEntry, ...]

    @property
    def persons(self) -> tuple[int, ...]:
        """The members whom it concerns; empty for the household."""
        return tuple(entry.person for entry in self.entries if entry.person is not None)

    @property
    def person_labels(self) -> tuple[str, ...]:
        """What they are called; 「世帯」 for the household."""
        return tuple(entry.person_label for entry in self.entries)

    @property
    def label(self) -> str:
        """What a resident's plan calls it: others may look on."""
        return self.procedure.resident_label

    @property
    def deadline(self) -> Deadline | None:
        """The earliest of the persons' deadlines."""
        found = [entry.deadline for entry in self.entries if entry.deadline is not None]
        return min(found, key=lambda deadline: deadline.date, default=None)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it is on the list, each ending in 「ため」: persons with the same reasons in one sentence."""
        if self.procedure.discreet_label:
            return (spoken().say(wording.DISCREET_REASON),)
        found = [entry.explanation for entry in self.entries if entry.explanation is not None]
        if len(found) < len(self.entries):
            return (self.entries[0].reason,)
        return sentences(found, self.entries[0].facts, label=wording.subject_label)

    @property
    def late(self) -> bool:
        """Whether it is late for anybody."""
        return any(entry.late for entry in self.entries)

    @property
    def minutes(self) -> int:
        """The time at the counter: the whole for the first person, half for each further one.

        A rule of thumb of the platform, not from a source: papers of a family are handled together.
        """
        return self.procedure.minutes + (len(self.entries) - 1) * self.procedure.minutes // 2


@dataclass(frozen=True, slots=True)
class Stop:
    """One counter on the walk through the building. Roles that sit at the same counter are one stop."""

    desk: Desk
    entries: tuple[PlanEntry, ...]

    @property
    def lines(self) -> tuple[PlanLine, ...]:
        """The procedures here, each once."""
        return lines_of(self.entries)

    @property
    def minutes(self) -> int:
        """The time at this counter."""
        return sum(line.minutes for line in self.lines)

    @property
    def about_minutes(self) -> int:
        """The same as people say it."""
        return wording.rounded(self.minutes)


@dataclass(frozen=True, slots=True)
class PlanBring:
    """One thing to bring, merged over all procedures.

    `persons` are the members whose thing it is; empty: one for the household. `certain` is false when no
    procedure certainly asks for it. `procedures` are the keys of those that ask. `notes` are all there is to
    say of it, that of the thing itself first.
    """

    item: ItemToBring
    persons: tuple[int, ...]
    person_labels: tuple[str, ...]
    notes: tuple[str, ...]
    procedures: tuple[str, ...]
    certain: bool

    @property
    def count(self) -> int:
        """How many of it: one per person, or one."""
        return max(1, len(self.persons))

    @property
    def label(self) -> str:
        """「マイナンバーカード 3枚」; the number only where it is more than one."""
        if self.count == 1:
            return self.item.label
        return say("{thing} {count}{unit}", thing=self.item.label, count=self.count, unit=self.item.unit)


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """The next question.

    `persons` are the members for whom it is open (empty for an item of the household). `number_asked`
    counts from 1, `can_not_know` says whether 「わからない」 is offered. For the composition of the household
    the item's key is `members` and `roster` names the items asked for each member at once.
    """

    item: Item
    persons: tuple[int, ...]
    number_asked: int
    can_not_know: bool
    roster: tuple[Item, ...] = ()


@dataclass(frozen=True)
class Plan:
    """Everything the household has to do, as far as it is known."""

    pack: MunicipalityPack = field(repr=False, compare=False)
    event: LifeEvent
    facts: Facts = field(repr=False)
    entries: tuple[PlanEntry, ...]
    next_question: AskedQuestion | None
    find_bring: Callable[[], tuple[PlanBring, ...]] = field(repr=False, compare=False)
    find_ruled_out: Callable[[], tuple[RuledOut, ...]] = field(repr=False, compare=False)
    find_counters: Callable[[], Counters] = field(repr=False, compare=False)

    @cached_property
    def bring(self) -> tuple[PlanBring, ...]:
        """What to bring for all of it, each thing once; found when it is asked for."""
        return self.find_bring()

    @cached_property
    def ruled_out(self) -> tuple[RuledOut, ...]:
        """What this event can lead to and these answers do not, each procedure once; found when asked for."""
        return self.find_ruled_out()

    @property
    def needed(self) -> tuple[PlanEntry, ...]:
        """The entries that are certainly on the list."""
        return tuple(entry for entry in self.entries if entry.status is Status.NEEDED)

    @property
    def possible(self) -> tuple[PlanEntry, ...]:
        """The entries that may still turn out to be needed."""
        return tuple(entry for entry in self.entries if entry.status is Status.POSSIBLE)

    @property
    def finished(self) -> bool:
        """Whether no question is left that could change the plan."""
        return self.next_question is None

    @cached_property
    def discreet(self) -> bool:
        """Whether somebody of the household must not be found: papers and calendars then say no more than
        they must.
        """
        counted = self.entries if self.finished else self.needed
        return any(entry.procedure.discreet_label for entry in counted)

    @cached_property
    def lines(self) -> tuple[PlanLine, ...]:
        """The needed procedures, each once with its persons."""
        return lines_of(self.needed)

    @cached_property
    def possible_lines(self) -> tuple[PlanLine, ...]:
        """The possible procedures, each once with its persons."""
        return lines_of(self.possible)

    @cached_property
    def at_home(self) -> tuple[PlanLine, ...]:
        """The needed procedures that can be done from home."""
        return lines_of(tuple(entry for entry in self.needed if entry.at_home))

    @cached_property
    def elsewhere(self) -> tuple[tuple[DeskRole, tuple[PlanLine, ...]], ...]:
        """What is done at other authorities (税務署, 年金事務所), in the order of their roles."""
        found: dict[str, list[PlanEntry]] = {}
        for entry in self.needed:
            if self.pack.desk_roles[entry.procedure.desk].outside and not entry.at_home:
                found.setdefault(entry.procedure.desk, []).append(entry)
        roles = sorted((self.pack.desk_roles[key] for key in found), key=lambda role: role.order)
        return tuple((role, lines_of(tuple(found[role.key]))) for role in roles)

    @cached_property
    def stops(self) -> tuple[Stop, ...]:
        """The counters to visit for what cannot be done from home, in walking order."""
        found: dict[Place, list[PlanEntry]] = {}
        desks: dict[Place, Desk] = {}
        for entry in self.needed:
            if entry.desk is None or entry.at_home:
                continue
            place = entry.desk.place
            found.setdefault(place, []).append(entry)
            if place not in desks or entry.desk.order < desks[place].order:
                desks[place] = entry.desk
        stops = [Stop(desks[place], tuple(entries)) for place, entries in found.items()]
        return tuple(sorted(stops, key=lambda stop: stop.desk.order))

    @cached_property
    def counters(self) -> Counters:
        """Which of these counters remain when the one-stop counter takes what it can."""
        return self.find_counters()

    @property
    def first_counter(self) -> Desk | None:
        """The counter to go to first; None where there is none to go to."""
        if self.counters.one_stop is not None:
            return self.counters.one_stop
        return self.stops[0].desk if self.stops else None

    @property
    def minutes(self) -> int:
        """The time at all counters."""
        return sum(stop.minutes for stop in self.stops)

    @property
    def first_deadline(self) -> Deadline | None:
        """The earliest deadline that has not passed."""
        open_deadlines = [
            entry.deadline for entry in self.needed if entry.deadline is not None and not entry.late
        ]
        return min(open_deadlines, key=lambda deadline: deadline.date, default=None)

    @property
    def late(self) -> tuple[PlanLine, ...]:
        """The procedures whose deadline has passed."""
        return tuple(line for line in self.lines if line.late)

    def headline(self) -> str:
        """「手続きは9件。窓口は3か所、約40分。3月25日までに。」"""
        return wording.headline(
            procedures=len(self.lines),
            stops=len(self.counters.remaining),
            minutes=self.minutes,
            until=None if self.first_deadline is None else self.first_deadline.date,
            late=len(self.late),
            finished=self.finished,
            today=self.facts.today,
        )

    def days_left(self) -> int | None:
        """Days until the earliest deadline that has not passed; None without one."""
        deadline = self.first_deadline
        return None if deadline is None else deadline.days_left(self.facts.today)


def lines_of(entries: tuple[PlanEntry, ...]) -> tuple[PlanLine, ...]:
    """Entries gathered by procedure, in the order in which the procedures come."""
    found: dict[str, list[PlanEntry]] = {}
    for entry in entries:
        found.setdefault(entry.procedure.key, []).append(entry)
    return tuple(PlanLine(same[0].procedure, tuple(same)) for same in found.values())
