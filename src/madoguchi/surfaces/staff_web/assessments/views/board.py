"""Asking the board: what goes, and what was sent."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.actions import run
from madoguchi.engines.assessments.api import survey_view
from madoguchi.engines.exchange.api import NotYourDeskError as NotYourExchangeError
from madoguchi.engines.exchange.api import SentMessage, SentStatus
from madoguchi.journeys.care_certification.api import board_papers
from madoguchi.journeys.certification_board.api import (
    AskBoard,
    BoardRequest,
    NoBoardError,
    NothingToRecallError,
    PapersMissingError,
    Recall,
    RecallReasonMissingError,
    RecallRequest,
)
from madoguchi.lib.japanese.text import TextError
from madoguchi.surfaces.staff_web.assessments.views.common import (
    UnreadableDateError,
    asked_of_the_board,
    day_of,
    refusals,
)
from madoguchi.surfaces.staff_web.assessments.views.surveys import show_survey
from madoguchi.surfaces.staff_web.site import context_of, packs

_LONGEST = 4_000
_CHOOSE = "申請の種類と前の判定を選び直してください。"


@who_may_call("exchange.send")
@require_POST
@refusals
def ask(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """Send the case of a survey to the board; sent again before the board answers, it is one request."""
    context = context_of(request, "審査会への依頼")
    papers = board_papers(context, uuid)
    if papers.missing:
        return show_survey(request, uuid, 409, problem=f"先に済ませてください：{'、'.join(papers.missing)}")
    kind, before = request.POST.get("kind", ""), request.POST.get("before", "")
    rules = next(iter(packs().boards.values()))
    if kind not in rules.applications or (before and before not in rules.results):
        return show_survey(request, uuid, 422, problem=_CHOOSE, problem_at="board")
    earlier = asked_of_the_board(context, papers.reference, rules.request)
    try:
        given = BoardRequest(
            reference=papers.reference,
            kind=kind,
            applied_on=papers.applied_on,
            items=papers.items,
            survey=papers.survey,
            opinion=papers.opinion,
            first_stage=papers.first_stage,
            before=before,
            valid_until=day_of(request.POST.get("valid_until", "")),
            about=papers.person,
            board=rules.key,
            round_=round_of(earlier),
        )
        run(AskBoard(), context, given)
    except (NoBoardError, PapersMissingError, UnreadableDateError, NotYourExchangeError) as problem:
        return show_survey(request, uuid, 422, problem=str(problem), problem_at="board")
    messages.success(request, "審査会に依頼しました。「団体間の送付」で、届いたかどうかが分かります。")
    return HttpResponseRedirect(reverse("assessments:survey", args=[municipality_code, uuid]))


@who_may_call("exchange.send")
@require_POST
@refusals
def recall(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """Take the request back, as long as the board has not put it into a sitting."""
    context = context_of(request, "審査会への依頼の取り戻し")
    survey, rules = survey_view(context, uuid).survey, next(iter(packs().boards.values()))
    given = Recall(survey.subject, request.POST.get("reason", "")[:_LONGEST], rules.key)
    try:
        run(RecallRequest(), context, given)
    except (RecallReasonMissingError, TextError) as problem:
        return show_survey(request, uuid, 422, problem=str(problem), problem_at="recall")
    except (NoBoardError, NothingToRecallError, NotYourExchangeError) as problem:
        return show_survey(request, uuid, 409, problem=str(problem))
    messages.success(
        request, "取り戻しを審査会に知らせました。審査の予定に入る前なら戻ります。結果は、この画面に出ます。"
    )
    return HttpResponseRedirect(reverse("assessments:survey", args=[municipality_code, uuid]))


def round_of(earlier: tuple[SentMessage, ...]) -> int:
    """Which request this is: one more for each that the board sent back."""
    return 1 + sum(1 for one in earlier if one.state is SentStatus.REFUSED)
