"""Which member acts, and what of a sitting is that member's to see."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from madoguchi.core.actions import Context
from madoguchi.engines.boards.domain.states import SittingStatus
from madoguchi.engines.boards.errors import NotFoundError
from madoguchi.engines.boards.judging import conflicts_of
from madoguchi.engines.boards.models import Availability, BoardCase, Member, Sitting

SIT = "boards.sit"


def own_member(context: Context, today: date) -> Member:
    """The member who acts, in office or soon to be. Raises NotFoundError."""
    member = Member.objects.filter(account=context.actor.id, term_until__gte=today).first()
    if member is None or not context.actor.id:
        raise NotFoundError("委員の登録がないか、任期が終わりました。事務局に連絡してください。")
    return member


def is_called(member: Member, sitting: Sitting) -> bool:
    """Whether the sitting is one of the member's: a seat in its panel, in office on its day."""
    in_office = member.term_from <= sitting.day <= member.term_until
    return in_office and member.seats.filter(panel_id=sitting.panel_id).exists()


def may_read(member: Member, sitting: Sitting, answer: Availability | None) -> bool:
    """Whether the papers are there for the member: sent out and not yet closed, and the member comes, or
    has not said no; while it sits, only for who is there.
    """
    if not is_called(member, sitting):
        return False
    if sitting.state is SittingStatus.OPEN:
        return sitting.attendances.filter(member=member).exists()
    is_out = sitting.state is SittingStatus.PLANNED and sitting.sent_at is not None
    return is_out and (answer is None or answer.comes)


def own_case(member: Member, sitting: Sitting, case: UUID) -> BoardCase:
    """A case of the sitting that the member may judge. Raises NotFoundError for any other."""
    answer = sitting.availabilities.filter(member=member).first()
    found = sitting.cases.prefetch_related("recusals").filter(uuid=case).first()
    if found is None or not may_read(member, sitting, answer) or conflicts_of(found, [member]):
        raise NotFoundError(NotFoundError.__doc__)
    return found
