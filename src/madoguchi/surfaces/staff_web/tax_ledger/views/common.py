"""What the pages of the tax ledger have in common."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from madoguchi.core.accounts.access import NotPermittedError, who_may_call
from madoguchi.core.actions import Context
from madoguchi.engines.tax_ledger.api import (
    READ,
    WORK,
    LedgerNotFoundError,
    NotYourDeskError,
    check_reading,
)
from madoguchi.surfaces.staff_web.site import context_of, desk_page, signed_in

PURPOSE = "課税台帳整備"
View = Callable[..., HttpResponseBase]


def for_desk(permission: str) -> Callable[[View], View]:
    """Guard a view with a permission; what is not there is a 404, another desk's work a 403."""

    def decorate(view: View) -> View:
        @who_may_call(permission)
        @wraps(view)
        def guarded(request: HttpRequest, *arguments: Any, **keywords: Any) -> HttpResponseBase:
            try:
                check_reading(looking(request))
                _refuse_nul(request)
                return view(request, *arguments, **keywords)
            except LedgerNotFoundError:
                raise Http404 from None
            except NotYourDeskError as problem:
                raise NotPermittedError(str(problem)) from None

        return guarded

    return decorate


def _refuse_nul(request: HttpRequest) -> None:
    # No form of ours sends a NUL, and PostgreSQL takes none.
    for given in (request.GET, request.POST):
        if any("\0" in text for key, texts in given.lists() for text in (key, *texts)):
            raise BadRequest("NUL")


reading = for_desk(READ)
working = for_desk(WORK)


def looking(request: HttpRequest) -> Context:
    """The context of what is read and done here."""
    return context_of(request, PURPOSE)


def ledger_page(request: HttpRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """A page below `tax_ledger/`."""
    actor = signed_in(request).as_actor()
    return desk_page(
        request,
        f"tax_ledger/{template}",
        status=status,
        may_work=actor.may(WORK),
        may_print=actor.may("documents.print"),
        may_see_handover=actor.may("handover.read"),
        **context,
    )


def number_in(text: str) -> int:
    """A small whole number of an address; 0 for everything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0
