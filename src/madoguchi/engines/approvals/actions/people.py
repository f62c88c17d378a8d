"""Who holds which post from when, and who is away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar
from uuid import UUID

from django.db import connection
from django.db.models import Q

from madoguchi.core.actions import Action, Context, NotAllowedError
from madoguchi.engines.approvals.actions.judging import APPROVE
from madoguchi.engines.approvals.actions.minding import may_approve
from madoguchi.engines.approvals.errors import FieldError, NotFoundHereError, PersonError
from madoguchi.engines.approvals.models import Absence, PositionHolder
from madoguchi.engines.approvals.offices import pack_of, town_of

MANAGE = "approvals.manage"
LONGEST_ABSENCE = timedelta(days=730)

_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('approvals people ' || %s, 0))"


@dataclass(frozen=True, slots=True)
class NewHolder:
    """Somebody (`staff:12`) takes a post, from a day on, until a day or until further notice."""

    position: str
    desk: str
    staff_id: str
    first_day: date
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class EndOfHolding:
    """The last day on which somebody holds a post."""

    uuid: UUID
    last_day: date


@dataclass(frozen=True, slots=True)
class NewAbsence:
    """Somebody is away, both days included; who acts for them (empty: nobody); whether with 後閲."""

    staff_id: str
    first_day: date
    last_day: date
    delegate_id: str = ""
    reviewed: bool = True


@dataclass(frozen=True, slots=True)
class AbsenceReference:
    """Which absence."""

    uuid: UUID


class AddHolder(Action[NewHolder, PositionHolder]):
    """Somebody takes a post."""

    name: ClassVar[str] = "approvals.add_holder"
    permission: ClassVar[str | None] = MANAGE

    def perform(self, context: Context, given: NewHolder) -> PositionHolder:
        """Raises FieldError, PersonError."""
        _lock(context)
        pack = pack_of(context)
        position = pack.approvals.positions.get(given.position)
        if position is None:
            raise FieldError("position", "職を選んでください。")
        if position.of_desk and given.desk not in pack.desks:
            raise FieldError("desk", f"「{position.label}」は課ごとの職です。どの課かを選んでください。")
        if given.last_day is not None and given.last_day < given.first_day:
            raise FieldError("last_day", "終わりの日が、始まりの日より前です。")
        if not may_approve(given.staff_id):
            raise PersonError("この職員には、決裁の役割（課長・係長、理事者など）がありません。")
        desk = given.desk if position.of_desk else ""
        overlapping = PositionHolder.objects.filter(
            Q(last_day__isnull=True) | Q(last_day__gte=given.first_day),
            position=position.key,
            desk_role=desk,
            staff_id=given.staff_id,
        )
        if given.last_day is not None:
            overlapping = overlapping.filter(first_day__lte=given.last_day)
        if overlapping.exists():
            raise PersonError("この職員は、その期間、もうこの職に就いています。")
        return PositionHolder.objects.create(
            municipality_code=context.municipality_code,
            position=position.key,
            desk_role=desk,
            staff_id=given.staff_id,
            staff_name=town_of(context).name(given.staff_id),
            first_day=given.first_day,
            last_day=given.last_day,
        )

    def subject(self, given: NewHolder, result: PositionHolder) -> str:
        """Who."""
        return given.staff_id

    def details(self, given: NewHolder, result: PositionHolder) -> Mapping[str, Any]:
        """Which post, from when until when."""
        return {
            "position": result.position,
            "desk": result.desk_role,
            "from": result.first_day.isoformat(),
            "until": result.last_day.isoformat() if result.last_day else None,
        }


class EndHolder(Action[EndOfHolding, PositionHolder]):
    """Somebody leaves a post; who held it when stays known."""

    name: ClassVar[str] = "approvals.end_holder"
    permission: ClassVar[str | None] = MANAGE

    def perform(self, context: Context, given: EndOfHolding) -> PositionHolder:
        """Raises NotFoundHereError, FieldError."""
        holder = PositionHolder.objects.select_for_update().filter(uuid=given.uuid).first()
        if holder is None:
            raise NotFoundHereError
        if given.last_day < holder.first_day:
            raise FieldError("last_day", "終わりの日が、始まりの日より前です。")
        holder.last_day = given.last_day
        holder.save(update_fields=["last_day"])
        return holder

    def subject(self, given: EndOfHolding, result: PositionHolder) -> str:
        """Who."""
        return result.staff_id

    def details(self, given: EndOfHolding, result: PositionHolder) -> Mapping[str, Any]:
        """Which post, until when."""
        return {
            "position": result.position,
            "desk": result.desk_role,
            "until": given.last_day.isoformat(),
        }


class RegisterAbsence(Action[NewAbsence, Absence]):
    """Somebody is away. One's own absence, or for whoever manages posts also others'.

    Nobody acts for somebody who acts for a third: neither chains nor circles come about.
    """

    name: ClassVar[str] = "approvals.register_absence"
    permission: ClassVar[str | None] = None

    def perform(self, context: Context, given: NewAbsence) -> Absence:
        """Raises NotAllowedError, FieldError, PersonError."""
        _check_whose(context, given.staff_id)
        _lock(context)
        if given.last_day < given.first_day:
            raise FieldError("last_day", "終わりの日が、始まりの日より前です。")
        if given.last_day < context.day:
            raise FieldError("last_day", "もう過ぎた期間です。きょう以降の日を選んでください。")
        if given.last_day - given.first_day > LONGEST_ABSENCE:
            raise FieldError("last_day", "不在の期間は2年までです。長いときは、職に就く人を変えてください。")
        if not may_approve(given.staff_id):
            raise PersonError("決裁の役割のない職員の不在は、登録しなくて大丈夫です。")
        at_once = Absence.objects.filter(
            cancelled_at__isnull=True, first_day__lte=given.last_day, last_day__gte=given.first_day
        )
        if at_once.filter(staff_id=given.staff_id).exists():
            raise PersonError("その期間には、もう不在の登録があります。先に取り消してください。")
        if given.delegate_id:
            self._check_delegate(given, at_once)
        names = town_of(context)
        promised = at_once.filter(delegate_id=given.staff_id).values_list("staff_name", flat=True).first()
        if promised is not None:
            raise PersonError(
                f"この期間は{promised}さんの代理になっています。"
                "先に、代理をほかの職員に変えてもらってください。"
            )
        return Absence.objects.create(
            municipality_code=context.municipality_code,
            staff_id=given.staff_id,
            staff_name=names.name(given.staff_id),
            first_day=given.first_day,
            last_day=given.last_day,
            delegate_id=given.delegate_id,
            delegate_name=names.name(given.delegate_id) if given.delegate_id else "",
            reviewed=given.reviewed,
        )

    def _check_delegate(self, given: NewAbsence, at_once: Any) -> None:
        if given.delegate_id == given.staff_id:
            raise PersonError("自分を代理にはできません。ほかの職員を選んでください。")
        if not may_approve(given.delegate_id):
            raise PersonError("代理に選べるのは、決裁の役割のある職員だけです。")
        if at_once.filter(staff_id=given.delegate_id).exists():
            raise PersonError("選んだ代理の職員も、その期間は不在です。ほかの職員を選んでください。")

    def subject(self, given: NewAbsence, result: Absence) -> str:
        """Who is away."""
        return given.staff_id

    def details(self, given: NewAbsence, result: Absence) -> Mapping[str, Any]:
        """When, and who acts for them."""
        return {
            "from": result.first_day.isoformat(),
            "until": result.last_day.isoformat(),
            "delegate": result.delegate_id,
        }


class CancelAbsence(Action[AbsenceReference, Absence]):
    """Somebody is back earlier, or does not go."""

    name: ClassVar[str] = "approvals.cancel_absence"
    permission: ClassVar[str | None] = None

    def perform(self, context: Context, given: AbsenceReference) -> Absence:
        """Raises NotFoundHereError, NotAllowedError."""
        absence = Absence.objects.select_for_update().filter(uuid=given.uuid).first()
        if absence is None:
            raise NotFoundHereError
        _check_whose(context, absence.staff_id)
        if absence.cancelled_at is None:
            absence.cancelled_at = context.now
            absence.save(update_fields=["cancelled_at"])
        return absence

    def subject(self, given: AbsenceReference, result: Absence) -> str:
        """Who."""
        return result.staff_id


def _check_whose(context: Context, staff_id: str) -> None:
    own = context.actor.id == staff_id and context.actor.may(APPROVE)
    if not own and not context.actor.may(MANAGE):
        raise NotAllowedError(NotAllowedError.__doc__)


def _lock(context: Context) -> None:
    """Two who are registered at once must see each other."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [context.municipality_code])
