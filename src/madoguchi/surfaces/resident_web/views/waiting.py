"""How long it takes: at the counters now, on a usual day, and for the holder of a ticket."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.views.decorators.http import require_POST, require_safe

from madoguchi.core import clock
from madoguchi.core.accounts.access import ANYONE, who_may_call
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.core.languages import say, say_sentences, spoken
from madoguchi.core.packs import MunicipalityPack
from madoguchi.journeys.waiting import api as waiting
from madoguchi.surfaces.resident_web.addresses import address
from madoguchi.surfaces.resident_web.presentation.waiting import HallNow, hall_now, late_words
from madoguchi.surfaces.resident_web.site import pack_or_404, page
from madoguchi.surfaces.shared_web.security import framed_by, the_same_for_everybody
from madoguchi.surfaces.shared_web.sent import day_sent

_TEN_SECONDS = 10
_remembered: dict[tuple[str, str], tuple[float, str]] = {}
"""What the start page says of the counters, by municipality and language: asked once in a while, not for each
visitor.
"""


@who_may_call(ANYONE)
@require_safe
@the_same_for_everybody(_TEN_SECONDS)
def waiting_now(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """All halls: how many wait, for how long; `?day=` chooses whose usual course is shown."""
    pack = pack_or_404(municipality_code)
    halls = _halls(pack, day_sent(request.GET.get("day", "")))
    return page(
        request,
        "waiting.html",
        pack.municipality,
        halls=halls,
        ways={one.key: _ways(pack, one.key) for one in halls if one.late},
        home_url=_home(municipality_code),
    )


@who_may_call(ANYONE)
@require_safe
@framed_by(lambda municipality_code: pack_or_404(municipality_code).municipality.website)
@the_same_for_everybody(_TEN_SECONDS)
def waiting_embed(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """The same as a part of the municipality's own page, and of nobody else's."""
    pack = pack_or_404(municipality_code)
    return page(request, "waiting_embed.html", pack.municipality, halls=_halls(pack, None))


@who_may_call(ANYONE)
@require_safe
def phone(request: HttpRequest, municipality_code: str, follow: str) -> HttpResponse:
    """The page of a ticket. Without script it loads itself anew."""
    pack = pack_or_404(municipality_code)
    hall, view, seen = _ticket(municipality_code, follow)
    is_leaving = seen is not None and follow.lower() in seen.leaving
    return page(
        request,
        "waiting_phone.html",
        pack.municipality,
        view=view,
        ways=_ways(pack, hall) if view.status == waiting.TicketStatus.WAITING else [],
        status=200 if hall else 404,
        stream_url=waiting.stream_of(municipality_code, hall, follow, spoken().language.code) if hall else "",
        now_url=address("waiting-phone-now", municipality_code, follow),
        waiting_url=address("waiting", municipality_code),
        leave_url=address("waiting-phone-leave", municipality_code, follow),
        may_leave=view.status in waiting.MAY_LEAVE and not is_leaving,
        is_leaving=is_leaving,
        was_too_late=seen is not None and follow.lower() in seen.called,
    )


@who_may_call(ANYONE)
@require_safe
def phone_now(request: HttpRequest, municipality_code: str, follow: str) -> HttpResponse:
    """The same as a `state` of the stream, for a page that cannot follow it."""
    pack_or_404(municipality_code)
    hall, view, _ = _ticket(municipality_code, follow)
    if not hall:
        raise Http404
    return JsonResponse(waiting.phone_data(view), json_dumps_params={"ensure_ascii": False})


@who_may_call(ANYONE)
@require_POST
def leave(request: HttpRequest, municipality_code: str, follow: str) -> HttpResponse:
    """Its holder gives the ticket back; what became of it meanwhile stands on the page."""
    pack_or_404(municipality_code)
    found = waiting.of_follow(municipality_code, follow, public=True)
    if found is not None:
        context = Context(municipality_code, Actor.resident("ticket"), purpose="順番の取り消し")
        with suppress(waiting.TicketNotFoundError):
            run(waiting.WishToLeave(), context, waiting.Wish(found[0], follow.lower()))
    return HttpResponseRedirect(address("waiting-phone", municipality_code, follow))


def at_the_counters(pack: MunicipalityPack) -> str:
    """One sentence for the start page, of the last few seconds; empty where no hall has anything to tell."""
    key = (pack.municipality.code, spoken().language.code)
    moment, told = _remembered.get(key, (float("-inf"), ""))
    if time.monotonic() - moment < _TEN_SECONDS:
        return told
    told = _summary(pack)
    _remembered[key] = (time.monotonic(), told)
    return told


def _summary(pack: MunicipalityPack) -> str:
    waits: list[tuple[int, int]] = []
    people, late = 0, ""
    now = clock.now()
    for hall in pack.halls.values():
        seen = waiting.seen(pack.municipality.code, hall.key, public=True, follow="")
        shown = waiting.waiting_view(seen.payload if seen else None, hall, now)
        if seen is None or seen.old_since(now) or not shown["is_open"] or not shown["purposes"]:
            continue
        people += shown["waiting"]
        late = late or late_words(shown, hall)
        waits += [(one["low"], one["high"]) for one in shown["purposes"] if one["high"] is not None]
    if not waits:
        return ""
    time = waiting.say_wait(min(low for low, _ in waits), max(high for _, high in waits))
    told = say("いま{people}人が待っています。待つ時間のめやす：{time}。", people=people, time=time)
    return say_sentences(filter(None, [told, late]))


def _halls(pack: MunicipalityPack, day: date | None) -> list[HallNow]:
    code, now = pack.municipality.code, clock.now()
    # In Japanese: the page says each name in the language that is spoken, and marks what has none there.
    halls = waiting.halls_of(code).values()
    return [hall_now(hall, waiting.seen(code, hall.key, public=True, follow=""), now, day) for hall in halls]


def _ticket(code: str, follow: str) -> tuple[str, waiting.PhoneView, waiting.Seen | None]:
    """The hall (empty: none knows the ticket today), what its holder reads, and the state of the hall."""
    found = waiting.of_follow(code, follow, public=True)
    if found is None:
        return "", waiting.gone_view(), None
    key, seen = found
    hall = waiting.hall_in(code, key, spoken().language.code)
    old_since = seen.old_since(clock.now())
    view = hall and waiting.phone_view(seen.payload, waiting.follow_digest(follow), hall, old_since=old_since)
    return (key, view, seen) if view else ("", waiting.gone_view(), None)


def _ways(pack: MunicipalityPack, hall: str) -> list[tuple[str, str]]:
    """What one can do instead of waiting past closing: sentence and link (empty: none)."""
    code = pack.municipality.code
    calendars = pack.bookings.at_hall(hall)
    is_open = any(one.open_to_all for one in calendars)
    links = {
        "booking": address("booking-calendars", code) if is_open else _home(code),
        "quiet": f"{address('waiting', code)}#usual-{hall}",
    }
    return [(said, links.get(key, "")) for key, said in waiting.ways_now(may_book=bool(calendars))]


def _home(code: str) -> str:
    return address("home", code)
