"""Surveys: the list, one with answers, held answers and findings, and what the desk decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from madoguchi.core import clock
from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.actions import Context, run
from madoguchi.engines.assessments.api import (
    ANSWER,
    DAY,
    NOTE,
    AssignSurvey,
    CompleteSurvey,
    ConfirmFinding,
    Correction,
    FieldRefusedError,
    FindingConfirmed,
    FindingGoneError,
    HeldAnswerNotFoundError,
    HeldDecision,
    JudgedAlreadyError,
    LostTablet,
    MarkTabletLost,
    NoSurveyorError,
    NotFinishedError,
    NotFittingError,
    ReasonMissingError,
    SendBackSurvey,
    SettleHeldAnswer,
    SurveyAssignment,
    SurveyClosedError,
    SurveyReason,
    SurveyStatus,
    SurveyView,
    WithdrawSurvey,
    answered,
    label_of,
    survey_list,
    survey_view,
    value_text,
)
from madoguchi.journeys.care_certification.api import request_form, what_is_missing
from madoguchi.lib.japanese.text import TextError
from madoguchi.surfaces.staff_web.assessments.views.common import (
    UnreadableDateError,
    asked_of_the_board,
    day_of,
    moment_of,
    own_assessment,
    refusals,
)
from madoguchi.surfaces.staff_web.site import context_of, desk_page, packs, signed_in

SHOWN = {"open": "調査中", "held": "決める答えあり", "completed": "調査済み", "withdrawn": "取りやめ"}
_LONGEST = 4_000
_DONE = {
    "complete": "調査を終えました。",
    "send_back": "調査員に戻しました。",
    "withdraw": "調査を取りやめました。",
    "lost": "タブレットをなくしたと記録しました。あとで届く答えは、預かって担当が決めます。",
}


@who_may_call("assessments.read")
@require_safe
@refusals
def survey_list_page(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """Surveys of the desk, by state."""
    del municipality_code
    context = context_of(request, "認定調査の一覧")
    assessment = own_assessment(context)
    shown = request.GET.get("show", "open")
    shown = shown if shown in SHOWN else "open"
    found = survey_list(context, shown)
    lines = [
        (survey, *answered(survey, assessment), found.held.get(survey.pk, 0)) for survey in found.surveys
    ]
    return desk_page(
        request,
        "assessments/surveys.html",
        lines=lines,
        tabs=[(key, label, found.counts.get(key, 0)) for key, label in SHOWN.items()],
        shown=shown,
        more=found.more,
    )


@who_may_call("assessments.read")
@require_safe
@refusals
def survey_page(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """One survey as one page."""
    del municipality_code
    return show_survey(request, uuid)


@who_may_call("assessments.work")
@require_POST
@refusals
def assign(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """Who goes, when and where."""
    posted = request.POST
    try:
        given = SurveyAssignment(
            uuid,
            posted.get("surveyor", "")[:80],
            moment_of(posted.get("visit_at", "")),
            posted.get("place", "")[:_LONGEST],
            posted.get("contact", "")[:_LONGEST],
            posted.get("instructions", "")[:_LONGEST],
            day_of(posted.get("due", "")),
        )
        survey = run(AssignSurvey(), context_of(request, "認定調査の割り当て"), given)
    except (NoSurveyorError, UnreadableDateError, TextError) as problem:
        return show_survey(request, uuid, 422, problem=str(problem))
    except SurveyClosedError as problem:
        return show_survey(request, uuid, 409, problem=str(problem))
    said = f"{survey.surveyor_name}さんに調査を頼みました。調査員の画面とタブレットに出ます。"
    if not survey.surveyor_id:
        said = "保存しました。調査員はまだいません。手順「認定調査を頼む」は、調査員が決まると終わります。"
    messages.success(request, said)
    return _back(municipality_code, uuid)


@who_may_call("assessments.work")
@require_POST
@refusals
def settle(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """Decide about one held answer."""
    try:
        held = UUID(request.POST.get("held", ""))
        decision = HeldDecision(uuid, held, take=request.POST.get("take") == "yes")
        run(SettleHeldAnswer(), context_of(request, "食い違う答えの決定"), decision)
    except (NotFittingError, FieldRefusedError, JudgedAlreadyError, SurveyClosedError) as problem:
        return show_survey(request, uuid, 409, problem=str(problem))
    except (HeldAnswerNotFoundError, ValueError):
        return show_survey(request, uuid, 409, problem=HeldAnswerNotFoundError.__doc__ or "")
    messages.success(request, "決めました。もう一方の答えも記録に残っています。")
    return _back(municipality_code, uuid)


@who_may_call("assessments.work")
@require_POST
@refusals
def confirm(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """Write down what came of looking into a finding."""
    given = FindingConfirmed(
        uuid,
        request.POST.get("group", "")[:60],
        request.POST.get("code", "")[:60],
        request.POST.get("note", "")[:_LONGEST],
    )
    try:
        run(ConfirmFinding(), context_of(request, "食い違いの確認"), given)
    except (ReasonMissingError, TextError) as problem:
        at = f"{given.group}.{given.code}"
        return show_survey(request, uuid, 422, problem=str(problem), problem_at=at)
    except FindingGoneError as problem:
        return show_survey(request, uuid, 409, problem=str(problem))
    messages.success(request, "確かめたことを記録しました。")
    return _back(municipality_code, uuid)


@who_may_call("assessments.work")
@require_POST
@refusals
def step(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """Finish, send back, call off, or write down that a tablet was lost."""
    context = context_of(request, "認定調査の処理")
    chosen, reason = request.POST.get("step", ""), request.POST.get("reason", "")[:_LONGEST]
    try:
        match chosen:
            case "complete":
                run(CompleteSurvey(), context, uuid)
            case "send_back":
                run(SendBackSurvey(), context, SurveyReason(uuid, reason))
            case "withdraw":
                run(WithdrawSurvey(), context, SurveyReason(uuid, reason))
            case "lost":
                run(MarkTabletLost(), context, LostTablet(uuid, UUID(request.POST.get("tablet", ""))))
            case _:
                raise Http404
    except (ReasonMissingError, TextError) as problem:
        return show_survey(request, uuid, 422, problem=str(problem), problem_at=chosen)
    except (NotFinishedError, SurveyClosedError) as problem:
        return show_survey(request, uuid, 409, problem=str(problem))
    except ValueError:
        return show_survey(request, uuid, 422, problem="タブレットを選び直してください。")
    messages.success(request, _DONE[chosen])
    return _back(municipality_code, uuid)


def show_survey(
    request: HttpRequest, uuid: UUID, status: int = 200, *, problem: str = "", problem_at: str = ""
) -> HttpResponse:
    """The page, with what went wrong."""
    context = context_of(request, "認定調査の確認")
    view = survey_view(context, uuid)
    may_send = signed_in(request).may("exchange.send") and view.survey.subject.startswith("case:")
    board = next(iter(packs().boards.values()), None) if may_send else None
    survey, form = view.survey, view.assessment.survey
    may_work = signed_in(request).may("assessments.work")
    done, total = answered(survey, view.assessment)
    latest = view.first_stages[0] if view.first_stages else None
    missing = what_is_missing(view)
    recalls = asked_of_the_board(context, survey.subject, board.recall) if board and board.recall else ()
    return desk_page(
        request,
        "assessments/survey.html",
        status=status,
        view=view,
        survey=survey,
        sections=_sections(view),
        day=survey.fields.get(DAY, ""),
        done=done,
        total=total,
        held=[
            (
                one,
                label_of(form, one.path),
                value_text(form, one.path, survey.fields.get(one.path)),
                value_text(form, one.path, one.value),
            )
            for one in view.held
        ],
        first_stage=latest,
        first_stage_is_old=latest is not None and view.first_stage is None,
        may_correct=may_work
        and survey.state is not SurveyStatus.WITHDRAWN
        and not (survey.state is SurveyStatus.COMPLETED and latest is not None),
        day_corrections=corrections_of(view).get(DAY, []),
        may_print=signed_in(request).may("documents.print"),
        first_stage_label=view.assessment.results[latest.result].label if latest else "",
        scores=[
            (section.number, section.label, latest.scores.get(section.key, ""))
            for section in view.assessment.survey.sections
            if latest and section.scored
        ],
        case=survey.subject.removeprefix("case:") if survey.subject.startswith("case:") else "",
        visit_at=survey.visit_at.astimezone(clock.TOKYO).strftime("%Y-%m-%dT%H:%M")
        if survey.visit_at
        else "",
        is_open=survey.state is SurveyStatus.OPEN,
        is_completed=survey.state is SurveyStatus.COMPLETED,
        may_work=may_work,
        missing=missing,
        sent_to_board=asked_of_the_board(context, survey.subject, board.request) if board else (),
        recalls=recalls,
        waits_for_recall=any(not one.state.is_settled for one in recalls[-1:]),
        board=board,
        asked_for=_asked_for(request, context, view) if board and may_work and not missing else {},
        problem=problem,
        problem_at=problem_at,
    )


def _asked_for(request: HttpRequest, context: Context, view: SurveyView) -> Mapping[str, str]:
    """What the form of the request to the board holds: what was written, else what is known."""
    if "kind" in request.POST:
        return {name: request.POST.get(name, "")[:40] for name in ("kind", "before", "valid_until")}
    known = request_form(context, view)
    until = "" if known.valid_until is None else known.valid_until.isoformat()
    return {"kind": known.kind, "before": known.before, "valid_until": until}


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """A correction with its answers in words."""

    row: Correction
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One item of the form: its answer and note, and what officials put right of both."""

    number: str
    label: str
    path: str
    note_path: str
    answer: str
    note: str
    corrections: list[CorrectionLine]


def corrections_of(view: SurveyView) -> dict[str, list[CorrectionLine]]:
    """What officials put right, by path, in the order in which it happened."""
    form = view.assessment.survey
    found: dict[str, list[CorrectionLine]] = {}
    for row in view.corrections:
        was, became = (value_text(form, row.path, one) or "答えなし" for one in (row.before, row.after))
        found.setdefault(row.path, []).append(CorrectionLine(row, was, became))
    return found


def _sections(view: SurveyView) -> list[tuple[str, str, list[AnswerLine]]]:
    """Number and label of each section, with its lines."""
    fields, corrected = view.survey.fields, corrections_of(view)
    form = view.assessment.survey
    return [
        (
            section.number,
            section.label,
            [
                AnswerLine(
                    one.number,
                    one.item.label,
                    path := ANSWER + one.item.key,
                    note_path := NOTE + one.item.key,
                    value_text(form, path, fields.get(path)),
                    fields.get(note_path, ""),
                    [*corrected.get(path, []), *corrected.get(note_path, [])],
                )
                for one in section.items
            ],
        )
        for section in form.sections
    ]


def _back(municipality_code: str, uuid: UUID) -> HttpResponse:
    return HttpResponseRedirect(reverse("assessments:survey", args=[municipality_code, uuid]))
