"""Following an application that was sent: by its number and the secret that only its sender has."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from madoguchi.core.accounts.access import ANYONE, who_may_call
from madoguchi.core.languages import say_error, translatable
from madoguchi.core.packs import MunicipalityPack
from madoguchi.engines.forms.api import SealedContentError
from madoguchi.engines.mailbox.api import MailboxError
from madoguchi.journeys.online_application.api import (
    Followed,
    NoSuchApplicationError,
    TooLateToWithdrawError,
    begin_correction,
    follow,
    withdraw,
)
from madoguchi.journeys.pre_application.api import (
    Application,
    NoSuchEventError,
    open_application,
    start_from,
)
from madoguchi.lib.sealing import KeyUnusable
from madoguchi.surfaces.resident_web import cookies
from madoguchi.surfaces.resident_web.addresses import address
from madoguchi.surfaces.resident_web.keyed_pages import keyed_page
from madoguchi.surfaces.resident_web.presentation.online import standing_view
from madoguchi.surfaces.resident_web.site import pack_or_404, page
from madoguchi.surfaces.resident_web.templating import said

logger = logging.getLogger(__name__)

_COOKIE = "follow"
_LONGEST = 60
_CANNOT_CORRECT = translatable(
    "この画面からは直せません。窓口に電話で聞いてください。送った内容は、役所にそのまま残っています。"
)
_NOT_NOW = translatable("いまは送れません。少し待って、もう一度お試しください。")


@who_may_call(ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def status(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """Ask for number and secret; they go into a cookie of these pages, never into an address."""
    pack = pack_or_404(municipality_code)
    number = request.POST.get("number", "").strip()[:_LONGEST]
    error = ""
    if request.method == "POST":
        secret = request.POST.get("secret", "").strip()[:_LONGEST]
        try:
            found = follow(municipality_code, number, secret)
        except NoSuchApplicationError as unknown:
            error = say_error(unknown)
        else:
            response = HttpResponseRedirect(address("status-application", municipality_code))
            response.set_cookie(
                _COOKIE,
                f"{found.number} {secret}".encode().hex(),
                path=address("status", municipality_code),
                secure=settings.MADOGUCHI_HTTPS,
                httponly=True,
                samesite="Lax",
            )
            return response
    return page(
        request,
        "online/status.html",
        pack.municipality,
        status=422 if error else 200,
        number=number,
        error=error,
        home_url=address("home", municipality_code),
        card_url=address("status-card", municipality_code),
    )


def _kept(municipality_code: str, cookie: str) -> Followed:
    """What number and secret of the cookie open. Raises NoSuchApplicationError."""
    try:
        number, _, secret = bytes.fromhex(cookie).decode().partition(" ")
    except ValueError:
        raise NoSuchApplicationError from None
    return follow(municipality_code, number, secret)


_following = keyed_page(_COOKIE, _kept, NoSuchApplicationError, without_key="status")


@_following("GET", "HEAD")
def followed(request: HttpRequest, pack: MunicipalityPack, found: Followed) -> HttpResponse:
    """Where the application stands, what the office says, what can be done now."""
    return _shown(request, pack, found)


@_following("GET", "HEAD", "POST")
def withdraw_page(request: HttpRequest, pack: MunicipalityPack, found: Followed) -> HttpResponse:
    """Ask, then send the wish to take the application back."""
    here = pack.municipality.code
    if request.method != "POST" and found.can_be_withdrawn:
        return page(
            request,
            "online/withdraw.html",
            pack.municipality,
            number=found.number,
            back_url=address("status-application", here),
        )
    try:
        if request.method == "POST":
            withdraw(found)
    except (TooLateToWithdrawError, MailboxError) as refused:
        return _shown(request, pack, found, problem=say_error(refused))
    except KeyUnusable:
        logger.exception("the municipality has no key to seal to")
        return _shown(request, pack, found, problem=said(_NOT_NOW))
    return HttpResponseRedirect(address("status-application", here))


@_following("POST")
def correct(request: HttpRequest, pack: MunicipalityPack, found: Followed) -> HttpResponse:
    """Open what was sent again, at the first page on which something is to be put right."""
    if not found.needs_correction:
        return HttpResponseRedirect(address("status-application", pack.municipality.code))
    here, event = pack.municipality.code, found.signed.event
    chosen = tuple(dict.fromkeys(one.procedure for one in found.signed.procedures))
    try:
        handle = start_from(here, event, found.facts(pack), chosen, online=True)
        begin_correction(handle, found)
        to = _page_to_correct(found, open_application(handle))
    except (SealedContentError, NoSuchEventError):
        return _shown(request, pack, found, problem=said(_CANNOT_CORRECT))
    response = HttpResponseRedirect(to)
    cookies.keep(response, here, event, handle.to_cookie())
    return response


@who_may_call(ANYONE)
@require_http_methods(["POST"])
def leave(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """Forget number and secret in this browser."""
    del request
    pack_or_404(municipality_code)
    response = HttpResponseRedirect(address("status", municipality_code))
    response.delete_cookie(_COOKIE, path=address("status", municipality_code), samesite="Lax")
    return response


def _page_to_correct(found: Followed, application: Application) -> str:
    """The page with the first answer to put right, or the review of all."""
    here, event = found.municipality_code, found.signed.event
    for wrong in () if found.standing is None else found.standing.fields_to_correct:
        for group in application.outline.groups:
            if any((one.item.key, one.person) == (wrong.item, wrong.person) for one in group.asked):
                return address("fill-group", here, event, group.key)
        if wrong.item in application.state.asked:
            return address("question", here, event, wrong.item)
    return address("review", here, event)


def _shown(
    request: HttpRequest, pack: MunicipalityPack, found: Followed, *, problem: str = ""
) -> HttpResponse:
    here = pack.municipality.code
    context: dict[str, Any] = {
        "view": standing_view(pack, found),
        "problem": problem,
        "correct_url": address("status-correct", here),
        "withdraw_url": address("status-withdraw", here),
        "leave_url": address("status-leave", here),
    }
    return page(
        request,
        "online/followed.html",
        pack.municipality,
        status=409 if problem else 200,
        **context,
    )
