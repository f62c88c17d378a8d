"""What came home from the board, and what the person gets."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from madoguchi.core.accounts.access import NotPermittedError, who_may_call
from madoguchi.core.actions import Context
from madoguchi.engines.exchange.api import MessageNotFoundError, NotYourDeskError
from madoguchi.journeys.certification_board.api import (
    Certification,
    ContentUnreadableError,
    NoResultError,
    certification_of,
    insured_card_pdf,
    result_notice_pdf,
    said_lines,
)
from madoguchi.journeys.mandates.api import addressee_of
from madoguchi.lib.japanese.dates import format_both
from madoguchi.surfaces.staff_web.counter.views.papers import pdf
from madoguchi.surfaces.staff_web.site import context_of, packs

_CASE: Final = "case:"


@who_may_call("documents.print")
@require_safe
def result_notice(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """認定結果通知書: to the person, or where a checked mandate and the person want it."""
    del municipality_code
    return _printed(request, uuid, _addressed_notice, "result-notice.pdf")


@who_may_call("documents.print")
@require_safe
def insured_card(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """介護保険被保険者証."""
    del municipality_code
    return _printed(request, uuid, insured_card_pdf, "insured-card.pdf")


def _addressed_notice(context: Context, uuid: UUID) -> bytes:
    reference = certification_of(context, uuid).told.applied.reference
    lines: tuple[str, ...] = ()
    if reference.startswith(_CASE) and context.actor.may("cases.read"):
        with suppress(ValueError):
            lines = addressee_of(context, UUID(reference.removeprefix(_CASE)))
    return result_notice_pdf(context, uuid, lines)


def result_lines(context: Context, kind: str, uuid: UUID) -> list[tuple[str, str]]:
    """A board's result as lines of label and text; empty for every other message."""
    if kind not in {one.result for one in packs().boards.values()}:
        return []
    try:
        return _lines(certification_of(context, uuid))
    except (NoResultError, ContentUnreadableError):
        return []


def _lines(one: Certification) -> list[tuple[str, str]]:
    members = one.items.get("members")
    person = members[0] if isinstance(members, list) and members else {}
    named = {key: person[key] for key in ("person.name", "person.care_insured_number") if key in person}
    span = ""
    if one.valid_from is not None and one.valid_until is not None:
        span = f"{format_both(one.valid_from)}から{format_both(one.valid_until)}まで"
    return [
        *said_lines(named, packs().vocabulary),
        ("申請", one.rules.applications.get(one.told.applied.kind, "")),
        ("申請日", format_both(one.told.applied.applied_on)),
        ("審査会の日", format_both(one.told.decided_on)),
        ("判定", one.result.label),
        ("有効期間", span or "—"),
        ("認定審査会の意見", one.told.opinion or "—"),
    ]


def _printed(
    request: HttpRequest, uuid: UUID, make: Callable[[Context, UUID], bytes], name: str
) -> HttpResponse:
    try:
        return pdf(make(context_of(request, "認定結果の印刷"), uuid), name)
    except (MessageNotFoundError, NoResultError, ContentUnreadableError):
        raise Http404 from None
    except NotYourDeskError as refused:
        raise NotPermittedError(str(refused)) from None
