"""What programs receive. The command line's `--json` and the open interface speak the same shapes.

Persons are indexes into `members`, days ISO dates, money yen, times minutes.
"""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

from madoguchi.core.packs import Hall, MunicipalityPack
from madoguchi.core.packs.model import LifeEvent, Municipality, Procedure, Source
from madoguchi.core.vocabulary import Item
from madoguchi.engines.navigator.api import (
    AskedQuestion,
    Counters,
    Hit,
    Plan,
    PlanBring,
    PlanEntry,
    RuledOut,
    Stop,
    item_as_asked,
    link_of,
)
from madoguchi.journeys.waiting.api import Seen, waiting_view


class Shape(BaseModel):
    """Given out, never changed."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class MunicipalityShape(Shape):
    """One municipality of this installation."""

    code: str = Field(description="全国地方公共団体コード (six digits)", examples=["072028"])
    name: str
    kana: str
    prefecture: str

    @classmethod
    def of(cls, municipality: Municipality) -> MunicipalityShape:
        """As the packs know it."""
        return cls(
            code=municipality.code,
            name=municipality.name,
            kana=municipality.kana,
            prefecture=municipality.prefecture,
        )


class EventShape(Shape):
    """Something that happens in a life and brings procedures with it."""

    key: str
    label: str
    description: str

    @classmethod
    def of(cls, event: LifeEvent) -> EventShape:
        """As the packs know it."""
        return cls(key=event.key, label=event.label, description=event.description)


class QuestionShape(Shape):
    """Something that people are asked. `roster` are the items asked of each member at once."""

    item: str
    question: str
    why: str
    help: str
    type: str
    choices: dict[str, str]
    multiple: bool
    roster: list[str]
    can_not_know: bool = Field(description="whether null is an answer: it is not known")

    @classmethod
    def of(cls, item: Item, roster: tuple[str, ...] = ()) -> QuestionShape:
        """A question of the vocabulary."""
        return cls(
            item=item.key,
            question=item.question or item.label,
            why=item.why,
            help=item.help,
            type=item.type.value,
            choices=dict(item.choices),
            multiple=item.multiple,
            roster=list(roster),
            can_not_know=item.options.get("can_not_know", True) is not False,
        )

    @classmethod
    def all_of(cls, pack: MunicipalityPack, event: LifeEvent) -> list[QuestionShape]:
        """Every question that an event may put, in its order."""
        return [cls.of(item_as_asked(pack, event.key, one.item), one.roster) for one in event.questions]


class NextQuestionShape(Shape):
    """The question that decides most now. `persons` are those for whom it is open; empty: asked once."""

    item: str
    question: str
    why: str
    type: str
    choices: dict[str, str]
    persons: list[int]
    roster: list[str]
    number_asked: int
    can_not_know: bool

    @classmethod
    def of(cls, asked: AskedQuestion) -> NextQuestionShape:
        """As the navigator asks it."""
        item = asked.item
        return cls(
            item=item.key,
            question=item.question or item.label,
            why=item.why,
            type=item.type.value,
            choices=dict(item.choices),
            persons=list(asked.persons),
            roster=[one.key for one in asked.roster],
            number_asked=asked.number_asked,
            can_not_know=asked.can_not_know,
        )


class EntryShape(Shape):
    """One procedure for one person, or for the household (`person` null)."""

    key: str
    label: str
    person: int | None
    person_label: str
    status: str = Field(description="needed, or possible while answers are missing")
    deadline: date | None
    deadline_wareki: str | None
    deadline_counted: str | None = Field(description="how the last day was counted")
    late: bool
    counter: str | None
    desk: str | None
    desk_role: str
    floor: str | None
    at_home: bool
    fee: int | None
    law: str | None
    why: str

    @classmethod
    def of(cls, entry: PlanEntry) -> EntryShape:
        """As the plan has it."""
        deadline, desk = entry.deadline, entry.desk
        return cls(
            key=entry.key,
            label=entry.label,
            person=entry.person,
            person_label=entry.person_label,
            status=entry.status.value,
            deadline=None if deadline is None else deadline.date,
            deadline_wareki=None if deadline is None else deadline.wareki,
            deadline_counted=None if deadline is None else deadline.text,
            late=entry.late,
            counter=None if desk is None else desk.counter,
            desk=None if desk is None else desk.name,
            desk_role=entry.procedure.desk,
            floor=None if desk is None else desk.floor,
            at_home=entry.at_home,
            fee=None if entry.fee is None else entry.fee.amount,
            law=entry.law,
            why=entry.why,
        )


class RuledOutShape(Shape):
    """One procedure that is not needed; `persons` are those whom it alone does not concern, empty: all."""

    key: str
    label: str
    persons: list[int]
    why: str

    @classmethod
    def of(cls, ruled_out: RuledOut) -> RuledOutShape:
        """As the plan has it."""
        return cls(
            key=ruled_out.procedure.key,
            label=ruled_out.label,
            persons=list(ruled_out.persons),
            why=ruled_out.why,
        )


class BringShape(Shape):
    """One thing to bring, merged over all procedures."""

    key: str
    label: str
    count: int
    unit: str
    persons: list[int]
    note: str | None
    certain: bool
    procedures: list[str]

    @classmethod
    def of(cls, bring: PlanBring) -> BringShape:
        """As the plan has it."""
        return cls(
            key=bring.item.key,
            label=bring.item.label,
            count=bring.count,
            unit=bring.item.unit,
            persons=list(bring.persons),
            note="。".join(bring.notes) or None,
            certain=bring.certain,
            procedures=list(bring.procedures),
        )


class StopShape(Shape):
    """One counter on the walk through the building."""

    counter: str
    name: str
    floor: str
    line: str | None
    minutes: int
    procedures: list[str]

    @classmethod
    def of(cls, stop: Stop) -> StopShape:
        """As the plan has it."""
        return cls(
            counter=stop.desk.counter,
            name=stop.desk.name,
            floor=stop.desk.floor,
            line=stop.desk.line,
            minutes=stop.minutes,
            procedures=[line.procedure.key for line in stop.lines],
        )


class CountersShape(Shape):
    """How many counters: one by one, and when the municipality's one-stop counter takes what it can."""

    each: int
    remaining: int
    one_stop: str | None = Field(description="the counter to go to first; null where none takes anything")
    taken: list[str] = Field(description="procedures of other counters that are done there")

    @classmethod
    def of(cls, counters: Counters) -> CountersShape:
        """As the plan has it."""
        return cls(
            each=len(counters.each),
            remaining=len(counters.remaining),
            one_stop=None if counters.one_stop is None else counters.one_stop.counter,
            taken=sorted(counters.taken),
        )


class PlanShape(Shape):
    """Everything that a household has to do, as far as the answers go."""

    ok: bool = True
    municipality: str
    event: str
    today: date
    headline: str
    finished: bool
    procedures: list[EntryShape]
    bring: list[BringShape]
    stops: list[StopShape]
    counters: CountersShape
    next_question: NextQuestionShape | None
    link: str = Field(
        description="path on the residents' site of a page that names these procedures and nothing of the "
        "household; what sensitive answers decided is left out of it"
    )
    not_needed: list[RuledOutShape] | None = Field(
        default=None, description="what the answers have ruled out; null where it was not asked for"
    )

    @classmethod
    def of(cls, plan: Plan, *, why_not: bool = False) -> PlanShape:
        """The plan for programs; with `why_not` also what is not needed."""
        asked = plan.next_question
        return cls(
            municipality=plan.pack.municipality.code,
            event=plan.event.key,
            today=plan.facts.today,
            headline=plan.headline(),
            finished=plan.finished,
            procedures=[EntryShape.of(entry) for entry in plan.entries],
            bring=[BringShape.of(bring) for bring in plan.bring],
            stops=[StopShape.of(stop) for stop in plan.stops],
            counters=CountersShape.of(plan.counters),
            next_question=None if asked is None else NextQuestionShape.of(asked),
            link=link_of(plan),
            not_needed=[RuledOutShape.of(one) for one in plan.ruled_out] if why_not else None,
        )


class SourceShape(Shape):
    """Where a fact was read and whether somebody compared it with the source."""

    title: str
    at: str
    read: date
    verified: bool

    @classmethod
    def of(cls, source: Source) -> SourceShape:
        """As the packs know it."""
        return cls(title=source.title, at=source.at, read=source.read, verified=source.verified)


class ProcedureShape(Shape):
    """One procedure as the municipality offers it today, whomever it concerns."""

    key: str
    label: str
    summary: str | None
    law: str | None
    concerns: str = Field(description="household or person")
    desk_role: str
    desk: str = Field(description="the counter's name; for another authority what it is called")
    channels: list[str]
    fee: int | None
    minutes: int
    bring: list[str]
    example: list[str] = Field(description="fields that are examples and not from a source; all: every field")
    sources: list[SourceShape]

    @classmethod
    def of(cls, pack: MunicipalityPack, procedure: Procedure) -> ProcedureShape:
        """As the municipality offers it."""
        desk = pack.desks.get(procedure.desk)
        return cls(
            key=procedure.key,
            label=procedure.label,
            summary=procedure.summary,
            law=procedure.law,
            concerns=procedure.concerns.value,
            desk_role=procedure.desk,
            desk=desk.name if desk is not None else pack.desk_roles[procedure.desk].label,
            channels=[channel.value for channel in procedure.channels],
            fee=None if procedure.fee is None else procedure.fee.amount,
            minutes=procedure.minutes,
            bring=list(dict.fromkeys(pack.items_to_bring[one.what].label for one in procedure.bring)),
            example=sorted(procedure.example),
            sources=[SourceShape.of(source) for source in procedure.sources],
        )


class HitShape(Shape):
    """A life event or a procedure that the words fit, best first."""

    kind: str = Field(description="event or procedure")
    key: str
    label: str
    summary: str

    @classmethod
    def of(cls, hit: Hit) -> HitShape:
        """As the search found it."""
        return cls(kind=hit.kind.value, key=hit.key, label=hit.label, summary=hit.summary)


class ProblemShape(Shape):
    """Why a request could not be answered. What was sent is never repeated."""

    message: str
    item: str = Field(default="", description="the item of the vocabulary that is wrong, where it is one")
    person: int | None = Field(default=None, description="index of the member whose answer is wrong")


class PurposeShape(Shape):
    """What one comes for: how many wait for it, and how long somebody would who came now (minutes, 80 % of
    people within `low` and `high`). null: nobody can say, because no desk is open. `wait` is what residents
    read of it, in Japanese; empty: nobody can say. `past_closing`: such a wait ends after the reception of
    the day `likely` or `possible`ly; empty: before.
    """

    key: str
    label: str
    waiting: int
    minutes: int | None
    low: int | None
    high: int | None
    wait: str
    past_closing: str


class HallShape(Shape):
    """A hall now. `at` is when the numbers were told (ISO 8601); null, with no purposes, where nothing is
    known of today. `is_old`: nothing new was heard for a while.
    """

    key: str
    name: str
    place: str
    is_open: bool
    at: datetime | None
    is_old: bool
    purposes: tuple[PurposeShape, ...]

    @classmethod
    def of(cls, hall: Hall, seen: Seen | None, now: datetime) -> HallShape:
        """As it was published last."""
        shown = waiting_view(seen.payload if seen else None, hall, now)
        is_known = seen is not None and bool(shown["purposes"])
        return cls(
            key=hall.key,
            name=hall.name,
            place=hall.place,
            is_open=shown["is_open"],
            at=seen.heard if seen and is_known else None,
            is_old=bool(seen and seen.old_since(now)),
            purposes=tuple(
                PurposeShape(**{name: one[name] for name in PurposeShape.model_fields})
                for one in shown["purposes"]
            ),
        )
