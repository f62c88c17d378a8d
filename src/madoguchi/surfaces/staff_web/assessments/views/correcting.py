"""An answer of a survey is put right at the desk."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.actions import run
from madoguchi.core.packs import FormItem
from madoguchi.engines.assessments.api import (
    ANSWER,
    DAY,
    LONGEST_NOTE,
    NOTE,
    AnswerCorrection,
    ChangedMeanwhileError,
    CorrectAnswer,
    FieldRefusedError,
    JudgedAlreadyError,
    NothingCorrectedError,
    ReasonMissingError,
    SurveyClosedError,
    SurveyView,
    label_of,
    survey_view,
)
from madoguchi.lib.japanese.text import TextError
from madoguchi.surfaces.staff_web.assessments.views.common import refusals, typed_value
from madoguchi.surfaces.staff_web.assessments.views.surveys import corrections_of
from madoguchi.surfaces.staff_web.site import context_of, desk_page

_LONGEST = 4_000


@who_may_call("assessments.work")
@require_http_methods(["GET", "HEAD", "POST"])
@refusals
def correct(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """One field: what is there, what it is to be, why. What was typed stays when it is refused."""
    context = context_of(request, "認定調査の訂正")
    view = survey_view(context, uuid)
    path = (request.POST or request.GET).get("field", "")
    one = _item_of(view, path)
    if one is None and path != DAY:
        raise Http404
    if request.method != "POST":
        return _show(request, view, path, one, view.survey.fields.get(path))
    value = _typed(request, path, one)
    reason, seen = request.POST.get("reason", "")[:_LONGEST], request.POST.get("seen", "")
    try:
        given = AnswerCorrection(uuid, path, value, reason, int(seen[:9]) if seen.isdecimal() else 0)
        survey = run(CorrectAnswer(), context, given)
    except (FieldRefusedError, NothingCorrectedError) as problem:
        return _show(request, view, path, one, value, reason, 422, str(problem), "value")
    except (ReasonMissingError, TextError) as problem:
        return _show(request, view, path, one, value, reason, 422, str(problem), "reason")
    except (ChangedMeanwhileError, JudgedAlreadyError, SurveyClosedError) as problem:
        return _show(request, view, path, one, value, reason, 409, str(problem))
    said = f"{label_of(view.assessment.survey, path)}を直しました。前の答えも記録に残っています。"
    checks = survey_view(context, survey.uuid).open_checks
    messages.success(request, said + (f"確かめることが{checks}件あります。" if checks else ""))
    return HttpResponseRedirect(reverse("assessments:survey", args=[municipality_code, uuid]))


def _item_of(view: SurveyView, path: str) -> FormItem | None:
    kind, _, key = path.partition(":")
    return view.assessment.survey.items.get(key) if f"{kind}:" in (ANSWER, NOTE) else None


def _beside(path: str) -> tuple[str, str] | None:
    """The note of an answer and the answer of a note, with the words of the link to it."""
    kind, _, key = path.partition(":")
    if f"{kind}:" == ANSWER:
        return NOTE + key, "この項目の特記事項を直す"
    return (ANSWER + key, "この項目の答えを直す") if f"{kind}:" == NOTE else None


def _typed(request: HttpRequest, path: str, one: FormItem | None) -> object:
    if one is not None and path.startswith(ANSWER):
        return typed_value(one.item, request.POST)
    return request.POST.get("value", "").strip()[: LONGEST_NOTE + 1] or None


def _show(
    request: HttpRequest,
    view: SurveyView,
    path: str,
    one: FormItem | None,
    value: object,
    reason: str = "",
    status: int = 200,
    problem: str = "",
    problem_at: str = "",
) -> HttpResponse:
    return desk_page(
        request,
        "assessments/correction.html",
        status=status,
        survey=view.survey,
        path=path,
        label=label_of(view.assessment.survey, path),
        one=one if path.startswith(ANSWER) else None,
        is_day=path == DAY,
        other=_beside(path),
        value=value,
        reason=reason,
        longest_note=LONGEST_NOTE,
        corrections=corrections_of(view).get(path, []),
        copies=[copy for copy in view.copies if copy.lost_at is None],
        judged=bool(view.first_stages),
        problem=problem,
        problem_at=problem_at,
    )
