"""Applying from home: what for, papers, the card's signature, sending, the receipt."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect

from madoguchi.core.languages import say_day, say_error, say_list, translatable
from madoguchi.engines.cases.api import AttachmentRefusedError
from madoguchi.engines.forms.api import DraftFilesError
from madoguchi.engines.mailbox.api import MailboxError
from madoguchi.journeys.online_application.api import (
    AlreadySentError,
    Answers,
    Difference,
    MailUnreadableError,
    NothingToApplyForError,
    NotSignedError,
    Signature,
    SignerDiffersError,
    WantedPaper,
    add_file,
    begin_another,
    files_lost,
    files_of,
    paper_to_sign,
    papers_missing,
    papers_wanted,
    receipt,
    remove_file,
    send,
    signature_of,
    take_signature,
)
from madoguchi.journeys.pre_application.api import Application, choose, review
from madoguchi.lib.jpki import AnchorsUnusable, JpkiError
from madoguchi.lib.sealing import KeyUnusable
from madoguchi.surfaces.resident_web.presentation.brought import printable_papers
from madoguchi.surfaces.resident_web.presentation.online import (
    file_view,
    online_choices,
    paper_view,
    receipt_lines,
    say_moment,
    signature_view,
    with_application_last,
)
from madoguchi.surfaces.resident_web.presentation.steps import Step
from madoguchi.surfaces.resident_web.templating import said
from madoguchi.surfaces.resident_web.uploading import LARGEST_SIGNATURE, too_large, why_no_file
from madoguchi.surfaces.resident_web.views.filling import first_page
from madoguchi.surfaces.resident_web.views.prefill import offer_url
from madoguchi.surfaces.resident_web.way import Way, on_the_way

logger = logging.getLogger(__name__)

_NOTHING_CHOSEN = translatable("家から申請する手続きを、1つ以上選んでください。")
_WHICH_PAPER = translatable("どの書類かが選ばれていません。書類を選んで、もう一度ファイルを付けてください。")
_NOT_NOW = translatable("いまは送れません。入力した内容は残っています。少し待って、もう一度お試しください。")


@on_the_way("GET", "HEAD", "POST")
def start(way: Way) -> HttpResponse:
    """Which procedures, and what is needed for it; then the first page that is not complete."""
    application = way.open()
    if not application.plan.finished:
        return HttpResponseRedirect(way.next_question_url(application))
    choices = online_choices(application)
    chosen = set(way.request.POST.getlist("procedure")) & {choice.key for choice in choices}
    if way.request.method == "POST" and chosen:
        if receipt(way.handle) is not None:
            begin_another(way.handle)
        application = choose(way.handle, [one.key for one in choices if one.key in chosen], online=True)
        return HttpResponseRedirect(offer_url(way, application) or first_page(way, application))
    error = said(_NOTHING_CHOSEN) if way.request.method == "POST" else ""
    return _page(
        way,
        "start.html",
        Step.FILL,
        status=422 if error else 200,
        choices=choices,
        error=error,
        sent_url=way.url("online-done") if receipt(way.handle) is not None else "",
        back_url=way.url("plan"),
    )


@on_the_way("GET", "HEAD", "POST")
def files(way: Way) -> HttpResponse:
    """Papers that go with it: shown, added, taken away."""
    application, elsewhere = _ready(way)
    if elsewhere:
        return HttpResponseRedirect(elsewhere)
    answers, error = answers_of(application), ""
    wanted = papers_wanted(answers)
    if way.request.method == "POST":
        error = _change_files(way, wanted)
        if not error:
            return HttpResponseRedirect(way.url("online-files"))
    kept, lost = files_of(way.handle), files_lost(way.handle)
    missing = papers_missing(answers, kept)
    return _page(
        way,
        "files.html",
        status=422 if error else 200,
        printable=printable_papers(application, way.url),
        files=[file_view(one, wanted) for one in kept],
        lost=[file_view(one, wanted) for one in lost],
        hours=settings.MADOGUCHI_DRAFT_FILE_HOURS,
        papers=[paper_view(one, kept) for one in wanted],
        missing=len(missing),
        error=error,
        next_url="" if missing or lost else way.url("online-sign"),
        back_url=way.url("review"),
    )


def _change_files(way: Way, wanted: Sequence[WantedPaper]) -> str:
    """What was wrong; empty when it was done."""
    if gone := way.request.POST.get("remove", ""):
        known = {str(one.uuid) for one in (*files_of(way.handle), *files_lost(way.handle))}
        if gone in known:
            remove_file(way.handle, UUID(gone))
        return ""
    uploaded = way.request.FILES.get("file")
    if refused := too_large(way.request):
        return refused
    if uploaded is None:
        return why_no_file(way.request)
    which = way.request.POST.get("paper", "")
    if wanted and not which:
        return said(_WHICH_PAPER)
    paper = next((one for one in wanted if one.key == which), None)
    try:
        add_file(way.handle, uploaded.name or "", uploaded.read(), paper=paper)
    except (AttachmentRefusedError, DraftFilesError) as error:
        return say_error(error)
    return ""


@on_the_way("GET", "HEAD", "POST")
def sign(way: Way) -> HttpResponse:
    """Keep the file to sign, sign it with the card, send the signature: verified at once."""
    application, elsewhere = _ready(way)
    if elsewhere:
        return HttpResponseRedirect(elsewhere)
    if _lacks_files(way, application):
        return HttpResponseRedirect(way.url("online-files"))
    error = ""
    differences: Sequence[Difference] = ()
    if way.request.method == "POST":
        error, differences = _take(way, application)
        if not error:
            return HttpResponseRedirect(way.url("online-send"))
    else:
        paper_to_sign(answers_of(application))
    return _sign_page(way, 422 if error else 200, error, differences)


def _sign_page(way: Way, status: int, error: str, differences: Sequence[Difference] = ()) -> HttpResponse:
    return _page(
        way,
        "sign.html",
        status=status,
        error=error,
        differences=differences,
        paper_url=way.url("online-paper"),
        review_url=way.url("review"),
        back_url=way.url("online-files"),
    )


def _lacks_files(way: Way, application: Application) -> bool:
    """Whether papers are missing that must be there, or some are gone."""
    kept = files_of(way.handle)
    return bool(papers_missing(answers_of(application), kept) or files_lost(way.handle))


def _take(way: Way, application: Application) -> tuple[str, Sequence[Difference]]:
    """What was wrong with the signature: a message, and where card and form differ."""
    uploaded = way.request.FILES.get("signature")
    if uploaded is None:
        return why_no_file(way.request), ()
    try:
        take_signature(answers_of(application), uploaded.read(LARGEST_SIGNATURE))
    except SignerDiffersError as differs:
        return say_error(differs), differs.differences
    except JpkiError as refused:
        return say_error(refused), ()
    except DraftFilesError as gone:
        return say_error(gone), ()
    except AnchorsUnusable:
        logger.exception("no certification authority can be read")
        return said(_NOT_NOW), ()
    return "", ()


@on_the_way("GET", "HEAD")
def paper(way: Way) -> HttpResponse:
    """The file that the card signs."""
    application, elsewhere = _ready(way)
    if elsewhere or _lacks_files(way, application):
        return HttpResponseRedirect(elsewhere or way.url("online-files"))
    response = HttpResponse(paper_to_sign(answers_of(application)).signed, content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="shinsei.json"'
    return response


@on_the_way("GET", "HEAD", "POST")
def send_page(way: Way) -> HttpResponse:
    """Who signed and what goes where; then it is sent, once."""
    if way.request.method == "POST" and receipt(way.handle) is not None:
        return HttpResponseRedirect(way.url("online-done"))
    application, elsewhere = _ready(way)
    if elsewhere or _lacks_files(way, application):
        return HttpResponseRedirect(elsewhere or way.url("online-files"))
    known_mail = application.facts.case.get("contact.email", "")
    mail, error = way.request.POST.get("mail", str(known_mail)).strip(), ""
    try:
        signature = signature_of(answers_of(application))
        if way.request.method == "POST":
            send(answers_of(application), mail, way.chosen_language)
            return HttpResponseRedirect(way.url("online-done"))
    except AlreadySentError:
        return HttpResponseRedirect(way.url("online-done"))
    except (NotSignedError, SignerDiffersError, JpkiError):
        return HttpResponseRedirect(way.url("online-sign"))
    except AnchorsUnusable:
        logger.exception("no certification authority can be read")
        return _sign_page(way, 503, said(_NOT_NOW))
    except MailUnreadableError as refused:
        error = say_error(refused)
    except MailboxError as refused:
        return _send_page(way, application, signature, mail, 503, problem=say_error(refused))
    except KeyUnusable:
        logger.exception("the municipality has no key to seal to")
        return _send_page(way, application, signature, mail, 503, problem=said(_NOT_NOW))
    return _send_page(way, application, signature, mail, 422 if error else 200, error=error)


def _send_page(
    way: Way,
    application: Application,
    signature: Signature,
    mail: str,
    status: int,
    *,
    error: str = "",
    problem: str = "",
) -> HttpResponse:
    wanted = papers_wanted(answers_of(application))
    return _page(
        way,
        "send.html",
        status=status,
        signature=signature_view(signature),
        choices=[one for one in online_choices(application) if one.chosen],
        files=say_list(file_view(one, wanted).name for one in files_of(way.handle)),
        mail=mail,
        error=error,
        problem=problem,
        review_url=way.url("review"),
        back_url=way.url("online-sign"),
    )


@on_the_way("GET", "HEAD")
def done(way: Way) -> HttpResponse:
    """The receipt, to print or to write down; with `?download` as a text."""
    way.open()
    found = receipt(way.handle)
    if found is None:
        return HttpResponseRedirect(way.url("online-start"))
    status_url = way.status_url()
    if "download" in way.request.GET:
        lines = receipt_lines(found, way.pack.municipality.name, way.request.build_absolute_uri(status_url))
        response = HttpResponse(
            "".join(f"{line}\r\n" for line in lines), content_type="text/plain; charset=utf-8"
        )
        response["Content-Disposition"] = 'attachment; filename="shinsei-hikae.txt"'
        return response
    return _page(
        way,
        "done.html",
        receipt=found,
        sent_at=say_moment(found.sent_at, say_day),
        status_url=status_url,
        download_url=f"{way.url('online-done')}?download=1",
        discard_url=way.url("discard"),
        plan_url=way.url("plan"),
    )


def answers_of(application: Application) -> Answers:
    """What the journey from home needs of the application."""
    state = application.state
    return Answers(application.handle, application.plan, state.chosen, state.started_at)


def _ready(way: Way) -> tuple[Application, str]:
    """The application, and where to go first when it cannot be signed yet (or any more)."""
    whole = review(way.handle)
    application = whole.application
    if application.state.event != way.event.key:
        return application, way.url("start")
    if receipt(way.handle) is not None:
        return application, way.url("online-done")
    if not application.state.online:
        return application, way.url("online-start")
    if not whole.ready:
        return application, way.url("review")
    try:
        paper_to_sign(answers_of(application))
    except NothingToApplyForError:
        return application, way.url("online-start")
    return application, ""


def _page(
    way: Way, template: str, now: Step = Step.CODE, *, status: int = 200, **context: Any
) -> HttpResponse:
    line = with_application_last(way.steps(now))
    return way.page(f"online/{template}", now, status=status, line=line, **context)
