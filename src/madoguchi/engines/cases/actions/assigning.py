"""Who is in charge of a case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet

from madoguchi.core.accounts.models import StaffMember
from madoguchi.core.actions import Action, Context, Event, NotAllowedError
from madoguchi.core.database.compiled import CompiledQuery
from madoguchi.engines.cases.actions.working import ANY_DESK, check_desk, locked_case, take_step
from madoguchi.engines.cases.domain.states import Status, Step, StepNotPossibleError
from madoguchi.engines.cases.models import Case

WORK = "cases.work"


class NoColleagueError(LookupError):
    """この職員は、この課の担当ではありません。担当を選び直してください。"""


@dataclass(frozen=True, slots=True)
class CaseAssignment:
    """Which case, and who (`staff:12`); empty: nobody any more."""

    uuid: UUID
    staff_id: str = ""


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who may be put in charge."""

    staff_id: str
    name: str


class AssignCase(Action[CaseAssignment, Case]):
    """Put somebody of the desk in charge, or nobody.

    Whoever works there may take a case and let it go; putting others in charge is for who hands out work.
    """

    name: ClassVar[str] = "cases.assign"
    permission: ClassVar[str | None] = WORK

    def perform(self, context: Context, given: CaseAssignment) -> Case:
        """Raises CaseNotFoundError, NotYourDeskError, NoColleagueError, NotAllowedError,
        StepNotPossibleError (nobody is put in charge of what is over).
        """
        case = locked_case(given.uuid)
        check_desk(context.actor, case)
        if case.state.is_finished:
            raise StepNotPossibleError(Status(case.status))
        mine = {context.actor.id, ""}
        if not {given.staff_id, case.assignee_id} <= mine and not context.actor.may(ANY_DESK):
            raise NotAllowedError(NotAllowedError.__doc__)
        if given.staff_id == case.assignee_id:
            return case
        case.assignee_id, case.assignee_name = given.staff_id, ""
        if given.staff_id:
            found = {one.staff_id: one.name for one in colleagues(case.desk_role)}
            if given.staff_id not in found:
                raise NoColleagueError(NoColleagueError.__doc__)
            case.assignee_name = found[given.staff_id]
        take_step(context, case, Step.ASSIGNED, case.assignee_name or "担当なし")
        return case

    def subject(self, given: CaseAssignment, result: Case) -> str:
        """The case."""
        return f"case:{result.uuid}"

    def details(self, given: CaseAssignment, result: Case) -> Mapping[str, Any]:
        """Who is in charge from now on."""
        return {"assignee": result.assignee_id}

    def events(self, context: Context, given: CaseAssignment, result: Case) -> Iterable[Event]:
        """That somebody else is in charge."""
        yield Event("cases.assigned", f"case:{result.uuid}", {"desk_role": result.desk_role})


def colleagues(desk_role: str) -> tuple[Colleague, ...]:
    """Who works at a desk, by name. To be called inside `tenancy.municipality(...)`."""
    here = (member for member in _STAFF.rows() if desk_role in member.desks and member.may(WORK))
    actors = (member.as_actor() for member in here)
    return tuple(Colleague(actor.id, actor.display_name) for actor in actors)


def _staff() -> QuerySet[StaffMember]:
    return StaffMember.objects.filter(is_active=True).order_by("display_name", "pk")


_STAFF = CompiledQuery(_staff)
