"""Who holds which post on a day, and who is away: read once for everything that asks on a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.db import connection
from django.db.models import Q, QuerySet

from madoguchi.core.accounts.models import StaffMember
from madoguchi.core.actions import Context
from madoguchi.core.packs import MunicipalityPack, load_packs_or_refuse
from madoguchi.engines.approvals.domain.authority import Away, Offices
from madoguchi.engines.approvals.models import Absence, PositionHolder

_HERE = "EXISTS (SELECT FROM accounts_staffmember WHERE is_active AND 'staff:' || id = {})"
_TODAY = f"""
SELECT true, position, desk_role, staff_id, false FROM approvals_positionholder
WHERE first_day <= %(day)s AND (last_day IS NULL OR last_day >= %(day)s) AND {_HERE.format("staff_id")}
UNION ALL
SELECT false, CASE WHEN {_HERE.format("delegate_id")} THEN delegate_id ELSE '' END, '', staff_id, reviewed
FROM approvals_absence
WHERE cancelled_at IS NULL AND first_day <= %(day)s AND last_day >= %(day)s
"""  # noqa: S608 - from code


@dataclass(frozen=True, slots=True)
class Town:
    """The offices of a municipality on a day, its pack, and the names of those who work there."""

    pack: MunicipalityPack
    day: date
    offices: Offices
    names: Mapping[str, str] = field(repr=False)

    def name(self, staff: str) -> str:
        """What somebody is called; a reference to nobody stays as it is."""
        return self.names.get(staff, staff)


def pack_of(context: Context) -> MunicipalityPack:
    """What holds in the municipality on the day of the action."""
    packs = load_packs_or_refuse(settings.MADOGUCHI_PACKS)
    return packs.for_municipality(context.municipality_code, context.day)


def town_of(context: Context) -> Town:
    """To be called inside `tenancy.municipality(...)`. Somebody who left holds nothing and is no delegate."""
    pack, day = pack_of(context), context.day
    names = {
        f"staff:{number}": name
        for number, name in StaffMember.objects.filter(is_active=True).values_list("pk", "display_name")
    }
    held = PositionHolder.objects.filter(_on(day)).values_list("position", "desk_role", "staff_id")
    gone = _absences(day).values_list("staff_id", "delegate_id", "reviewed")
    offices = _offices(
        pack,
        [one for one in held if one[2] in names],
        [(staff, delegate if delegate in names else "", reviewed) for staff, delegate, reviewed in gone],
    )
    return Town(pack, day, offices, names)


def offices_today(context: Context) -> Offices:
    """The offices of `town_of` alone, without anybody's name, in one statement."""
    day = context.day
    with connection.cursor() as cursor:
        cursor.execute(_TODAY, {"day": day})
        rows = cursor.fetchall()
    return _offices(
        pack_of(context),
        [(position, desk, staff) for holds, position, desk, staff, _ in rows if holds],
        [(staff, delegate, reviewed) for holds, delegate, _, staff, reviewed in rows if not holds],
    )


def _on(day: date) -> Q:
    return Q(last_day__isnull=True, first_day__lte=day) | Q(last_day__gte=day, first_day__lte=day)


def _absences(day: date) -> QuerySet[Absence]:
    return Absence.objects.filter(cancelled_at__isnull=True, last_day__gte=day, first_day__lte=day)


def _offices(
    pack: MunicipalityPack,
    held: Iterable[tuple[str, str, str]],
    gone: Iterable[tuple[str, str, bool]],
) -> Offices:
    """Of rows of position, desk and person, and of person, delegate and whether it is looked at later."""
    holders: dict[tuple[str, str], list[str]] = {}
    for position, desk, staff in held:
        of_post = holders.setdefault((position, desk), [])
        if staff not in of_post:
            of_post.append(staff)
    away = {staff: Away(delegate, reviewed) for staff, delegate, reviewed in gone}
    return Offices(pack.approvals.positions, {post: tuple(there) for post, there in holders.items()}, away)
