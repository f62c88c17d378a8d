"""What a member sees: their own sittings, and of these the cases that they judge. Each look is audited."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q

from madoguchi.core import tenancy
from madoguchi.core.actions import Context, NotAllowedError
from madoguchi.core.audit.api import record_reading
from madoguchi.core.packs import BoardRules
from madoguchi.engines.boards.domain.states import SittingStatus
from madoguchi.engines.boards.errors import NotFoundError
from madoguchi.engines.boards.judging import conflicts_of
from madoguchi.engines.boards.models import Availability, BoardCase, Member, Remark, Sitting
from madoguchi.engines.boards.reading import CasePaper, paper_of
from madoguchi.engines.boards.rules import rules_of
from madoguchi.engines.boards.whose import SIT, is_called, may_read, own_case, own_member

_PAST = 10


@dataclass(frozen=True, slots=True)
class OwnSitting:
    """A sitting of a member's: what they answered, and whether its papers are there for them."""

    sitting: Sitting
    rules: BoardRules
    answer: Availability | None
    may_read: bool


@dataclass(frozen=True, slots=True)
class OwnSittings:
    """Those to come, the next first, and the last that the member sat in."""

    member: Member
    to_come: tuple[OwnSitting, ...]
    past: tuple[OwnSitting, ...]


@dataclass(frozen=True, slots=True)
class OwnLine:
    """A place on the agenda. Without `case` nothing of it is shown: the member steps back from it
    (`steps_back`; `declared` when they said so themselves, `uuid` to take it back), or it was taken off.
    """

    number: int
    case: BoardCase | None = None
    remark: Remark | None = field(default=None, repr=False)
    steps_back: bool = False
    declared: bool = False
    uuid: UUID | None = None


@dataclass(frozen=True, slots=True)
class OwnAgenda:
    """A sitting with its agenda, as far as it is this member's."""

    own: OwnSitting
    lines: tuple[OwnLine, ...]


@dataclass(frozen=True, slots=True)
class OwnCase:
    """A case as the member reads it, what they think of it, and the neighbours on the agenda."""

    own: OwnSitting
    paper: CasePaper
    remark: Remark | None = field(repr=False)
    before: UUID | None
    after: UUID | None


def own_sittings(context: Context) -> OwnSittings:
    """Raises NotFoundError for who is no member (any more), NotAllowedError."""
    with _looking(context):
        today = context.now.date()
        member = own_member(context, today)
        in_term = Q(day__gte=member.term_from, day__lte=member.term_until)
        called = Sitting.objects.select_related("panel").filter(in_term, panel__seats__member=member)
        to_come = called.filter(
            Q(status=SittingStatus.OPEN.value)
            | Q(status__in=[SittingStatus.PLANNED.value, SittingStatus.CANCELLED.value], day__gte=today)
        ).order_by("day", "begins")
        sat_in = Sitting.objects.select_related("panel").filter(
            attendances__member=member, status=SittingStatus.CLOSED.value
        )
        return OwnSittings(
            member,
            tuple(_own(context, member, one) for one in to_come),
            tuple(_own(context, member, one) for one in sat_in[:_PAST]),
        )


def own_agenda(context: Context, uuid: UUID) -> OwnAgenda:
    """Raises NotFoundError, also for the sitting of another panel, and NotAllowedError."""
    with _looking(context):
        member, own = _called(context, uuid)
        if not own.may_read:
            return OwnAgenda(own, ())
        cases = list(own.sitting.cases.prefetch_related("recusals").order_by("number"))
        remarks = {one.case_id: one for one in own.sitting.remarks.filter(member=member)}
        by_number = {one.number: one for one in cases}
        last = max([own.sitting.last_number, *(one.number or 0 for one in cases)])
        record_reading(context, "boards.own_sitting", f"sitting:{uuid}", {"board_cases": len(cases)})
        return OwnAgenda(
            own, tuple(_line(number, by_number.get(number), member, remarks) for number in range(1, last + 1))
        )


def own_case_paper(context: Context, uuid: UUID, case: UUID) -> OwnCase:
    """Raises NotFoundError for everything that is not this member's to judge, NotAllowedError."""
    with _looking(context):
        member, own = _called(context, uuid)
        found = own_case(member, own.sitting, case)
        cases = own.sitting.cases.prefetch_related("recusals").order_by("number")
        numbers = [one.uuid for one in cases if not conflicts_of(one, [member])]
        place = numbers.index(found.uuid)
        record_reading(context, "boards.own_case", f"board_case:{case}")
        return OwnCase(
            own,
            paper_of(found, own.rules, []),
            found.remarks.filter(sitting=own.sitting, member=member).first(),
            numbers[place - 1] if place else None,
            numbers[place + 1] if place + 1 < len(numbers) else None,
        )


def _line(number: int, case: BoardCase | None, member: Member, remarks: dict[int, Remark]) -> OwnLine:
    if case is None:
        return OwnLine(number)
    if conflicts_of(case, [member]):
        declared = any(one.declared and one.member_id == member.pk for one in case.recusals.all())
        return OwnLine(number, steps_back=True, declared=declared, uuid=case.uuid if declared else None)
    return OwnLine(number, case, remarks.get(case.pk))


def _called(context: Context, uuid: UUID) -> tuple[Member, OwnSitting]:
    member = own_member(context, context.now.date())
    sitting = Sitting.objects.select_related("panel").filter(uuid=uuid).first()
    sat = sitting is not None and sitting.attendances.filter(member=member).exists()
    if sitting is None or not (sat or is_called(member, sitting)):
        raise NotFoundError(NotFoundError.__doc__)
    return member, _own(context, member, sitting)


def _own(context: Context, member: Member, sitting: Sitting) -> OwnSitting:
    answer = sitting.availabilities.filter(member=member).first()
    rules = rules_of(sitting.panel.board, context.municipality_code)
    return OwnSitting(sitting, rules, answer, may_read(member, sitting, answer))


@contextmanager
def _looking(context: Context) -> Iterator[None]:
    if not context.actor.may(SIT):
        raise NotAllowedError(NotAllowedError.__doc__)
    with tenancy.municipality(context.municipality_code):
        yield
