"""Applications that were taken back in the マイナポータル itself, while they are open here."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q

from madoguchi.core import tenancy
from madoguchi.core.actions import Context, run
from madoguchi.engines.cases.api import Case
from madoguchi.engines.portal.api import PortalFollower, follow_portal
from madoguchi.journeys.online_application.models import Application, ApplicationState
from madoguchi.journeys.online_application.office.actions.from_portal import TakeBackFromPortal


def open_numbers(municipality_code: str) -> Sequence[str]:
    """The numbers of applications that wait for a clerk, or have a case that is not finished."""
    unfinished = Case.objects.filter(source_uuid=OuterRef("uuid"), closed_at__isnull=True)
    with tenancy.municipality(municipality_code):
        open_ = Application.objects.exclude(portal_number="").filter(
            Q(state=ApplicationState.HELD) | Q(Exists(unfinished), state=ApplicationState.OPENED)
        )
        return list(open_.values_list("portal_number", flat=True))


def taken_back(context: Context, number: str) -> None:
    """It is taken back here too."""
    run(TakeBackFromPortal(), context, number)


follow_portal(PortalFollower(open_numbers, taken_back))
