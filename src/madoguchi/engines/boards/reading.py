"""Looking at a board's work: calendar, one sitting, one case. Each look at a person's case is audited."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from madoguchi.core import tenancy
from madoguchi.core.accounts.models import StaffMember
from madoguchi.core.actions import Context, NotAllowedError
from madoguchi.core.audit.api import record_reading
from madoguchi.core.packs import BoardRules
from madoguchi.engines.boards.domain.deciding import has_quorum
from madoguchi.engines.boards.domain.masking import masked_items, masked_part
from madoguchi.engines.boards.domain.states import CaseStatus, SittingStatus
from madoguchi.engines.boards.errors import NotFoundError
from madoguchi.engines.boards.judging import conflicts_of
from madoguchi.engines.boards.models import (
    Availability,
    BoardCase,
    Member,
    Panel,
    Remark,
    Seat,
    Sitting,
)
from madoguchi.engines.boards.recording import digest_of
from madoguchi.engines.boards.rules import packs, rules_of

READ = "boards.read"
_SHOWN = 100


@dataclass(frozen=True, slots=True)
class SittingLine:
    """A sitting with how many cases it has, and how many members of the panel come, do not, have not said."""

    sitting: Sitting
    cases: int
    comes: int
    stays_away: int
    silent: int

    @property
    def in_office(self) -> int:
        """How many members the panel has on that day."""
        return self.comes + self.stays_away + self.silent

    @property
    def lacks_quorum(self) -> bool:
        """Whether too many have said no for a sitting that is planned."""
        is_planned = self.sitting.state is SittingStatus.PLANNED and self.in_office > 0
        return is_planned and not has_quorum(self.in_office, self.comes + self.silent)


@dataclass(frozen=True, slots=True)
class Calendar:
    """A board at a glance: sittings to come (the next first) and past (the last first), their cases counted;
    how many wait, and since when.
    """

    to_come: tuple[SittingLine, ...]
    past: tuple[SittingLine, ...]
    waiting: int
    oldest: date | None


@dataclass(frozen=True, slots=True)
class SignIn:
    """How a member signs in: `is_due` until the member has chosen a password of their own."""

    username: str = field(repr=False)
    is_active: bool
    is_due: bool
    last: datetime | None


@dataclass(frozen=True, slots=True)
class People:
    """The members of a board, how they sign in (by their uuid), and its panels with their seats."""

    members: tuple[Member, ...] = field(repr=False)
    panels: tuple[Panel, ...]
    sign_ins: Mapping[UUID, SignIn] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class SeatLine:
    """A seat of a sitting's panel: since it was opened, as it was then. `is_in_office` on its day; `answer`
    is what the member said of that day.
    """

    uuid: UUID
    name: str
    field: str
    is_in_office: bool = True
    answer: Availability | None = None


@dataclass(frozen=True, slots=True)
class CasePaper:
    """A case as members see it: nothing says who it is about. `conflicts`: members who must not judge;
    `remarks`: what its sitting's members think of it beforehand.
    """

    case: BoardCase
    rules: BoardRules
    items: Mapping[str, Any] = field(repr=False)
    parts: Mapping[str, Any] = field(repr=False)
    conflicts: Mapping[UUID, str] = field(repr=False)
    remarks: tuple[Remark, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class SittingPaper:
    """A sitting with its members, its agenda, and whether its digest is still that of what stands there."""

    sitting: Sitting
    rules: BoardRules
    seats: tuple[SeatLine, ...]
    present: tuple[SeatLine, ...]
    presides: SeatLine | None
    papers: tuple[CasePaper, ...]
    is_intact: bool = True

    def name_of(self, member: UUID | str) -> str:
        """The name of a member of the panel."""
        return next((one.name for one in self.seats + self.present if str(one.uuid) == str(member)), "")


def calendar_of(context: Context, board: str) -> Calendar:
    """The board's sittings. Raises UnknownBoardError, NotAllowedError."""
    rules_of(board, context.municipality_code)
    with _looking(context):
        sittings = Sitting.objects.select_related("panel").filter(panel__board=board)
        ahead = Q(status=SittingStatus.OPEN.value) | Q(
            status=SittingStatus.PLANNED.value, day__gte=context.now.date()
        )
        to_come = _lines(sittings.filter(ahead).order_by("day", "begins", "id"))
        past = _lines(sittings.exclude(ahead).order_by("-day", "-begins", "-id"))
        waiting = BoardCase.objects.filter(board=board, status=CaseStatus.WAITING.value)
        oldest = waiting.order_by("applied_on").values_list("applied_on", flat=True).first()
        return Calendar(to_come, past, waiting.count(), oldest)


def people_of(context: Context, board: str) -> People:
    """Members and panels. Raises UnknownBoardError, NotAllowedError."""
    rules_of(board, context.municipality_code)
    with _looking(context):
        panels = Panel.objects.filter(board=board).prefetch_related("seats__member")
        members = tuple(Member.objects.filter(board=board))
        return People(members, tuple(panels), _sign_ins(members))


def waiting_cases(context: Context, board: str) -> tuple[BoardCase, ...]:
    """The cases that wait, the oldest application first, without what they say. Raises UnknownBoardError,
    NotAllowedError.
    """
    rules_of(board, context.municipality_code)
    with _looking(context):
        waiting = BoardCase.objects.filter(board=board, status=CaseStatus.WAITING.value)
        cases = waiting.defer("items", "parts")[:_SHOWN]
        record_reading(context, "boards.waiting", f"board:{board}", {"board_cases": len(cases)})
        return tuple(cases)


def sitting_paper(context: Context, uuid: UUID) -> SittingPaper:
    """One sitting with everything on its agenda. Raises NotFoundError, NotAllowedError."""
    with _looking(context):
        sitting = Sitting.objects.select_related("panel").filter(uuid=uuid).first()
        if sitting is None:
            raise NotFoundError(NotFoundError.__doc__)
        rules = rules_of(sitting.panel.board, context.municipality_code)
        members = list(Member.objects.filter(seats__panel=sitting.panel).order_by("-seats__is_chair", "id"))
        attendances = list(sitting.attendances.select_related("member"))
        there = [one.member for one in attendances]
        seats = _seats(sitting, members)
        known = {one.uuid: one for one in seats}
        present = tuple(known.get(one.uuid) or _seat(one) for one in there)
        cases = list(sitting.cases.prefetch_related("recusals").order_by("number"))
        remarks = _remarks(sitting.remarks.filter(case__in=cases))
        record_reading(context, "boards.sitting", f"sitting:{uuid}", {"board_cases": len(cases)})
        return SittingPaper(
            sitting,
            rules,
            seats,
            present,
            next((seat for seat, one in zip(present, attendances, strict=True) if one.presides), None),
            tuple(
                replace(paper_of(one, rules, there or members), remarks=remarks.get(one.pk, ()))
                for one in cases
            ),
            sitting.state is not SittingStatus.CLOSED or sitting.digest == digest_of(sitting),
        )


def case_paper(context: Context, uuid: UUID) -> CasePaper:
    """One case. Raises NotFoundError, NotAllowedError."""
    with _looking(context):
        case = (
            BoardCase.objects.select_related("sitting__panel")
            .prefetch_related("recusals")
            .filter(uuid=uuid)
            .first()
        )
        if case is None:
            raise NotFoundError(NotFoundError.__doc__)
        rules = rules_of(case.board, context.municipality_code)
        seats = []
        if case.sitting is not None:
            there = Member.objects.filter(attendances__sitting=case.sitting)
            seats = list(there) or list(Member.objects.filter(seats__panel=case.sitting.panel))
        remarks = case.remarks.filter(sitting=case.sitting).select_related("member") if case.sitting else ()
        record_reading(context, "boards.case", f"board_case:{uuid}")
        return replace(paper_of(case, rules, seats), remarks=tuple(remarks))


def decided_case(uuid: UUID) -> BoardCase:
    """A case as it was decided, for who takes the result home. Raises NotFoundError.

    To be called inside `tenancy.municipality(...)`.
    """
    case = BoardCase.objects.select_related("sitting").filter(uuid=uuid).first()
    if case is None or case.state is not CaseStatus.CLOSED:
        raise NotFoundError(NotFoundError.__doc__)
    return case


def paper_of(case: BoardCase, rules: BoardRules, members: list[Member]) -> CasePaper:
    """The case without whom it is about; of `members` who must not judge it."""
    vocabulary = packs().vocabulary
    return CasePaper(
        case,
        rules,
        masked_items(rules, case.items, vocabulary, case.applied_on),
        {key: masked_part(rules, part, case.items, vocabulary) for key, part in case.parts.items()},
        conflicts_of(case, members),
    )


def _sign_ins(members: tuple[Member, ...]) -> dict[UUID, SignIn]:
    by_account = {one.account: one.uuid for one in members if one.account}
    numbers = [int(account.partition(":")[2]) for account in by_account]
    return {
        by_account[one.as_actor().id]: SignIn(
            one.username, one.is_active, one.own_password_due, one.last_login
        )
        for one in StaffMember.objects.filter(pk__in=numbers)
    }


def _lines(sittings: QuerySet[Sitting]) -> tuple[SittingLine, ...]:
    """The sittings with what stands beside them in a list: three questions, however many there are."""
    found = list(sittings.annotate(count=Count("cases"))[:_SHOWN])
    seats = Seat.objects.filter(panel__in={one.panel_id for one in found}).select_related("member")
    said = {
        (one.sitting_id, one.member_id): one.comes for one in Availability.objects.filter(sitting__in=found)
    }
    by_panel: dict[int, list[Member]] = {}
    for seat in seats:
        by_panel.setdefault(seat.panel_id, []).append(seat.member)
    lines = []
    for one in found:
        in_office = [
            member
            for member in by_panel.get(one.panel_id, [])
            if member.term_from <= one.day <= member.term_until
        ]
        answers = [said.get((one.pk, member.pk)) for member in in_office]
        numbers = (answers.count(True), answers.count(False), answers.count(None))
        lines.append(SittingLine(one, one.count, *numbers))
    return tuple(lines)


def _seats(sitting: Sitting, members: list[Member]) -> tuple[SeatLine, ...]:
    if sitting.roster:
        return tuple(SeatLine(UUID(one["member"]), one["name"], one["field"]) for one in sitting.roster)
    said = {one.member_id: one for one in sitting.availabilities.all()}
    return tuple(
        replace(
            _seat(one),
            is_in_office=one.term_from <= sitting.day <= one.term_until,
            answer=said.get(one.pk),
        )
        for one in members
    )


def _seat(member: Member) -> SeatLine:
    return SeatLine(member.uuid, member.name, member.field)


def _remarks(remarks: QuerySet[Remark]) -> dict[int, tuple[Remark, ...]]:
    found: dict[int, tuple[Remark, ...]] = {}
    for one in remarks.select_related("member"):
        found[one.case_id] = (*found.get(one.case_id, ()), one)
    return found


def _looking(context: Context) -> AbstractContextManager[None]:
    if not context.actor.may(READ):
        raise NotAllowedError(NotAllowedError.__doc__)
    return tenancy.municipality(context.municipality_code)
