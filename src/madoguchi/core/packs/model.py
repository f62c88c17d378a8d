"""What a pack says, as frozen dataclasses.

Nothing here reads a file: `madoguchi.core.packs.loader` makes these objects, every one of them checked and
with its conditions compiled. The shape of the files is fixed in `docs/reference/packs.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from madoguchi.core.conditions import Expression, Facts
from madoguchi.core.languages import JAPANESE, Language, Texts
from madoguchi.core.packs.handing_over import EntryScreen, HandoverMethod
from madoguchi.core.vocabulary import Item, Vocabulary

Computed = TypeVar("Computed")


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


class Approval(StrEnum):
    """Whether the notice is accepted at the counter at once or after a look by another person."""

    IMMEDIATE = "immediate"
    AFTER_CHECK = "after_check"


class Per(StrEnum):
    """How many copies of a document a visit makes."""

    HOUSEHOLD = "household"
    PERSON = "person"


LINE_COLOURS: Mapping[str, str] = {
    "red": "赤",
    "blue": "青",
    "green": "緑",
    "yellow": "黄",
    "purple": "紫",
    "orange": "だいだい",
}
"""Key and Japanese name of the lines on the floor; the colour values stand in the style sheet."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact was read, when, and whether somebody compared it with the source."""

    title: str
    at: str
    read: date
    verified: bool
    note: str | None = None


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
    """Something that people bring, e.g. 本人確認書類; `unit` is the counter word (点, 枚, 通, 冊)."""

    key: str
    label: str
    note: str | None = None
    unit: str = "点"
    choices: tuple[str, ...] = ()


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
class Handling:
    """How a municipality handles a procedure behind the counter."""

    approval: Approval = Approval.IMMEDIATE
    identity_copy: str = "none"
    new_address_check: str = "none"


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
    handling: Handling = Handling()
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


@dataclass(frozen=True, slots=True)
class ItemGroup:
    """Items that people think of together: one page of the form, or one page for each person."""

    key: str
    label: str
    order: int = 100
    per: Per = Per.HOUSEHOLD
    note: str | None = None
    own_page: bool = False
    """Items of a person in this group stand on a page of their own, not among the person's other items."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a life event. For `members` the roster names what is asked of each person at once."""

    item: str
    group: str | None = None
    roster: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Theme:
    """Life events that people think of together: 引越し, 家族, 仕事とお金."""

    key: str
    label: str
    order: int = 100


class People(StrEnum):
    """Who the people of a life event are to the resident register.

    Newcomers are not in it yet. Movers are, at the address that they leave. Residents are, and stay there.
    """

    NEWCOMERS = "newcomers"
    MOVERS = "movers"
    RESIDENTS = "residents"


@dataclass(frozen=True, slots=True)
class Wording:
    """How one event puts a question in words of its own; what is empty stays as it is asked everywhere.

    `how_many` is the question before the list of people (`members`).
    """

    question: str = ""
    how_many: str = ""
    help: str = ""


@dataclass(frozen=True, slots=True)
class LifeEvent:
    """What happened to a family. `sets` are the facts that choosing it already answers.

    `wording`: by item, how this event asks what other events ask otherwise. `about`: the event is about
    somebody who is none of its people (who died); the items `<about>.name`, `<about>.birth_date` … tell who.
    """

    key: str
    label: str
    description: str
    icon: str
    sets: Mapping[str, Any]
    questions: tuple[Question, ...]
    order: int = 100
    procedures_order: tuple[str, ...] = ()
    people: People = People.RESIDENTS
    theme: str | None = None
    wording: Mapping[str, Wording] = field(default_factory=dict)
    about: str | None = None

    def worded(self, item: Item) -> Item:
        """The item with this event's words; `how_many` becomes an option of the same name."""
        wording = self.wording.get(item.key)
        if wording is None:
            return item
        counting = {"how_many": wording.how_many} if wording.how_many else {}
        return replace(
            item,
            question=wording.question or item.question,
            help=wording.help or item.help,
            options={**item.options, **counting},
        )


@dataclass(frozen=True, slots=True)
class DeskRole:
    """What a desk does, whatever the municipality calls it. `order` is the usual walking order.

    `outside`: another authority's (税務署, 年金事務所); no municipality has a counter for it, and its
    procedures only tell people where to go.
    """

    key: str
    label: str
    order: int = 100
    description: str | None = None
    outside: bool = False


@dataclass(frozen=True, slots=True)
class StaffRole:
    """What a member of staff may do."""

    key: str
    label: str
    permissions: tuple[str, ...]
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """The counter of one municipality that plays a desk role."""

    role: str
    counter: str
    name: str
    floor: str
    line: str | None = None
    hours: str | None = None
    telephone: str | None = None
    order: int = 100
    example: bool = False

    @property
    def line_label(self) -> str | None:
        """「赤の線」, or None where no line leads there."""
        return f"{LINE_COLOURS[self.line]}の線" if self.line else None


@dataclass(frozen=True, slots=True)
class Population:
    """Residents of a municipality, for figures and the synthetic register."""

    total: int
    aged_65_plus: int
    on: date
    source: str


@dataclass(frozen=True, slots=True)
class Municipality:
    """One municipality. `example` names the fields that are not from a source; pages show 例 beside them."""

    code: str
    name: str
    kana: str
    prefecture: str
    region: str
    desks: Mapping[str, Desk]
    telephone: str
    hours: str
    address: str | None = None
    emblem: str = "window"
    key_colour: str = "#0017c1"
    population: Population | None = None
    sources: tuple[Source, ...] = ()
    example: frozenset[str] = frozenset()

    def is_example(self, name: str) -> bool:
        """True when that field (`telephone`, `desks`, `desks.<role>`) is an example (例)."""
        return name in self.example or name.split(".", 1)[0] in self.example


@dataclass(frozen=True, slots=True)
class Region:
    """A group of municipalities that work together."""

    key: str
    label: str
    prefecture: str
    municipalities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DocumentDefinition:
    """A form or letter. `slots` are the items that the layout prints, `template` is its absolute path."""

    key: str
    label: str
    template: Path
    per: Per
    slots: tuple[str, ...]
    law: str | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Together:
    """Texts that say something side by side (母 and 死ぬ): one of each of `lists` leads to `finds`, keys."""

    lists: tuple[tuple[str, ...], ...]
    finds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """What people call things.

    `of`: everyday words by event or procedure. `alike`: words for one thing. `together`: what leads somewhere
    only side by side. `only_with`: by key, the texts of which one must be said for it to be found at all.
    `idle`: what people add that says nothing about the matter.
    """

    of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    alike: tuple[tuple[str, ...], ...] = ()
    together: tuple[Together, ...] = ()
    only_with: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    idle: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MunicipalityPack:
    """Everything that holds in one municipality on one day. Made by `Packs.for_municipality`."""

    municipality: Municipality
    procedures: Mapping[str, Procedure]
    events: Mapping[str, LifeEvent]
    vocabulary: Vocabulary
    groups: Mapping[str, ItemGroup]
    items_to_bring: Mapping[str, ItemToBring]
    documents: Mapping[str, DocumentDefinition]
    desk_roles: Mapping[str, DeskRole]
    fingerprint: str
    begins: date | None
    """The day from which these values hold; None: from the beginning."""
    _as_of: Callable[[date], MunicipalityPack] = field(repr=False, compare=False)
    _in_language: Callable[[str], MunicipalityPack] = field(repr=False, compare=False)
    themes: Mapping[str, Theme] = field(default_factory=dict)
    """The themes of the life events, in the order in which people see them."""
    words: Words = field(default=Words(), repr=False, compare=False)
    texts: Texts = field(default=Texts(JAPANESE), compare=False)
    """The messages of the language in which it stands."""
    _computed: dict[Hashable, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def desks(self) -> Mapping[str, Desk]:
        """The municipality's desks by role."""
        return self.municipality.desks

    def as_of(self, day: date) -> MunicipalityPack:
        """The pack with the values that hold on that day (dated fees, procedures in force); cheap, cached."""
        return self._as_of(day)

    @property
    def language(self) -> Language:
        """The language in which its texts stand."""
        return self.texts.language

    def in_language(self, code: str) -> MunicipalityPack:
        """The pack with its texts in that language, Japanese where there is no translation; cached.

        Conditions, keys and values are the same. Raises UnknownLanguageError.
        """
        return self._in_language(code)

    def computed(self, name: Hashable, compute: Callable[[], Computed]) -> Computed:
        """What somebody derives from the whole pack: computed at the first time, kept with the pack.

        `name` is a tuple that begins with the module that computes, so that nobody meets another's value. Two
        threads may both compute; one of the two values stays.
        """
        found: Computed | None = self._computed.get(name)
        return self._computed.setdefault(name, compute()) if found is None else found
