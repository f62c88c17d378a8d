"""What every page of the staff site needs: packs, the person, the frame, the context of actions."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.backends.utils import csrf_input

from madoguchi.core import clock
from madoguchi.core.accounts.models import StaffMember
from madoguchi.core.accounts.sign_in import SESSION_LAST_SEEN, SESSION_SIGNED_IN
from madoguchi.core.actions import Context
from madoguchi.core.packs import (
    MunicipalityPack,
    Packs,
    UnknownMunicipalityError,
    load_packs_or_refuse,
)
from madoguchi.surfaces.staff_web.counts import waiting_of
from madoguchi.surfaces.staff_web.navigation import desks_of, navigation_of
from madoguchi.surfaces.staff_web.templating import ENGINE


def packs() -> Packs:
    """The packs of this installation, loaded once per process."""
    return load_packs_or_refuse(settings.MADOGUCHI_PACKS)


def pack_or_404(municipality_code: str) -> MunicipalityPack:
    """What holds in the municipality today; Http404 when there is no such municipality here."""
    try:
        return packs().for_municipality(municipality_code)
    except UnknownMunicipalityError:
        raise Http404 from None


def signed_in(request: HttpRequest) -> StaffMember:
    """The member of staff; only for views that `who_may_call` guards with more than ANYONE."""
    member = request.user
    # `request.user` is lazy: isinstance sees through it, the type checker does not.
    if not isinstance(member, StaffMember):
        raise TypeError("this view is open to anyone: guard it with @who_may_call")
    return member


def context_of(request: HttpRequest, purpose: str) -> Context:
    """Whose data, who acts, when, and for what purpose (a few Japanese words, no names)."""
    actor = signed_in(request).as_actor()
    return Context(signed_in(request).municipality_code, actor, purpose=purpose)


def seconds_left(request: HttpRequest) -> tuple[int, int]:
    """Seconds until the session ends without another request, and whatever happens."""
    moment = clock.now().timestamp()
    signed_in_at = request.session.get(SESSION_SIGNED_IN, 0)
    unseen = moment - request.session.get(SESSION_LAST_SEEN, signed_in_at)
    whole = max(0, int(settings.MADOGUCHI_SESSION_HOURS * 3600 - (moment - signed_in_at)))
    return min(whole, max(0, int(settings.MADOGUCHI_IDLE_MINUTES * 60 - unseen))), whole


def frame(request: HttpRequest) -> dict[str, Any]:
    """The part of the template context that top bar and navigation show."""
    member = signed_in(request)
    pack = pack_or_404(member.municipality_code)
    actor = member.as_actor()
    idle, whole = seconds_left(request)
    waiting = waiting_of(context_of(request, "待っている件数"), pack)
    navigation = navigation_of(actor, pack, request.path, waiting)
    return {
        "municipality": pack.municipality,
        "member": member,
        "messages": get_messages(request),
        "counted": waiting,
        "own_desks": desks_of(actor, pack),
        "navigation": navigation,
        "waiting_places": [place for section in navigation for place in section.places if place.count],
        "may_search": actor.may("residents.search"),
        "may_scan": actor.may("counter_visit.open"),
        "may_survey": actor.may("assessments.survey"),
        "idle_seconds": idle,
        "session_seconds": whole,
        # Made once: each of a page's forms would otherwise get a token of its own.
        "csrf": csrf_input(request),
    }


def page(request: HttpRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """A page inside the frame; `template` is the file name below `staff_web/`.

    The person must be signed in. The page extends `staff_web/base.html`.
    """
    return render(request, f"staff_web/{template}", {**frame(request), **context}, status=status)


def desk_page(request: HttpRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """As `page` for what the desks read all day: the template is one of Jinja2, below `jinja2/staff_web/`."""
    values = {**frame(request), **context}
    return render(request, f"staff_web/{template}", values, status=status, using=ENGINE)


def bare_desk_page(request: HttpRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """As `bare_page`, with a template of Jinja2: it is a whole page by itself."""
    return render(request, f"staff_web/{template}", context, status=status, using=ENGINE)


def bare_page(request: HttpRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """A page without the frame, for people who are not signed in and for errors: `staff_web/bare.html`."""
    return render(request, f"staff_web/{template}", context, status=status)
