"""Opening cases: of an accepted visit, of an online application."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django.db import connection

from madoguchi.core.actions import Action, Context, Event
from madoguchi.engines.cases.domain.numbers import reception_number
from madoguchi.engines.cases.domain.states import Channel, Status
from madoguchi.engines.cases.models import Case, CaseEvent
from madoguchi.lib.japanese.dates import AnyDate


@dataclass(frozen=True, slots=True)
class NewCase:
    """What a new case is about. `data` is JSON: the facts (by item key) that the desk needs, no others."""

    procedure_key: str
    procedure_label: str
    desk_role: str
    person_index: int | None = None
    person_name: str = field(default="", repr=False)
    due: date | None = None
    data: Mapping[str, Any] = field(default_factory=dict, repr=False)
    person_kana: str = field(default="", repr=False)
    person_birth: AnyDate | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class OpenCasesInput:
    """All cases of one visit, online application or notice.

    `number` is the 受付番号 that the applicant was given already; without one they get the next.
    """

    source_uuid: UUID
    cases: tuple[NewCase, ...]
    channel: Channel = Channel.COUNTER
    number: str = ""


_SOURCES = {Channel.COUNTER: "visit", Channel.ONLINE: "application", Channel.NOTICE: "notice"}


class OpenCases(Action[OpenCasesInput, list[Case]]):
    """Open a case for each procedure and person. Called again for the same source it opens only what is new.

    Returns the cases of the input in their order, those included that were open before. What the counter
    brings is accepted, what comes online has arrived.
    """

    name: ClassVar[str] = "cases.open"
    permission: ClassVar[str | None] = "counter_visit.accept"

    def perform(self, context: Context, given: OpenCasesInput) -> list[Case]:
        """Two at once are settled by the unique constraint; the loser finds the winner's cases."""
        return self.perform_all(context, [given])[0]

    def perform_all(self, context: Context, given: Sequence[OpenCasesInput]) -> list[list[Case]]:
        """The cases of all sources in one statement for each table."""
        if len({one.source_uuid for one in given}) < len(given):
            return super().perform_all(context, given)
        wanted = [_wanted(context, one) for one in given]
        cases = [case for of_source in wanted for case in of_source.values()]
        Case.objects.bulk_create(cases, ignore_conflicts=True)
        of_sources = Case.objects.filter(source_uuid__in=[one.source_uuid for one in given]).order_by()
        stored = dict(of_sources.values_list("uuid", "pk"))
        opened = [case for case in cases if case.uuid in stored]
        for case in opened:
            # Passing over what is there already, PostgreSQL tells no numbers.
            case.pk = stored[case.uuid]
            case._state.adding = False
        CaseEvent.objects.bulk_create(
            CaseEvent(
                municipality_code=context.municipality_code,
                case=case,
                # A new case stands where its channel begins.
                step=Channel(case.channel).first_step.value,
                at=context.now,
                actor_id=context.actor.id,
                actor_name=context.actor.display_name,
            )
            for case in opened
        )
        if len(opened) < len(cases):
            of_source = {one.source_uuid: places for one, places in zip(given, wanted, strict=True)}
            for earlier in of_sources.order_by("id"):
                key = (earlier.procedure_key, earlier.person_index)
                if earlier.source_uuid is not None and key in of_source[earlier.source_uuid]:
                    of_source[earlier.source_uuid][key] = earlier
        return [list(places.values()) for places in wanted]

    def subject(self, given: OpenCasesInput, result: list[Case]) -> str:
        """The visit or the application."""
        return f"{_SOURCES[given.channel]}:{given.source_uuid}"

    def details(self, given: OpenCasesInput, result: list[Case]) -> Mapping[str, Any]:
        """Which cases, by their references."""
        return {
            "cases": [str(case.uuid) for case in result],
            "procedures": [case.procedure_key for case in result],
        }

    def events(self, context: Context, given: OpenCasesInput, result: list[Case]) -> Iterable[Event]:
        """One for each case."""
        for case in result:
            told = {"desk_role": case.desk_role, "procedure": case.procedure_key, "channel": case.channel}
            yield Event("cases.opened", f"case:{case.uuid}", told)


def _wanted(context: Context, given: OpenCasesInput) -> dict[tuple[str, int | None], Case]:
    """The new cases of a source by procedure and person, not saved."""
    number = given.number or next_number(context)
    return {(new.procedure_key, new.person_index): _case(context, given, new, number) for new in given.cases}


def _case(context: Context, given: OpenCasesInput, new: NewCase, number: str) -> Case:
    case = Case(
        municipality_code=context.municipality_code,
        number=number,
        channel=given.channel.value,
        source_uuid=given.source_uuid,
        procedure_key=new.procedure_key,
        procedure_label=new.procedure_label,
        person_index=new.person_index,
        person_name=new.person_name,
        person_kana=new.person_kana,
        desk_role=new.desk_role,
        status=(Status.ARRIVED if given.channel is Channel.ONLINE else Status.ACCEPTED).value,
        due=new.due,
        opened_at=context.now,
        data=dict(new.data),
    )
    case.fill_search_columns(new.person_birth)
    return case


def next_number(context: Context) -> str:
    """The next 受付番号; that of a transaction that is undone is left out for ever."""
    return next_numbers(context, 1)[0]


def next_numbers(context: Context, wanted: int) -> list[str]:
    """So many 受付番号, each the next one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('cases_number') FROM generate_series(1, %s)", [wanted])
        return [reception_number(context.now.year, serial) for (serial,) in cursor.fetchall()]
