"""Opening the cases of an accepted visit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from madoguchi.core.actions import Action, Context, Event
from madoguchi.engines.cases.domain.states import Step
from madoguchi.engines.cases.models import Case, CaseEvent


@dataclass(frozen=True, slots=True)
class NewCase:
    """What a new case is about. `data` is JSON: the facts (by item key) that the desk needs, no others."""

    procedure_key: str
    procedure_label: str
    desk_role: str
    person_index: int | None = None
    person_name: str = ""
    due: date | None = None
    data: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class OpenCasesInput:
    """All cases of one visit."""

    visit_uuid: UUID
    cases: tuple[NewCase, ...]


class OpenCases(Action[OpenCasesInput, list[Case]]):
    """Open a case for each procedure and person. Called again for the same visit it opens only what is new.

    Returns the cases of the input in their order, those included that were open before.
    """

    name: ClassVar[str] = "cases.open"
    permission: ClassVar[str | None] = "counter_visit.accept"

    def perform(self, context: Context, given: OpenCasesInput) -> list[Case]:
        """Two at once are settled by the unique constraint; the loser finds the winner's cases."""
        wanted = {
            (new.procedure_key, new.person_index): self._case(context, given.visit_uuid, new)
            for new in given.cases
        }
        Case.objects.bulk_create(wanted.values(), ignore_conflicts=True)
        stored = dict(Case.objects.filter(visit_uuid=given.visit_uuid).values_list("uuid", "pk"))
        opened = [case for case in wanted.values() if case.uuid in stored]
        for case in opened:
            # Passing over what is there already, PostgreSQL tells no numbers.
            case.pk = stored[case.uuid]
            case._state.adding = False
        CaseEvent.objects.bulk_create(
            CaseEvent(
                municipality_code=context.municipality_code,
                case=case,
                step=Step.OPENED.value,
                at=context.now,
                actor_id=context.actor.id,
                actor_name=context.actor.display_name,
            )
            for case in opened
        )
        if len(opened) < len(wanted):
            for earlier in Case.objects.filter(visit_uuid=given.visit_uuid):
                key = (earlier.procedure_key, earlier.person_index)
                if key in wanted:
                    wanted[key] = earlier
        return list(wanted.values())

    def subject(self, given: OpenCasesInput, result: list[Case]) -> str:
        """The visit."""
        return f"visit:{given.visit_uuid}"

    def details(self, given: OpenCasesInput, result: list[Case]) -> Mapping[str, Any]:
        """Which cases, by their references."""
        return {
            "cases": [str(case.uuid) for case in result],
            "procedures": [case.procedure_key for case in result],
        }

    def events(self, context: Context, given: OpenCasesInput, result: list[Case]) -> Iterable[Event]:
        """One for each case."""
        for case in result:
            yield Event("cases.opened", f"case:{case.uuid}", {"desk_role": case.desk_role})

    @staticmethod
    def _case(context: Context, visit_uuid: UUID, new: NewCase) -> Case:
        case = Case(
            municipality_code=context.municipality_code,
            visit_uuid=visit_uuid,
            procedure_key=new.procedure_key,
            procedure_label=new.procedure_label,
            person_index=new.person_index,
            person_name=new.person_name,
            desk_role=new.desk_role,
            due=new.due,
            opened_at=context.now,
            data=dict(new.data),
        )
        case.fill_search_text()
        return case
