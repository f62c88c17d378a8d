"""Who holds which post on a day, and who is away: read once for everything that asks on a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.db.models import Q

from madoguchi.core import clock
from madoguchi.core.accounts.models import StaffMember
from madoguchi.core.actions import Context
from madoguchi.core.packs import MunicipalityPack, load_packs_or_refuse
from madoguchi.engines.approvals.domain.authority import Away, Offices
from madoguchi.engines.approvals.models import Absence, PositionHolder


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


def day_of(context: Context) -> date:
    """The day of an action, in Japan."""
    return context.now.astimezone(clock.TOKYO).date()


def pack_of(context: Context) -> MunicipalityPack:
    """What holds in the municipality on the day of the action."""
    packs = load_packs_or_refuse(settings.MADOGUCHI_PACKS)
    return packs.for_municipality(context.municipality_code, day_of(context))


def town_of(context: Context) -> Town:
    """To be called inside `tenancy.municipality(...)`. Somebody who left holds nothing and is no delegate."""
    pack, day = pack_of(context), day_of(context)
    names = {
        f"staff:{number}": name
        for number, name in StaffMember.objects.filter(is_active=True).values_list("pk", "display_name")
    }
    holders: dict[tuple[str, str], list[str]] = {}
    rows = PositionHolder.objects.filter(Q(last_day__isnull=True) | Q(last_day__gte=day), first_day__lte=day)
    for position, desk, staff in rows.values_list("position", "desk_role", "staff_id"):
        of_post = holders.setdefault((position, desk), [])
        if staff in names and staff not in of_post:
            of_post.append(staff)
    away = {}
    absences = Absence.objects.filter(cancelled_at__isnull=True, last_day__gte=day, first_day__lte=day)
    for staff, delegate, reviewed in absences.values_list("staff_id", "delegate_id", "reviewed"):
        away[staff] = Away(delegate if delegate in names else "", reviewed)
    offices = Offices(pack.approvals.positions, {post: tuple(there) for post, there in holders.items()}, away)
    return Town(pack, day, offices, names)
