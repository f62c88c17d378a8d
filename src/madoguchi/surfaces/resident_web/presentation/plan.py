"""The plan as a page: the sentence that matters, the walk through the building, what to bring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from madoguchi.core.languages import (
    in_brackets,
    in_japanese_era,
    say,
    say_date,
    say_day,
    say_list,
    say_money,
    spoken,
)
from madoguchi.core.packs import LINE_COLOURS, Desk, Fee, Municipality, Source
from madoguchi.engines.navigator.api import Deadline, Plan, PlanBring, PlanLine, because, rounded, whole_hours

HOME, NO_LINE = "home", "none"
_ALL_AT_ONCE = 3
"""From so many people on, a card names the household and not each of them."""


_DAYS_WORTH_COUNTING = 90


@dataclass(frozen=True, slots=True)
class HeadlinePart:
    """A part of the headline with the word that counts."""

    before: str
    strong: str
    after: str


@dataclass(frozen=True, slots=True)
class DueView:
    """A last day. `short`: 「3月25日（水）まで」, with its year unless it is this one.

    `year`: this year in both calendars, else empty; `counted`: how it was counted.
    """

    short: str
    year: str
    full: str
    japanese: str
    """The date as the counter writes it, where the language writes dates otherwise; else empty."""
    counted: str
    remaining: str


@dataclass(frozen=True, slots=True)
class SourceView:
    """Where a fact comes from. `url` is empty where it is no page that one can open; `at` says where then."""

    title: str
    at: str
    url: str
    read: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Card:
    """One procedure with the people whom it concerns."""

    label: str
    people: tuple[str, ...]
    due: DueView | None
    late: str
    summary: str
    fee: str
    fee_example: bool
    at_home: bool
    minutes: int
    minutes_example: bool
    reasons: tuple[str, ...]
    law: str
    taken_at: str
    """The counter that takes it for its own (Japanese); empty: it is done at its own."""
    presence: str
    """Why somebody must come to its own counter although another one takes most; empty: nothing to say."""
    sources: tuple[SourceView, ...]


@dataclass(frozen=True, slots=True)
class StopView:
    """One counter (or one's own home) with its procedures. `line`: a key of the colours, `home` or `none`.

    `where`: floor and line, as far as there are; `outside` is true for another authority's.
    """

    line: str
    badge: str
    name: str
    where: tuple[str, ...]
    hours: str
    example: bool
    cards: tuple[Card, ...]
    is_desk: bool = False
    """A counter of the municipality, whose name stays Japanese."""
    outside: bool = False

    @property
    def taken_at(self) -> str:
        """The counter that takes everything that there is here (Japanese); empty: people go there."""
        taken = {card.taken_at for card in self.cards}
        return taken.pop() if len(taken) == 1 else ""

    @property
    def japanese(self) -> bool:
        """Whether its name is Japanese in every language."""
        return not self.outside


@dataclass(frozen=True, slots=True)
class FirstCounter:
    """The counter that takes the notices for others: how many procedures, and how many counters are left."""

    badge: str
    name: str
    taken: int
    onward: int
    example: bool


@dataclass(frozen=True, slots=True)
class BringView:
    """One thing to bring."""

    label: str
    people: str
    notes: tuple[str, ...]
    uncertain: bool
    key: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A question that was answered, with the way back to it."""

    question: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class PlanView:
    """The page."""

    headline: tuple[HeadlinePart, ...]
    unfinished: bool
    due: DueView | None
    late: bool
    counts: Mapping[str, int]
    first: FirstCounter | None
    stops: tuple[StopView, ...]
    possible: tuple[Card, ...]
    bring: tuple[BringView, ...]
    can_fill: bool

    @property
    def any_example(self) -> bool:
        """Whether something on the page is an example."""
        return any(stop.example for stop in self.stops)


def plan_view(plan: Plan) -> PlanView:
    """Everything that the page shows of a plan."""
    home = _home(plan)
    stops = tuple(_stop(plan, desk.desk, desk.lines) for desk in plan.stops)
    return PlanView(
        headline=_headline(plan),
        unfinished=not plan.finished,
        due=_due(plan.first_deadline, plan.facts.today),
        late=bool(plan.late),
        counts={
            "home": len(plan.at_home),
            "counter": sum(len(stop.cards) for stop in stops),
            "outside": sum(len(lines) for _, lines in plan.elsewhere),
            "bring": len(plan.bring),
        },
        first=_first_counter(plan),
        stops=(*home, *stops, *_elsewhere(plan)),
        possible=tuple(_card(plan, line) for line in plan.possible_lines),
        bring=tuple(_bring(thing) for thing in plan.bring),
        can_fill=bool(plan.lines),
    )


def _first_counter(plan: Plan) -> FirstCounter | None:
    counters, one_stop = plan.counters, plan.pack.municipality.one_stop
    if counters.one_stop is None or one_stop is None:
        return None
    return FirstCounter(
        badge=counters.one_stop.counter,
        name=counters.one_stop.name,
        taken=len(counters.taken),
        onward=len(counters.remaining) - 1,
        example=one_stop.example or is_example_desk(plan.pack.municipality, counters.one_stop),
    )


def _headline(plan: Plan) -> tuple[HeadlinePart, ...]:
    if not plan.lines:
        if plan.finished and plan.possible:
            return (_part(say("必要かもしれない手続きがあります。")),)
        if plan.finished:
            return (_part(say("必要な手続きはありません。")),)
        return (_part(say("質問に答えると、必要な手続きがわかります。")),)
    count = len(plan.lines)
    if plan.finished:
        parts = [say("手続きは*{count}件*です。", count=count)]
    else:
        parts = [say("いまのところ、手続きは*{count}件*です。", count=count)]
    stops = len(plan.counters.remaining)
    if stops and (hours := whole_hours(plan.minutes)):
        parts.append(say("窓口は*{count}か所*、約{hours}時間（待つ時間は別）。", count=stops, hours=hours))
    elif stops:
        said = say(
            "窓口は*{count}か所*、約{minutes}分（待つ時間は別）。", count=stops, minutes=rounded(plan.minutes)
        )
        parts.append(said)
    elif plan.elsewhere:
        parts.append(say("役場の窓口に行かずに済みます。"))
    else:
        parts.append(say("窓口に行かずに済みます。"))
    return tuple(map(_part, parts))


def _part(text: str) -> HeadlinePart:
    """A sentence whose weightiest words stand between two asterisks."""
    before, _, rest = text.partition("*")
    strong, _, after = rest.partition("*")
    return HeadlinePart(before, strong, after)


def _remaining(days: int) -> str:
    """How long there is still time; nothing where counting days says nothing."""
    if not 0 <= days <= _DAYS_WORTH_COUNTING:
        return ""
    if days == 0:
        return say("きょうが最後の日です。")
    return say("あしたが最後の日です。") if days == 1 else say("きょうから{count}日あります。", count=days)


def _due(deadline: Deadline | None, today: date) -> DueView | None:
    if deadline is None:
        return None
    japanese = in_japanese_era(deadline.date)
    # 「3月12日まで」 would be read as the next one: of another year the year belongs to the date.
    this_year = deadline.date.year == today.year
    return DueView(
        short=say("{date}まで", date=deadline.short if this_year else say_date(deadline.date)),
        year="" if japanese or not this_year else deadline.label.partition("）")[0] + "）",
        full=say_date(deadline.date),
        japanese=japanese,
        counted=deadline.text,
        remaining=_remaining(deadline.days_left(today)),
    )


def _home(plan: Plan) -> tuple[StopView, ...]:
    if not plan.at_home:
        return ()
    cards = tuple(_card(plan, line) for line in plan.at_home)
    return (StopView(HOME, say("家で"), say("先に済ませられます"), (), "", example=False, cards=cards),)


def _stop(plan: Plan, desk: Desk, lines: tuple[PlanLine, ...]) -> StopView:
    return StopView(
        line=colour_of(desk),
        badge=desk.counter,
        name=desk.name,
        where=where_of(desk),
        hours=desk.hours or "",
        example=is_example_desk(plan.pack.municipality, desk),
        cards=tuple(_card(plan, one) for one in lines),
        is_desk=True,
    )


def _elsewhere(plan: Plan) -> tuple[StopView, ...]:
    return tuple(
        StopView(
            line=NO_LINE,
            badge=say("役場の外"),
            name=role.label,
            where=(),
            hours="",
            example=False,
            cards=tuple(_card(plan, line) for line in lines),
            outside=True,
        )
        for role, lines in plan.elsewhere
    )


def where_of(desk: Desk) -> tuple[str, ...]:
    """Floor and line on it, in Japanese: 「1階」, 「赤の線」."""
    return tuple(part for part in (desk.floor, desk.line_label) if part)


def colour_of(desk: Desk) -> str:
    """The key of the line's colour, or `none`."""
    return desk.line if desk.line is not None and desk.line in LINE_COLOURS else NO_LINE


def is_example_desk(municipality: Municipality, desk: Desk) -> bool:
    """Whether what is said of a desk is an example."""
    return desk.example or municipality.is_example(f"desks.{desk.role}")


def people_of(plan: Plan, line: PlanLine) -> tuple[str, ...]:
    """The people of a line; the whole household in one word."""
    persons = line.persons
    if not persons and plan.event.about is not None:
        # The people named are no household: a daughter who lives elsewhere is one of them.
        return ()
    if not persons:
        members = len(plan.facts.persons())
        return (say("世帯の{count}人", count=members),) if members > 1 else ()
    if len(persons) == len(plan.facts.persons()) and len(persons) >= _ALL_AT_ONCE:
        return (say("{count}人全員", count=len(persons)),)
    return line.person_labels


def _card(plan: Plan, line: PlanLine) -> Card:
    procedure = line.procedure
    first = line.entries[0]
    discreet = bool(procedure.discreet_label)
    return Card(
        label=line.label,
        people=people_of(plan, line),
        due=_due(line.deadline, plan.facts.today),
        late=(procedure.if_late or say("窓口で事情をうかがいます。")) if line.late else "",
        summary="" if discreet else procedure.summary or "",
        fee=fee_text(first.fee),
        fee_example=procedure.is_example("fee") or bool(first.fee and first.fee.example),
        at_home=all(entry.at_home for entry in line.entries),
        minutes=line.minutes,
        minutes_example=procedure.is_example("minutes"),
        reasons=_reasons(line),
        law=first.law or "",
        taken_at=_taken_at(plan, line),
        presence="" if discreet else _presence(plan, line),
        sources=() if discreet else tuple(source_view(source) for source in procedure.sources),
    )


def _taken_at(plan: Plan, line: PlanLine) -> str:
    one_stop = plan.counters.one_stop
    return one_stop.counter if one_stop is not None and line.procedure.key in plan.counters.taken else ""


def _presence(plan: Plan, line: PlanLine) -> str:
    """Why this one is left, where another counter takes most of them."""
    needed, one_stop = line.procedure.in_person, plan.counters.one_stop
    desk = line.entries[0].desk
    if needed is None or one_stop is None or desk is None or desk.place == one_stop.place:
        return ""
    return needed.why if any(entry.in_person and not entry.at_home for entry in line.entries) else ""


def source_view(source: Source) -> SourceView:
    """A source of the packs."""
    return _source_view(source, spoken().language.code)


@lru_cache(maxsize=4096)
def _source_view(source: Source, language: str) -> SourceView:
    """The same on everybody's page in a language."""
    del language
    at, url = ("", source.at) if source.at.startswith(("https://", "http://")) else (source.at, "")
    return SourceView(source.title, at, url, say_day(source.read), source.verified)


def _reasons(line: PlanLine) -> tuple[str, ...]:
    """Why, one sentence for each different reason; the law stands below."""
    certain = line.entries[0].status == "needed"
    return tuple(because(reason, certain=certain) for reason in line.reasons)


def fee_text(fee: Fee | None) -> str:
    """What is paid: 「300円（1通につき）」; empty where nothing is said about it."""
    if fee is None:
        return ""
    amount = say_money(fee.amount)
    return amount + in_brackets(fee.note) if fee.note else amount


def _bring(thing: PlanBring) -> BringView:
    people = say_list(thing.person_labels)
    return BringView(thing.label, people, thing.notes, uncertain=not thing.certain, key=thing.item.key)


@dataclass(frozen=True, slots=True)
class AsideEntry:
    """One line of the growing plan beside a question."""

    label: str
    people: str
    line: str


@dataclass(frozen=True, slots=True)
class AsideView:
    """The growing plan beside a question."""

    count: int
    possible: int
    entries: tuple[AsideEntry, ...]


def aside_view(plan: Plan) -> AsideView:
    """The needed procedures so far, home first, then in walking order."""
    found = [(HOME, line) for line in plan.at_home]
    for stop in plan.stops:
        found += [(colour_of(stop.desk), line) for line in stop.lines]
    entries = tuple(
        AsideEntry(line.label, say_list(line.person_labels) if line.persons else "", colour)
        for colour, line in found
    )
    return AsideView(len(plan.lines), len(plan.possible_lines), entries)
