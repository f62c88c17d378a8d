"""Where all applications of a card's owner stand, without number and secret."""

from __future__ import annotations

import logging

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from madoguchi.core.accounts.access import ANYONE, who_may_call
from madoguchi.core.languages import say_error, translatable
from madoguchi.core.packs import MunicipalityPack
from madoguchi.engines.forms.api import DraftHandle, DraftNotFoundError, discard_draft
from madoguchi.engines.mailbox.api import MailboxError
from madoguchi.journeys.online_application.api import ask_by_card, question_of, send_by_card
from madoguchi.lib.jpki import AnchorsUnusable, JpkiError
from madoguchi.lib.sealing import KeyUnusable
from madoguchi.surfaces.resident_web.addresses import address
from madoguchi.surfaces.resident_web.keyed_pages import keyed_page
from madoguchi.surfaces.resident_web.presentation.online import overview_view
from madoguchi.surfaces.resident_web.site import pack_or_404, page
from madoguchi.surfaces.resident_web.templating import said
from madoguchi.surfaces.resident_web.uploading import LARGEST_SIGNATURE, why_no_file

logger = logging.getLogger(__name__)

_COOKIE = "card"
_NOT_NOW = translatable("いまは問い合わせられません。少し待って、もう一度お試しください。")


@who_may_call(ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """What is needed; then a question of its own for this browser."""
    pack = pack_or_404(municipality_code)
    if request.method != "POST":
        back = address("status", municipality_code)
        return page(request, "online/card_start.html", pack.municipality, back_url=back)
    handle = ask_by_card(municipality_code, request.get_host())
    response = HttpResponseRedirect(address("status-card-sign", municipality_code))
    response.set_cookie(
        _COOKIE,
        handle.to_cookie(),
        path=address("status-card", municipality_code),
        secure=settings.MADOGUCHI_HTTPS,
        httponly=True,
        samesite="Lax",
    )
    return response


_asking = keyed_page(_COOKIE, DraftHandle.from_cookie, DraftNotFoundError, without_key="status-card")


@_asking("GET", "HEAD", "POST")
def sign(request: HttpRequest, pack: MunicipalityPack, handle: DraftHandle) -> HttpResponse:
    """A file for the card to sign, and the place to bring back what it made."""
    here, error = pack.municipality.code, ""
    if question_of(handle).sent_at is not None:
        return HttpResponseRedirect(address("status-card-list", here))
    if request.method == "POST":
        error = _send(request, handle)
        if not error:
            return HttpResponseRedirect(address("status-card-list", here))
    return page(
        request,
        "online/card_sign.html",
        pack.municipality,
        status=422 if error else 200,
        error=error,
        site=request.get_host(),
        file_url=address("status-card-file", here),
        back_url=address("status-card", here),
    )


def _send(request: HttpRequest, handle: DraftHandle) -> str:
    """What was wrong; empty when the question is on its way."""
    uploaded = request.FILES.get("signature")
    if uploaded is None:
        return why_no_file(request)
    try:
        send_by_card(handle, uploaded.read(LARGEST_SIGNATURE))
    except (JpkiError, MailboxError) as refused:
        return say_error(refused)
    except (AnchorsUnusable, KeyUnusable):
        logger.exception("no certification authority, or no key of the municipality")
        return said(_NOT_NOW)
    return ""


@_asking("GET", "HEAD")
def sign_in_file(request: HttpRequest, pack: MunicipalityPack, handle: DraftHandle) -> HttpResponse:
    """What the card is to sign."""
    del request, pack
    response = HttpResponse(question_of(handle).challenge, content_type="application/octet-stream")
    response["Content-Disposition"] = 'attachment; filename="sign-in.bin"'
    return response


@_asking("GET", "HEAD", "POST")
def listed(request: HttpRequest, pack: MunicipalityPack, handle: DraftHandle) -> HttpResponse:
    """All applications as the office tells them, or how far the question is; POST forgets it all."""
    here = pack.municipality.code
    if request.method == "POST":
        discard_draft(handle)
        response = HttpResponseRedirect(address("status", here))
        response.delete_cookie(_COOKIE, path=address("status-card", here), samesite="Lax")
        return response
    question = question_of(handle)
    if question.sent_at is None:
        return HttpResponseRedirect(address("status-card-sign", here))
    return page(
        request,
        "online/card_list.html",
        pack.municipality,
        applications=None if question.standings is None else overview_view(pack, question.standings),
        too_late=question.is_over,
        status_url=address("status", here),
        again_url=address("status-card", here),
    )
