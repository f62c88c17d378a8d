"""Looking at a board's work: calendar, one sitting, one case. Each look at a person's case is audited."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count

from madoguchi.core import tenancy
from madoguchi.core.actions import Context, NotAllowedError
from madoguchi.core.audit.api import record_reading
from madoguchi.core.packs import BoardRules
from madoguchi.engines.boards.domain.masking import masked_items, masked_part
from madoguchi.engines.boards.domain.states import CaseStatus, SittingStatus
from madoguchi.engines.boards.errors import NotFoundError
from madoguchi.engines.boards.judging import conflicts_of
from madoguchi.engines.boards.models import BoardCase, Member, Panel, Sitting
from madoguchi.engines.boards.recording import digest_of
from madoguchi.engines.boards.rules import packs, rules_of

READ = "boards.read"
_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Calendar:
    """A board at a glance: sittings (newest first), their cases counted; how many wait, and since when."""

    sittings: tuple[tuple[Sitting, int], ...]
    waiting: int
    oldest: date | None


@dataclass(frozen=True, slots=True)
class People:
    """The members of a board, and its panels with their seats."""

    members: tuple[Member, ...] = field(repr=False)
    panels: tuple[Panel, ...]


@dataclass(frozen=True, slots=True)
class CasePaper:
    """A case as members see it: nothing says who it is about. `conflicts`: members who must not judge."""

    case: BoardCase
    rules: BoardRules
    items: Mapping[str, Any] = field(repr=False)
    parts: Mapping[str, Any] = field(repr=False)
    conflicts: Mapping[UUID, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class SittingPaper:
    """A sitting with its members, its agenda, and whether its digest is still that of what stands there."""

    sitting: Sitting
    rules: BoardRules
    seats: tuple[Member, ...]
    present: tuple[Member, ...]
    presides: Member | None
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
        counted = sittings.annotate(count=Count("cases"))[:_SHOWN]
        waiting = BoardCase.objects.filter(board=board, status=CaseStatus.WAITING.value)
        oldest = waiting.order_by("applied_on").values_list("applied_on", flat=True).first()
        return Calendar(tuple((one, one.count) for one in counted), waiting.count(), oldest)


def people_of(context: Context, board: str) -> People:
    """Members and panels. Raises UnknownBoardError, NotAllowedError."""
    rules_of(board, context.municipality_code)
    with _looking(context):
        panels = Panel.objects.filter(board=board).prefetch_related("seats__member")
        return People(tuple(Member.objects.filter(board=board)), tuple(panels))


def waiting_cases(context: Context, board: str) -> tuple[CasePaper, ...]:
    """The cases that wait, the oldest application first. Raises UnknownBoardError, NotAllowedError."""
    rules = rules_of(board, context.municipality_code)
    with _looking(context):
        cases = BoardCase.objects.filter(board=board, status=CaseStatus.WAITING.value)[:_SHOWN]
        record_reading(context, "boards.waiting", f"board:{board}", {"board_cases": len(cases)})
        return tuple(_paper(one, rules, []) for one in cases)


def sitting_paper(context: Context, uuid: UUID) -> SittingPaper:
    """One sitting with everything on its agenda. Raises NotFoundError, NotAllowedError."""
    with _looking(context):
        sitting = Sitting.objects.select_related("panel").filter(uuid=uuid).first()
        if sitting is None:
            raise NotFoundError(NotFoundError.__doc__)
        rules = rules_of(sitting.panel.board, context.municipality_code)
        seats = tuple(Member.objects.filter(seats__panel=sitting.panel).order_by("-seats__is_chair", "id"))
        attendances = list(sitting.attendances.select_related("member"))
        present = [one.member for one in attendances]
        cases = sitting.cases.prefetch_related("recusals").order_by("number")
        record_reading(context, "boards.sitting", f"sitting:{uuid}", {"board_cases": len(cases)})
        return SittingPaper(
            sitting,
            rules,
            seats,
            tuple(present),
            next((one.member for one in attendances if one.presides), None),
            tuple(_paper(one, rules, present or list(seats)) for one in cases),
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
        record_reading(context, "boards.case", f"board_case:{uuid}")
        return _paper(case, rules, seats)


def decided_case(uuid: UUID) -> BoardCase:
    """A case as it was decided, for who takes the result home. Raises NotFoundError.

    To be called inside `tenancy.municipality(...)`.
    """
    case = BoardCase.objects.select_related("sitting").filter(uuid=uuid).first()
    if case is None or case.state is not CaseStatus.CLOSED:
        raise NotFoundError(NotFoundError.__doc__)
    return case


def _paper(case: BoardCase, rules: BoardRules, members: list[Member]) -> CasePaper:
    vocabulary = packs().vocabulary
    return CasePaper(
        case,
        rules,
        masked_items(rules, case.items, vocabulary, case.applied_on),
        {key: masked_part(rules, part, case.items, vocabulary) for key, part in case.parts.items()},
        conflicts_of(case, members),
    )


def _looking(context: Context) -> AbstractContextManager[None]:
    if not context.actor.may(READ):
        raise NotAllowedError(NotAllowedError.__doc__)
    return tenancy.municipality(context.municipality_code)
