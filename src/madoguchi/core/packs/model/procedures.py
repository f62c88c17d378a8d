"""One procedure: when it applies, its deadline, what people bring, what is checked, what it costs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from madoguchi.core.conditions import Expression, Facts
from madoguchi.core.packs.handing_over import EntryScreen, HandoverMethod
from madoguchi.core.packs.model.sources import Source


class Concerns(StrEnum):
    """Whether a procedure is done once for the household or once for each person."""

    HOUSEHOLD = "household"
    PERSON = "person"


class Channel(StrEnum):
    """How a procedure can be filed."""

    PRE_APPLICATION = "pre_application"
    COUNTER = "counter"
    ONLINE = "online"
    POST = "post"
    CONVENIENCE_STORE = "convenience_store"


class DeadlineUnit(StrEnum):
    """How the length of a period is given."""

    DAYS = "days"
    MONTHS = "months"
    ON_THE_DAY = "on_the_day"
    BEFORE = "before"


class FirstDay(StrEnum):
    """Whether the day of the event counts as the first day (民法第140条: no, unless a law says so)."""

    EXCLUDED = "excluded"
    INCLUDED = "included"


class IfHoliday(StrEnum):
    """What happens when the last day is a holiday of the municipality (地方自治法第4条の2第4項)."""

    NEXT_WORKING_DAY = "next_working_day"
    SAME = "same"


class Who(StrEnum):
    """Whose thing it is that must be brought."""

    APPLICANT = "applicant"
    EVERYONE = "everyone"
    PERSON = "person"
    HOUSEHOLD = "household"


class Severity(StrEnum):
    """`must`: the form cannot be accepted like this. `ask`: the clerk asks about it."""

    MUST = "must"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """A change of the law or the practice: from this day on, this holds."""

    begins: date
    what: str
    source: str | None = None


@dataclass(frozen=True, slots=True)
class InForce:
    """First and last day on which a procedure exists; None is open."""

    begins: date | None = None
    ends: date | None = None

    def contains(self, day: date) -> bool:
        """True when the procedure exists on that day."""
        return (self.begins is None or self.begins <= day) and (self.ends is None or day <= self.ends)


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """How the last day is counted. `after` is a date; `count` is None for on_the_day and before."""

    unit: DeadlineUnit
    count: int | None
    after: Expression
    first_day: FirstDay = FirstDay.EXCLUDED
    if_holiday: IfHoliday = IfHoliday.NEXT_WORKING_DAY
    basis: str | None = None
    if_late: str | None = None


@dataclass(frozen=True, slots=True)
class ItemToBring:
    """Something that people bring, e.g. 本人確認書類; `unit` is the counter word (点, 枚, 通, 冊).

    `document`: the key of a document that can be printed for them, filled in (委任状).
    """

    key: str
    label: str
    note: str | None = None
    unit: str = "点"
    choices: tuple[str, ...] = ()
    document: str | None = None


class Attach(StrEnum):
    """What becomes of a paper when the application is made from home.

    `no`: it is not needed (the signature takes its place, or it is shown later). `must`: a photograph or file
    of it is sent along. `may`: it can be sent along by whoever has it.
    """

    NO = "no"
    MUST = "must"
    MAY = "may"


@dataclass(frozen=True, slots=True)
class Bring:
    """One line of a procedure's `bring`. `when` is in person scope for everyone and person.

    `attach_when` narrows `attach`, in the same scope: it may look at answers that only the form has.
    """

    what: str
    who: Who = Who.APPLICANT
    when: Expression | None = None
    note: str | None = None
    attach: Attach = Attach.NO
    attach_when: Expression | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """A check of form. Exactly one of `unless` and `when` is there.

    `say` is what the clerk reads. What must be put right says the same to the resident; what is to be asked
    is told to the resident in the words of `tell`, and not at all without them.
    """

    say: str
    severity: Severity = Severity.MUST
    unless: Expression | None = None
    when: Expression | None = None
    items: tuple[str, ...] = ()
    tell: str = ""
    only_online: bool = False
    """Whether the rule holds only for applications made from home."""

    def found(self, facts: Facts, person: int | None = None) -> bool:
        """True when the facts certainly break the rule; what is not known yet breaks nothing."""
        if self.unless is not None:
            return self.unless.evaluate(facts, person) is False
        return self.when is not None and self.when.evaluate(facts, person) is True


@dataclass(frozen=True, slots=True)
class Fee:
    """What is paid, in yen. `when` None: always. `amount` 0 is 無料."""

    amount: int
    when: Expression | None = None
    note: str | None = None
    example: bool = False


@dataclass(frozen=True, slots=True)
class InPerson:
    """The household must come to the procedure's own desk, even where another counter takes its notices.

    `why` is what residents read; empty where nobody wrote a reason. `when`: only then; None: always.
    """

    why: str = ""
    when: Expression | None = None


@dataclass(frozen=True, slots=True)
class Procedure:
    """One procedure as one municipality offers it: the common pack with the overlay merged."""

    key: str
    label: str
    concerns: Concerns
    applies_when: Expression
    desk: str
    summary: str | None = None
    law: str | None = None
    sources: tuple[Source, ...] = ()
    deadline: DeadlineRule | None = None
    channels: tuple[Channel, ...] = (Channel.COUNTER,)
    bring: tuple[Bring, ...] = ()
    asks: tuple[str, ...] = ()
    asks_online: tuple[str, ...] = ()
    prefill: tuple[str, ...] = ()
    """Of what it asks, what the office may tell a resident who signed in and consented."""
    checks: tuple[Check, ...] = ()
    fee: Fee | None = None
    document: str | None = None
    flow: str | None = None
    handover: str | None = None
    """What the core system receives: `<target>.<kind>`."""
    handover_method: HandoverMethod = HandoverMethod.FILE
    entry_screen: EntryScreen | None = None
    minutes: int = 10
    at_home: Expression | bool = False
    in_person: InPerson | None = InPerson()
    """None: the one-stop counter of a municipality can take it. Of most nobody has said so."""
    discreet_label: str | None = None
    """What it is called wherever somebody else may look on; only staff read `label` then."""
    order: int = 100
    history: tuple[HistoryEntry, ...] = ()
    in_force: InForce = InForce()
    added: bool = False
    example: frozenset[str] = frozenset()
    origin: str = ""

    def asked(self, *, online: bool) -> tuple[str, ...]:
        """The items that the form asks: from home the whole form where there is one."""
        return self.asks_online if online and self.asks_online else self.asks

    @property
    def resident_label(self) -> str:
        """What it is called on papers, links and screens of a resident's own plan."""
        return self.discreet_label or self.label

    @property
    def conditions(self) -> tuple[Expression, ...]:
        """Every expression that decides whether it applies, and its details."""
        found: list[Expression | bool | None] = [self.applies_when, self.at_home]
        found += [bring.when for bring in self.bring]
        found += [None if self.fee is None else self.fee.when]
        found += [None if self.deadline is None else self.deadline.after]
        return tuple(one for one in found if isinstance(one, Expression))

    @property
    def if_late(self) -> str | None:
        """What it means when the deadline has passed."""
        return self.deadline.if_late if self.deadline else None

    def is_example(self, name: str) -> bool:
        """True when that field is an example (例) and not from a source."""
        return name in self.example or "all" in self.example
