"""What the pages of surveys and opinions share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict

from madoguchi.core import clock, tenancy
from madoguchi.core.actions import Context
from madoguchi.core.packs import Assessment
from madoguchi.core.vocabulary import Item, ItemType
from madoguchi.engines.assessments.api import (
    AssessmentUnknownError,
    NotYourAssessmentError,
    OpinionNotFoundError,
    SurveyNotFoundError,
    assessments,
    is_of_desk,
)
from madoguchi.engines.cases.api import CaseNotFoundError, NotYourDeskError
from madoguchi.engines.exchange.api import SentMessage, sent_of
from madoguchi.journeys.care_certification.api import NoAssessmentError

View = TypeVar("View", bound=Callable[..., HttpResponse])


class UnreadableDateError(ValueError):
    """日付は「2026-03-25」の形で、暦にある日を入れてください。"""


def refusals(view: View) -> View:
    """What is not there, and what is another desk's, as every page says it."""

    @wraps(view)
    def guarded(request: HttpRequest, *arguments: Any, **keywords: Any) -> HttpResponse:
        try:
            return view(request, *arguments, **keywords)
        except (
            SurveyNotFoundError,
            OpinionNotFoundError,
            CaseNotFoundError,
            NoAssessmentError,
            AssessmentUnknownError,
        ):
            raise Http404 from None
        except (NotYourAssessmentError, NotYourDeskError) as problem:
            raise PermissionDenied(str(problem)) from None

    return guarded  # type: ignore[return-value]


def own_assessment(context: Context) -> Assessment:
    """The assessment of the person's desk. Raises NotYourAssessmentError when there is none."""
    own = next((one for one in assessments().values() if is_of_desk(context.actor, one)), None)
    if own is None:
        raise NotYourAssessmentError(NotYourAssessmentError.__doc__)
    return own


def asked_of_the_board(context: Context, reference: str, kind: str) -> tuple[SentMessage, ...]:
    """The requests that were sent to the board about a case, the latest last."""
    with tenancy.municipality(context.municipality_code):
        return tuple(one for one in sent_of(context, reference) if one.kind == kind)


def typed_value(item: Item, posted: QueryDict) -> Any:
    """What a form sends for an item, as JSON; None for nothing. What is no number stays text."""
    if item.multiple:
        return posted.getlist(item.key) or None
    text = posted.get(item.key, "").strip()
    if item.type is ItemType.INTEGER and text.isascii() and text.isdigit():
        return int(text[:9])
    return text or None


def day_of(text: str) -> date | None:
    """A day as a date field sends it; empty is none. Raises UnreadableDateError."""
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise UnreadableDateError(UnreadableDateError.__doc__) from None


def moment_of(text: str) -> datetime | None:
    """A day and time as the field sends it, in Japan. Raises UnreadableDateError."""
    if not text.strip():
        return None
    try:
        return datetime.fromisoformat(text.strip()).replace(tzinfo=clock.TOKYO)
    except ValueError:
        raise UnreadableDateError(UnreadableDateError.__doc__) from None
