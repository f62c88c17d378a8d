"""What the views of the counter share: context, addresses, and what becomes of the journey's refusals."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from madoguchi.core.accounts.access import NotPermittedError
from madoguchi.core.actions import Action, Context, NotAllowedError, run
from madoguchi.core.vocabulary import AnswersError
from madoguchi.journeys.counter_visit import api
from madoguchi.surfaces.staff_web.site import context_of, page

View = TypeVar("View", bound=Callable[..., HttpResponse])

Given = TypeVar("Given")

PURPOSE = "窓口での受付"
SIGN_AGAIN = "署名をもらったあとで内容が変わったため、署名を消しました。もう一度、署名をもらってください。"
FRAGMENT_HEADER = "X-Fragment"
"""Sent by the page's script: the answer goes into the page, it does not replace it."""


def at_the_counter(request: HttpRequest) -> Context:
    """Who acts, for the counter."""
    return context_of(request, PURPOSE)


def wants_fragment(request: HttpRequest) -> bool:
    """Whether the script asked, and wants only its piece of the page."""
    return FRAGMENT_HEADER in request.headers


def change_visit(request: HttpRequest, action: Action[Given, api.Visit], given: Given) -> api.Visit:
    """Run an action that changes a visit, and tell the clerk when the visitor's signature fell by it."""
    changed = run(action, at_the_counter(request), given)
    if changed.signature_fell:
        messages.warning(request, SIGN_AGAIN)
    return changed


def visit_url(municipality_code: str, visit: UUID, anchor: str = "") -> str:
    """The address of a visit, at a row."""
    address = reverse("counter:visit", args=[municipality_code, visit])
    return f"{address}#{anchor}" if anchor else address


def to_visit(municipality_code: str, visit: UUID, anchor: str = "") -> HttpResponseRedirect:
    """Go (back) to the visit."""
    response = HttpResponseRedirect(visit_url(municipality_code, visit, anchor))
    response.status_code = 303
    return response


def refusals(view: View) -> View:
    """Refusals of the journey as people meet them.

    What is not there becomes 404, what is not allowed 403; a visit that was closed or changed by somebody
    else is shown as it is now, with the message on top.
    """

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (api.VisitNotFoundError, api.ResidentNotFoundError):
            raise Http404 from None
        except NotAllowedError:
            raise NotPermittedError(NotPermittedError.__doc__) from None
        except AnswersError:
            return page(request, "counter/unreadable.html", status=409)
        except api.CounterVisitError as refusal:
            visit = kwargs.get("visit")
            if request.method != "POST" or not isinstance(visit, UUID):
                raise Http404 from None
            messages.error(request, str(refusal))
            return to_visit(str(kwargs["municipality_code"]), visit)

    return answered  # type: ignore[return-value]
