"""What officials do with the tasks of a case: each button of its page."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from madoguchi.core import tenancy
from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.actions import NotAllowedError, run
from madoguchi.engines.cases.api import CaseStep, StepNotPossibleError
from madoguchi.engines.flows.api import (
    ClaimTask,
    FinishTask,
    FlowNotFoundError,
    LookAgain,
    MoveTask,
    NotYourTaskError,
    ReasonMissingError,
    ReleaseTask,
    ResultMissingError,
    RunReference,
    StepHeldError,
    TaskKind,
    TaskMoving,
    TaskNotFoundError,
    TaskOverError,
    TaskReference,
    TaskResult,
    flow_story,
)
from madoguchi.journeys.flow_work.api import subject_of
from madoguchi.journeys.online_application.office.api import FieldUnknownError, NameWhatToCorrect
from madoguchi.lib.japanese.text import TextError
from madoguchi.surfaces.staff_web.flows.presentation.case_flow import desk_label, step_label
from madoguchi.surfaces.staff_web.flows.presentation.over import over_words
from madoguchi.surfaces.staff_web.flows.trying import Tried
from madoguchi.surfaces.staff_web.presentation.asking_applicants import question_of
from madoguchi.surfaces.staff_web.site import context_of, pack_or_404
from madoguchi.surfaces.staff_web.views.cases import show_case

_LONGEST_NOTE = 4_000


@who_may_call("cases.work")
@require_POST
def finish(request: HttpRequest, municipality_code: str, uuid: UUID, task: UUID) -> HttpResponse:
    """A step is done with the pressed result. What was written is never lost, whoever was faster."""
    result = request.POST.get("result", "")[:80]
    note = _note(request)

    def do() -> str:
        context = context_of(request, "手順を終える")
        # One transaction: what is in question, and the step of the flow that asks the applicant about it.
        with tenancy.municipality(municipality_code):
            if _asks_applicant(request, uuid, task, result):
                run(NameWhatToCorrect(), context, question_of(request.POST, CaseStep(uuid, note)))
            done = run(FinishTask(), context, TaskResult(task, result, note))
        return f"「{step_label(done)}」を終えました。{_what_follows(request, municipality_code, uuid)}"

    return _done(request, municipality_code, uuid, do, Tried(task, note=note, result=result), goes_on=True)


@who_may_call("cases.work")
@require_POST
def claim(request: HttpRequest, municipality_code: str, uuid: UUID, task: UUID) -> HttpResponse:
    """Take a task up."""

    def do() -> str:
        taken = run(ClaimTask(), context_of(request, "手順に取りかかる"), TaskReference(task))
        return f"「{step_label(taken)}」に取りかかりました。ほかの人にも、あなたの名前が見えます。"

    return _done(request, municipality_code, uuid, do, Tried(task, note=_note(request)))


@who_may_call("cases.work")
@require_POST
def release(request: HttpRequest, municipality_code: str, uuid: UUID, task: UUID) -> HttpResponse:
    """Give a task back to its desk."""

    def do() -> str:
        free = run(ReleaseTask(), context_of(request, "手順を課に戻す"), TaskReference(task))
        return f"「{step_label(free)}」を課に戻しました。課のだれでも取りかかれます。"

    return _done(request, municipality_code, uuid, do, Tried(task, note=_note(request)))


@who_may_call("cases.assign")
@require_POST
def move(request: HttpRequest, municipality_code: str, uuid: UUID, task: UUID) -> HttpResponse:
    """Give a task to another desk of the municipality."""
    pack = pack_or_404(municipality_code)
    desk = request.POST.get("desk", "")
    if desk not in pack.desks:
        raise Http404
    note = _note(request)

    def do() -> str:
        given = run(MoveTask(), context_of(request, "手順をほかの課に渡す"), TaskMoving(task, desk, note))
        return f"「{step_label(given)}」を{desk_label(desk, pack)}に渡しました。"

    return _done(request, municipality_code, uuid, do, Tried(task, moving=note, desk=desk))


@who_may_call("cases.work")
@require_POST
def again(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """Try again what did not go on."""
    try:
        row = run(LookAgain(), context_of(request, "止まった流れ"), RunReference(subject_of(uuid)))
    except FlowNotFoundError:
        raise Http404 from None
    if row is not None and row.trouble:
        messages.warning(request, f"まだ進めません。{row.trouble}")
    else:
        messages.success(request, "流れが進みました。")
    return HttpResponseRedirect(reverse("staff_web:case", args=[municipality_code, uuid]))


def _done(
    request: HttpRequest,
    municipality_code: str,
    uuid: UUID,
    do: Callable[[], str],
    tried: Tried,
    *,
    goes_on: bool = False,
) -> HttpResponse:
    """Do it and go back to the case; what went wrong stands on the page with what was written.

    `goes_on`: the case offers the next task of the same desk.
    """
    story = flow_story(context_of(request, "手順の確認"), subject_of(uuid))
    task = next((one for one in story.tasks if one.uuid == tried.task), None) if story is not None else None
    if task is None:
        # A task of another case under this one's address.
        raise Http404
    try:
        said = do()
    except TaskNotFoundError:
        raise Http404 from None
    except (FieldUnknownError, ReasonMissingError, ResultMissingError, StepHeldError, TextError) as problem:
        return show_case(request, municipality_code, uuid, 422, problem=str(problem), tried=tried)
    except TaskOverError as over:
        said = over_words(context_of(request, "手順の確認"), uuid, over)
        return show_case(request, municipality_code, uuid, 409, problem=said, tried=tried.late())
    except (NotYourTaskError, NotAllowedError, StepNotPossibleError) as problem:
        return show_case(request, municipality_code, uuid, 409, problem=str(problem), tried=tried.late())
    messages.success(request, said)
    address = reverse("staff_web:case", args=[municipality_code, uuid])
    return HttpResponseRedirect(f"{address}?{urlencode({'done': task.desk_role})}" if goes_on else address)


def _asks_applicant(request: HttpRequest, uuid: UUID, task: UUID, result: str) -> bool:
    """Whether the pressed result asks the applicant to put something right."""
    story = flow_story(context_of(request, "手順の確認"), subject_of(uuid))
    standing = () if story is None else story.standing
    return any(
        one.uuid == task and result in story.flow.step(one.step).corrections for one in standing if story
    )


def _what_follows(request: HttpRequest, municipality_code: str, uuid: UUID) -> str:
    """Who has the case now: the open steps of people with their desks; for what it waits where there are
    none.
    """
    story = flow_story(context_of(request, "手順の確認"), subject_of(uuid))
    if story is None:
        return ""
    if story.run.trouble:
        return "このあとの処理が止まっています。理由は下にあります。"
    if story.run.ended_at is not None:
        return "この案件の流れは終わりです。"
    pack = pack_or_404(municipality_code)
    following = [
        f"「{step_label(task)}」（{desk_label(task.desk_role, pack)}）"
        for task in story.standing
        if task.kind == TaskKind.PERSON.value
    ]
    if following:
        return f"次は{'、'.join(following)}です。"
    waiting = [f"「{step_label(task)}」" for task in story.standing]
    return f"いまは{'、'.join(waiting)}を待っています。ここですることはありません。" if waiting else ""


def _note(request: HttpRequest) -> str:
    return request.POST.get("note", "")[:_LONGEST_NOTE]
