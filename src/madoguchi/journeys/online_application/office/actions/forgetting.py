"""Files of applications from which nothing came are not kept for ever."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings

from madoguchi.core.actions import Action, Context
from madoguchi.journeys.online_application.models import Application, ApplicationState, WaitingFile
from madoguchi.journeys.online_application.office.actions.arriving import PERMISSION
from madoguchi.journeys.online_application.office.applications import locked_application
from madoguchi.journeys.online_application.office.opening import forget_files

_OVER = (ApplicationState.REFUSED, ApplicationState.REPEATED, ApplicationState.WITHDRAWN)


class ForgetFiles(Action[UUID, int]):
    """Delete the files of an application that is over; how many. What was signed stays, as evidence."""

    name: ClassVar[str] = "online_application.forget_files"
    permission: ClassVar[str | None] = PERMISSION

    def perform(self, context: Context, given: UUID) -> int:
        """Once is enough; one that is not over keeps its files. Raises UnknownApplicationError."""
        application = locked_application(given)
        return forget_files(application) if application.state in _OVER else 0

    def subject(self, given: UUID, result: int) -> str:
        """The application."""
        return f"application:{given}"

    def details(self, given: UUID, result: int) -> Mapping[str, Any]:
        """How many."""
        return {"files": result}


def applications_to_forget(now: datetime) -> Sequence[UUID]:
    """The applications that are over and have kept files for `MADOGUCHI_REFUSED_FILES_DAYS`.

    To be called inside `tenancy.municipality(...)`.
    """
    until = now - timedelta(days=settings.MADOGUCHI_REFUSED_FILES_DAYS)
    kept = WaitingFile.objects.order_by().values("application")
    over = Application.objects.filter(
        pk__in=kept, received_at__lt=until, state__in=[state.value for state in _OVER]
    )
    return list(over.order_by("id").values_list("uuid", flat=True))
