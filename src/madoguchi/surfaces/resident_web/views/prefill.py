"""What the office knows, asked for with the card: consent, card, wait, choose what to take over.

A card that is not in this device's reach signs elsewhere: the resident takes a file with them and brings
another one back. Nothing of it needs a script.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect

from madoguchi.core.languages import say_error, spoken, translatable
from madoguchi.engines.mailbox.api import MailboxError
from madoguchi.journeys.pre_application.api import Application, Known, adopt, proposals
from madoguchi.journeys.prefill import api as prefill
from madoguchi.lib.jpki import AnchorsUnusable, JpkiError
from madoguchi.lib.sealing import KeyUnusable
from madoguchi.surfaces.resident_web.presentation.prefill import offer_view, proposed_view
from madoguchi.surfaces.resident_web.presentation.steps import Step
from madoguchi.surfaces.resident_web.uploading import LARGEST_SIGNATURE, too_large
from madoguchi.surfaces.resident_web.way import Way, on_the_way

logger = logging.getLogger(__name__)

_CONSENT = translatable("呼び出してよいときは、同意の印をつけてください。")
_NOT_NOW = translatable("いまは送れません。少し待ってから、もう一度ためしてください。")
_FILE = "signature"
_ENDED: Mapping[prefill.Stage, tuple[str, ...]] = {
    prefill.Stage.UNAVAILABLE: (
        translatable("役所で確かめられませんでした。いつもどおりに入力してください。"),
        translatable("気になるときは、窓口か電話で聞いてください。"),
    ),
    prefill.Stage.CARD_REFUSED: (
        translatable("このカードでは、ご本人だとわかりませんでした。カードの期限を見てください。"),
        translatable("いつもどおりに入力して進めます。"),
    ),
    prefill.Stage.TOO_LATE: (
        translatable("いまは、役所から返事がありません。夜や休みの日は、届かないことがあります。"),
        translatable("いつもどおりに入力して進めます。"),
    ),
}
_ONCE_MORE = frozenset({prefill.Stage.CARD_REFUSED, prefill.Stage.TOO_LATE})


def offered(application: Application) -> prefill.Offer | None:
    """What could be asked for; None where nothing could, or the installation does not ask."""
    if not settings.MADOGUCHI_PREFILL:
        return None
    found = prefill.offer(
        application.pack, application.plan, application.member_keys, application.state.chosen
    )
    return found or None


def offer_url(way: Way, application: Application) -> str:
    """Where the form begins with what the office knows, or has told; empty when it begins with typing."""
    if offered(application) is None:
        return ""
    stage = prefill.standing(way.handle).stage
    if stage is prefill.Stage.ANSWERED:
        return way.url("prefill-answer")
    declined = prefill.was_declined(application.state.content)
    return way.url("prefill") if stage is prefill.Stage.NONE and not declined else ""


@on_the_way("GET", "HEAD", "POST")
def offer_page(way: Way) -> HttpResponse:
    """What would be asked for and why; consent, or typing."""
    application = way.open()
    found = offered(application)
    if found is None:
        return HttpResponseRedirect(way.url("fill"))
    error = ""
    if way.request.method == "POST":
        if way.request.POST.get("use") == "none":
            prefill.decline(way.handle)
            return HttpResponseRedirect(way.url("form"))
        if way.request.POST.get("consent") == "yes":
            prefill.consent(way.handle, found, way.request.get_host())
            return HttpResponseRedirect(way.url("prefill-card"))
        error = spoken().say(_CONSENT)
    return way.page(
        "prefill_offer.html",
        Step.FILL,
        status=422 if error else 200,
        offer=offer_view(application, found),
        error=error,
        minutes=settings.MADOGUCHI_PREFILL_MINUTES,
        back_url=way.url("fill"),
    )


@on_the_way("GET", "HEAD", "POST")
def card_page(way: Way) -> HttpResponse:
    """A file for the card to sign, and the place to bring back what it made."""
    way.open()
    error = ""
    if way.request.method == "POST":
        error = _send(way)
        if not error:
            return HttpResponseRedirect(way.url("prefill-waiting"))
    elif prefill.standing(way.handle).stage is not prefill.Stage.TO_SIGN:
        return HttpResponseRedirect(way.url("prefill-waiting"))
    return way.page(
        "prefill_card.html",
        Step.FILL,
        status=422 if error else 200,
        error=error,
        minutes=settings.MADOGUCHI_PREFILL_MINUTES,
        site=way.request.get_host(),
        file_url=way.url("prefill-file"),
        back_url=way.url("prefill"),
        form_url=way.url("form"),
    )


def _send(way: Way) -> str:
    """Empty when the request is on its way, else what the resident reads."""
    if refused := too_large(way.request):
        return refused
    posted = way.request.FILES.get(_FILE)
    try:
        prefill.send(way.handle, b"" if posted is None else posted.read(LARGEST_SIGNATURE))
    except (AnchorsUnusable, KeyUnusable):
        logger.exception("no certification authority, or no key of the municipality")
        return spoken().say(_NOT_NOW)
    except (JpkiError, prefill.PrefillError, MailboxError) as error:
        return say_error(error)
    return ""


@on_the_way("GET", "HEAD")
def sign_in_file(way: Way) -> HttpResponse:
    """What the card is to sign."""
    way.open()
    try:
        content = prefill.challenge(way.handle)
    except prefill.NoRequestError:
        raise Http404 from None
    response = HttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = 'attachment; filename="sign-in.bin"'
    response["Cache-Control"] = "no-store"
    return response


@on_the_way("GET", "HEAD")
def waiting_page(way: Way) -> HttpResponse:
    """How far it is; leads on as soon as there is an answer."""
    way.open()
    standing = prefill.standing(way.handle)
    match standing.stage:
        case prefill.Stage.NONE:
            return HttpResponseRedirect(way.url("fill"))
        case prefill.Stage.TO_SIGN:
            return HttpResponseRedirect(way.url("prefill-card"))
        case prefill.Stage.ANSWERED:
            return HttpResponseRedirect(way.url("prefill-answer"))
        case prefill.Stage.WAITING:
            return way.page(
                "prefill_waiting.html",
                Step.FILL,
                fetched=standing.fetched,
                minutes=settings.MADOGUCHI_PREFILL_MINUTES,
                form_url=way.url("form"),
            )
    return way.page(
        "prefill_ended.html",
        Step.FILL,
        lines=[spoken().say(line) for line in _ENDED[standing.stage]],
        again_url=way.url("prefill") if standing.stage in _ONCE_MORE else "",
        form_url=way.url("form"),
    )


@on_the_way("GET", "HEAD", "POST")
def answer_page(way: Way) -> HttpResponse:
    """What the register says, to be taken over value by value."""
    application = way.open()
    answer = prefill.standing(way.handle).answer
    if answer is None or answer.outcome is not prefill.Outcome.ANSWERED:
        return HttpResponseRedirect(way.url("prefill-waiting"))
    known: Known = {None: answer.household} | dict(answer.people)
    if way.request.method == "POST":
        if way.request.POST.get("use") != "none":
            adopt(way.handle, known, way.request.POST.getlist("take"))
        prefill.forget(way.handle)
        prefill.decline(way.handle)
        return HttpResponseRedirect(way.url("form"))
    return way.page(
        "prefill_answer.html",
        Step.FILL,
        groups=proposed_view(application, proposals(application, known)),
        form_url=way.url("form"),
    )
