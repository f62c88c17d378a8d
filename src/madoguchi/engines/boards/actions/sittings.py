"""Sittings: planned, filled, opened, closed for good."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Max, Q, QuerySet

from madoguchi.core.actions import Action, Context, Event
from madoguchi.core.packs import BoardRules
from madoguchi.engines.boards.actions.cases import locked_case
from madoguchi.engines.boards.domain.deciding import has_quorum
from madoguchi.engines.boards.domain.states import CaseStatus, SittingStatus
from madoguchi.engines.boards.errors import InputRefusedError, NotFoundError, NotNowError
from madoguchi.engines.boards.judging import conflicts_of
from madoguchi.engines.boards.models import Attendance, BoardCase, Member, Panel, Sitting
from madoguchi.engines.boards.recording import digest_of
from madoguchi.engines.boards.rules import rules_of
from madoguchi.lib.japanese.text import clean_line

_LOOKED_AT_BESIDES = 50
"""How many more cases are looked at than there is room for: some cannot be judged by this panel."""


@dataclass(frozen=True, slots=True)
class NewSitting:
    """When and where a panel meets; `most_cases` None: as the rules say."""

    panel: UUID
    day: date
    begins: time
    place: str
    most_cases: int | None = None


@dataclass(frozen=True, slots=True)
class OfSitting:
    """Which sitting."""

    uuid: UUID


@dataclass(frozen=True, slots=True)
class OfCase:
    """Which case."""

    uuid: UUID


@dataclass(frozen=True, slots=True)
class Present:
    """Who is there, and who presides."""

    uuid: UUID
    members: tuple[UUID, ...] = field(default=())
    presides: UUID | None = None


class PlanSitting(Action[NewSitting, Sitting]):
    """Put a sitting of a panel into the calendar."""

    name: ClassVar[str] = "boards.plan"
    permission: ClassVar[str | None] = "boards.manage"
    subject_kind: ClassVar[str] = "sitting"

    def perform(self, context: Context, given: NewSitting) -> Sitting:
        """Raises NotFoundError, InputRefusedError, TextError."""
        # Locked: two who plan the same at once are told, not refused by the table.
        panel = Panel.objects.select_for_update().filter(uuid=given.panel).first()
        if panel is None:
            raise NotFoundError(NotFoundError.__doc__)
        rules = rules_of(panel.board, context.municipality_code)
        most = rules.most_cases if given.most_cases is None else given.most_cases
        check_plan(rules, panel, given.day, given.begins, most)
        return Sitting.objects.create(
            municipality_code=context.municipality_code,
            panel=panel,
            day=given.day,
            begins=given.begins,
            place=clean_line(given.place, 200),
            most_cases=most,
        )

    def details(self, given: NewSitting, result: Sitting) -> Mapping[str, Any]:
        """Day and panel."""
        return {"day": result.day.isoformat(), "panel": str(given.panel)}


class FillAgenda(Action[OfSitting, int]):
    """Put the cases that wait longest on the agenda, as many as it takes; returns how many."""

    name: ClassVar[str] = "boards.fill"
    permission: ClassVar[str | None] = "boards.work"

    def perform(self, context: Context, given: OfSitting) -> int:
        """Raises NotFoundError, NotNowError."""
        sitting = locked_sitting(given.uuid)
        must_be(sitting, SittingStatus.PLANNED)
        last = max(sitting.last_number, sitting.cases.aggregate(last=Max("number"))["last"] or 0)
        room = max(0, sitting.most_cases - sitting.cases.count())
        waiting = BoardCase.objects.select_for_update(of=("self",)).filter(
            board=sitting.panel.board, status=CaseStatus.WAITING.value
        )
        # A case that too few of the panel may judge goes to another panel.
        seats = list(members_in_term(sitting))
        looked_at = waiting.order_by("applied_on", "id")[: room + _LOOKED_AT_BESIDES if room else 0]
        cases = [
            one for one in looked_at if has_quorum(len(seats), len(seats) - len(conflicts_of(one, seats)))
        ][:room]
        for number, case in enumerate(cases, start=last + 1):
            case.sitting, case.number, case.status = sitting, number, CaseStatus.ASSIGNED.value
        BoardCase.objects.bulk_update(cases, ["sitting", "number", "status"])
        sitting.last_number = last + len(cases)
        sitting.save(update_fields=["last_number"])
        return len(cases)

    def subject(self, given: OfSitting, result: int) -> str:
        """The sitting."""
        return f"sitting:{given.uuid}"

    def details(self, given: OfSitting, result: int) -> Mapping[str, Any]:
        """How many."""
        return {"board_cases": result}


class TakeOffAgenda(Action[OfCase, BoardCase]):
    """Take a case off the agenda: it waits again."""

    name: ClassVar[str] = "boards.take_off"
    permission: ClassVar[str | None] = "boards.work"
    subject_kind: ClassVar[str] = "board_case"

    def perform(self, context: Context, given: OfCase) -> BoardCase:
        """Raises NotFoundError, NotNowError."""
        case = locked_case(given.uuid)
        if case.state is not CaseStatus.ASSIGNED:
            raise NotNowError(f"この審査は「{case.state.label}」です。予定から外せません。")
        case.sitting, case.number, case.status = None, None, CaseStatus.WAITING.value
        case.save(update_fields=["sitting", "number", "status"])
        return case


class OpenSitting(Action[Present, Sitting]):
    """Open a sitting: more than half of the panel's members are there, one of them presides."""

    name: ClassVar[str] = "boards.open"
    permission: ClassVar[str | None] = "boards.work"
    subject_kind: ClassVar[str] = "sitting"

    def perform(self, context: Context, given: Present) -> Sitting:
        """Raises NotFoundError, NotNowError, InputRefusedError."""
        sitting = locked_sitting(given.uuid)
        must_be(sitting, SittingStatus.PLANNED)
        if context.now.date() < sitting.day and given.members:
            raise InputRefusedError("開催日の前です。当日に開いてください。")
        seats = list(members_in_term(sitting))
        there = [one for one in seats if one.uuid in set(given.members)]
        if len(there) < len(set(given.members)):
            raise InputRefusedError("この合議体の委員でない人か、任期でない人が含まれています。")
        sitting.seats = len(seats)
        if not has_quorum(sitting.seats, len(there)):
            raise InputRefusedError(
                f"委員{sitting.seats}人の過半数が出席しないと、開けません（いま{len(there)}人）。"
            )
        if given.presides not in {one.uuid for one in there}:
            raise InputRefusedError("議長を、出席した委員の中から1人決めてください。")
        sitting.status, sitting.opened_at = SittingStatus.OPEN.value, context.now
        sitting.roster = [{"member": str(one.uuid), "name": one.name, "field": one.field} for one in seats]
        sitting.save(update_fields=["status", "opened_at", "seats", "roster"])
        Attendance.objects.bulk_create(
            Attendance(
                municipality_code=context.municipality_code,
                sitting=sitting,
                member=one,
                presides=one.uuid == given.presides,
            )
            for one in there
        )
        return sitting

    def details(self, given: Present, result: Sitting) -> Mapping[str, Any]:
        """Who was there, by reference."""
        return {"members": [str(one) for one in given.members], "presides": str(given.presides)}


class CloseSitting(Action[OfSitting, Sitting]):
    """Close a sitting for good. What was decided cannot be changed any more; the rest waits again."""

    name: ClassVar[str] = "boards.close"
    permission: ClassVar[str | None] = "boards.work"
    subject_kind: ClassVar[str] = "sitting"

    def perform(self, context: Context, given: OfSitting) -> Sitting:
        """Raises NotFoundError, NotNowError."""
        sitting = locked_sitting(given.uuid)
        must_be(sitting, SittingStatus.OPEN)
        undecided = sitting.cases.filter(status=CaseStatus.ASSIGNED.value)
        undecided.update(sitting=None, number=None, status=CaseStatus.WAITING.value)
        decided = sitting.cases.filter(status=CaseStatus.DECIDED.value)
        decided.update(status=CaseStatus.CLOSED.value, closed_at=context.now)
        sitting.closed_at, sitting.closed_by_name = context.now, context.actor.display_name
        sitting.digest = digest_of(sitting)
        sitting.status = SittingStatus.CLOSED.value
        sitting.save(update_fields=["closed_at", "closed_by_name", "digest", "status"])
        return sitting

    def details(self, given: OfSitting, result: Sitting) -> Mapping[str, Any]:
        """How many were decided, and the digest."""
        return {"board_cases": result.cases.count(), "digest": result.digest}

    def events(self, context: Context, given: OfSitting, result: Sitting) -> Iterable[Event]:
        """One for each case that was decided."""
        for uuid in result.cases.order_by("number").values_list("uuid", flat=True):
            yield Event("boards.decided", f"board_case:{uuid}", {"sitting": str(result.uuid)})


def check_plan(
    rules: BoardRules, panel: Panel, day: date, begins: time, most: int, but: int | None = None
) -> None:
    """Whether a sitting fits there; `but` is the one that is moved. Raises InputRefusedError."""
    if not 1 <= most <= rules.most_cases:
        raise InputRefusedError(f"1回の件数は、1件から{rules.most_cases}件までです。")
    others = Sitting.objects.filter(panel=panel, day=day, begins=begins).exclude(pk=but or 0)
    if others.exclude(status=SittingStatus.CANCELLED.value).exists():
        raise InputRefusedError(f"{day:%-m月%-d日}に、この合議体の同じ時刻の開催があります。")


def locked_sitting(uuid: UUID) -> Sitting:
    """The sitting, locked until the transaction ends. Raises NotFoundError."""
    found = Sitting.objects.select_for_update(of=("self",)).select_related("panel").filter(uuid=uuid).first()
    if found is None:
        raise NotFoundError(NotFoundError.__doc__)
    return found


def members_in_term(sitting: Sitting) -> QuerySet[Member]:
    """The members of the panel who are in office on the day."""
    in_term = Q(term_from__lte=sitting.day, term_until__gte=sitting.day)
    return Member.objects.filter(in_term, seats__panel=sitting.panel).order_by("-seats__is_chair", "id")


def must_be(sitting: Sitting, wanted: SittingStatus) -> None:
    """Raises NotNowError."""
    if sitting.state is not wanted:
        raise NotNowError(f"この審査会は「{sitting.state.label}」です。いまは、この操作はできません。")
