"""A resident's way through one event: the address, the key in the browser, and where each page is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from madoguchi.core.accounts.access import ANYONE, who_may_call
from madoguchi.core.packs import LifeEvent, MunicipalityPack
from madoguchi.journeys.pre_application.api import (
    LOOK_UP,
    ROSTER_KEYS,
    SEEN,
    Application,
    DraftHandle,
    DraftNotFoundError,
    NoSuchEventError,
    NoSuchPageError,
    NoSuchPersonError,
    open_application,
)
from madoguchi.surfaces.resident_web import cookies
from madoguchi.surfaces.resident_web.addresses import address
from madoguchi.surfaces.resident_web.presentation.steps import Step, StepView, steps
from madoguchi.surfaces.resident_web.presentation.typed import typed_values
from madoguchi.surfaces.resident_web.site import event_or_404, pack_or_404, page

_NAMES: Mapping[str, str] = {"seen": SEEN, "look_up": LOOK_UP, "roster_keys": ROSTER_KEYS}
"""Names of inputs that the journey reads beside the fields."""


@dataclass(frozen=True)
class Way:
    """One resident's draft of one event, and the addresses of its pages."""

    request: HttpRequest
    pack: MunicipalityPack
    event: LifeEvent
    handle: DraftHandle

    def url(self, name: str, *arguments: object) -> str:
        """The address of a page of this event."""
        return address(name, self.pack.municipality.code, self.event.key, *arguments)

    @property
    def chosen_language(self) -> str:
        """The code of the language that the resident has chosen, also where this event has only Japanese."""
        return str(self.request.chosen_texts.language.code)  # type: ignore[attr-defined]

    def open(self) -> Application:
        """The application as it is now. Raises DraftNotFoundError."""
        application = open_application(self.handle)
        if application.state.event != self.event.key:
            raise DraftNotFoundError
        return application

    def next_question_url(self, application: Application) -> str:
        """The next open question, or the plan when there is none."""
        following = application.plan.next_question
        return self.url("plan") if following is None else self.url("question", following.item.key)

    def steps(self, now: Step) -> tuple[StepView, ...]:
        """The line on top of the page."""
        addresses: Mapping[Step, str] = {
            Step.QUESTIONS: self.url("questions"),
            Step.PLAN: self.url("plan"),
            Step.FILL: self.url("fill"),
            Step.REVIEW: self.url("review"),
        }
        return steps(now, addresses)

    def status_url(self) -> str:
        """Where an application that was sent is followed."""
        return address("status", self.pack.municipality.code)

    def page(self, template: str, now: Step, *, status: int = 200, **context: Any) -> HttpResponse:
        """A page of this event."""
        return page(
            self.request,
            template,
            self.pack.municipality,
            status=status,
            event=self.event,
            steps=self.steps(now),
            names=_NAMES,
            **context,
        )


WayView = Callable[..., HttpResponse]


def on_the_way(*methods: str) -> Callable[[WayView], WayView]:
    """A view of one event's draft: `view(way, **arguments of the address)`, for the methods named.

    Without a draft that opens, the resident reads what happened, with everything that the browser just sent.
    A page that answers in another window have made disappear leads back to where there is one.
    """

    def decorate(view: WayView) -> WayView:
        @who_may_call(ANYONE)
        @require_http_methods(list(methods))
        @wraps(view)
        def guarded(
            request: HttpRequest, municipality_code: str, event_key: str, **arguments: Any
        ) -> HttpResponse:
            pack = pack_or_404(municipality_code)
            event = event_or_404(pack, event_key)
            try:
                handle = DraftHandle.from_cookie(municipality_code, cookies.read(request))
                way = Way(request, pack, event, handle)
                return view(way, **arguments)
            except DraftNotFoundError:
                return _not_found(request, pack, event)
            except (NoSuchPageError, NoSuchPersonError, NoSuchEventError):
                return HttpResponseRedirect(address("questions", municipality_code, event_key))

        return guarded

    return decorate


def _not_found(request: HttpRequest, pack: MunicipalityPack, event: LifeEvent) -> HttpResponse:
    return page(
        request,
        "expired.html",
        pack.municipality,
        status=410,
        start_url=address("start", pack.municipality.code, event.key),
        typed=typed_values(request.POST, pack.vocabulary) if request.method == "POST" else [],
    )
