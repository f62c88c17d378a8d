"""One case: its story, its data and documents, and what can be done with it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from madoguchi.core import clock
from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.actions import Action, run
from madoguchi.engines.cases.api import (
    AddNote,
    Case,
    CaseNotFoundError,
    CaseStep,
    FinishCase,
    NoteMissingError,
    NotYourDeskError,
    ReturnCase,
    StartCase,
    Status,
    StepNotPossibleError,
    case_story,
    may_work_on,
)
from madoguchi.journeys.counter_visit.api import VisitDocument, VisitNotFoundError, documents_of
from madoguchi.lib.japanese.text import TextError
from madoguchi.surfaces.staff_web.navigation import desk_names
from madoguchi.surfaces.staff_web.presentation.answers import answer_groups
from madoguchi.surfaces.staff_web.presentation.inboxes import line_of
from madoguchi.surfaces.staff_web.site import context_of, pack_or_404, page, signed_in

_STEPS: dict[str, type[Action[CaseStep, Case]]] = {
    "start": StartCase,
    "finish": FinishCase,
    "return": ReturnCase,
    "note": AddNote,
}
_DONE = {
    "start": "処理を始めました。担当はあなたです。",
    "finish": "完了しました。",
    "return": "窓口に差し戻しました。",
    "note": "メモを加えました。",
}
_LONGEST_NOTE = 4_000


@who_may_call("cases.read")
@require_safe
def case_page(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """The case as one page."""
    return _show(request, municipality_code, uuid)


@who_may_call("cases.work")
@require_POST
def step(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """Start, finish, return, note. What was written stays in its field when the step is not possible."""
    chosen = request.POST.get("step", "")
    if chosen not in _STEPS:
        raise Http404
    note = request.POST.get("note", "")[:_LONGEST_NOTE]
    try:
        run(_STEPS[chosen](), context_of(request, "案件の処理"), CaseStep(uuid, note))
    except CaseNotFoundError:
        raise Http404 from None
    except (NoteMissingError, TextError) as problem:
        return _show(
            request, municipality_code, uuid, status=422, problem=str(problem), problem_at=chosen, note=note
        )
    except (StepNotPossibleError, NotYourDeskError) as problem:
        return _show(
            request, municipality_code, uuid, status=409, problem=str(problem), problem_at="", note=note
        )
    messages.success(request, _DONE[chosen])
    return HttpResponseRedirect(reverse("staff_web:case", args=[municipality_code, uuid]))


def _show(
    request: HttpRequest,
    municipality_code: str,
    uuid: UUID,
    *,
    status: int = 200,
    problem: str = "",
    problem_at: str = "",
    note: str = "",
) -> HttpResponse:
    context = context_of(request, "案件の確認")
    try:
        story = case_story(context, uuid)
    except CaseNotFoundError:
        raise Http404 from None
    case, pack = story.case, pack_or_404(municipality_code)
    desk = pack.desks.get(case.desk_role)
    actor = signed_in(request).as_actor()
    may_work = actor.may("cases.work") and may_work_on(actor, case)
    procedure = pack.procedures.get(case.procedure_key)
    return page(
        request,
        "case.html",
        status=status,
        case=case,
        line=line_of(case, clock.today()),
        events=story.events,
        groups=answer_groups(case.data, pack.vocabulary),
        documents=_documents(request, case),
        desk=desk,
        desk_label=desk_names(desk, pack) if desk else case.desk_role,
        procedure=procedure,
        may_work=may_work,
        may_start=may_work and case.state in (Status.OPEN, Status.RETURNED),
        may_finish=may_work and case.state in (Status.OPEN, Status.WORKING),
        held_by_other=case.state is Status.WORKING and case.worked_by != actor.id,
        may_see_visit=actor.may("counter_visit.open"),
        problem=problem,
        problem_at=problem_at,
        note=note,
    )


def _documents(request: HttpRequest, case: Case) -> tuple[VisitDocument, ...] | None:
    """The papers made for this procedure (and person); None for whom may not open them."""
    if case.visit_uuid is None or not signed_in(request).may("documents.print"):
        return None
    try:
        papers = documents_of(context_of(request, "案件の書類"), case.visit_uuid)
    except VisitNotFoundError:
        return ()
    return tuple(
        paper
        for paper in papers
        if case.procedure_key in paper.procedures
        and (case.person_index is None or not paper.persons or case.person_index in paper.persons)
    )
