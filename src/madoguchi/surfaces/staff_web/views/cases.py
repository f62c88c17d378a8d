"""One case: its story, its data and documents, and what can be done with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.actions import Action, NotAllowedError, run
from madoguchi.engines.approvals.api import documents_about
from madoguchi.engines.cases.api import (
    AcceptCase,
    AddNote,
    AssignCase,
    Case,
    CaseAssignment,
    CaseHeldError,
    CaseNotFoundError,
    CaseStep,
    Channel,
    DecideCase,
    FinishCase,
    NoColleagueError,
    NoteMissingError,
    NotYourDeskError,
    RejectCase,
    RequestCorrection,
    ScanState,
    StartCase,
    Status,
    Step,
    StepNotPossibleError,
    WithdrawCase,
    case_story,
    is_possible,
    may_work_on,
)
from madoguchi.engines.exchange.api import sent_of
from madoguchi.engines.flows.api import FlowStory, flow_story
from madoguchi.journeys.between_authorities.api import MOVE_IN_NOTICE, is_to_be_notified
from madoguchi.journeys.care_certification.api import clock_of, may_assess
from madoguchi.journeys.counter_visit.api import VisitDocument, VisitNotFoundError, documents_of
from madoguchi.journeys.flow_work.api import subject_of
from madoguchi.journeys.mandates.api import acting_view
from madoguchi.journeys.online_application.office.api import (
    LONGEST_WORDS,
    AskForCorrection,
    FieldUnknownError,
    MessageApplicant,
    NotOnlineError,
)
from madoguchi.journeys.same_person.api import FAMILY_REGISTER
from madoguchi.journeys.tax_ledger.api import file_of_case
from madoguchi.lib.japanese.text import TextError
from madoguchi.surfaces.staff_web.approvals.presentation.documents import ListLine
from madoguchi.surfaces.staff_web.approvals.presentation.documents import line_of as line_of_document
from madoguchi.surfaces.staff_web.flows.presentation.case_flow import CaseFlow, case_flow, content_heading
from madoguchi.surfaces.staff_web.flows.presentation.picture import case_picture, mark_of
from madoguchi.surfaces.staff_web.flows.trying import Tried
from madoguchi.surfaces.staff_web.navigation import desk_names
from madoguchi.surfaces.staff_web.presentation.acting import REFUSALS, acting_words, alike_lines
from madoguchi.surfaces.staff_web.presentation.answers import answer_groups
from madoguchi.surfaces.staff_web.presentation.applications import (
    correction_reach,
    number_there,
    way_of,
    words_reach,
)
from madoguchi.surfaces.staff_web.presentation.asking_applicants import correctable, question_of
from madoguchi.surfaces.staff_web.presentation.before_steps import before_steps
from madoguchi.surfaces.staff_web.presentation.decision_clocks import clock_line
from madoguchi.surfaces.staff_web.presentation.exchanges import MessageLine, newest_line
from madoguchi.surfaces.staff_web.presentation.inboxes import line_of
from madoguchi.surfaces.staff_web.remembering import recall
from madoguchi.surfaces.staff_web.site import context_of, desk_page, pack_or_404, packs, signed_in


@dataclass(frozen=True, slots=True)
class _Verb:
    """A step that a form may ask for, what is said afterwards, and where its form stands on the page."""

    action: type[Action[CaseStep, Case]]
    step: Step
    done: str
    form: str = ""


_VERBS: Mapping[str, _Verb] = {
    "accept": _Verb(AcceptCase, Step.ACCEPTED, "受け付けました。"),
    "start": _Verb(StartCase, Step.STARTED, "審査を始めました。担当はあなたです。"),
    "finish": _Verb(FinishCase, Step.FINISHED, "完了しました。"),
    "correction": _Verb(RequestCorrection, Step.CORRECTION_REQUESTED, "補正を求めました。", "correction"),
    "decide": _Verb(DecideCase, Step.DECIDED, "決定しました。", "outcome"),
    "reject": _Verb(RejectCase, Step.REJECTED, "却下しました。", "outcome"),
    "withdraw": _Verb(WithdrawCase, Step.WITHDRAWN, "取下げを記録しました。", "outcome"),
    "note": _Verb(AddNote, Step.NOTED, "メモを加えました。", "note"),
    "message": _Verb(MessageApplicant, Step.NOTED, "申請した人に知らせました。", "message"),
}
_OF_THE_FLOW = frozenset({"accept", "start", "finish", "correction", "decide", "reject"})
"""What the steps of a flow do, where the case has one: not by hand beside it."""

_LED = "この案件は流れに沿って進みます。「すること」にある手順のボタンで進めてください。"
_OUTCOMES = {
    "decide": "決定する（申請を認める）",
    "reject": "却下する（理由が要ります）",
    "withdraw": "取下げを記録する（だれが、いつ）",
}
_SCAN_BADGES = {
    ScanState.NOT_SCANNED: "warning",
    ScanState.WAITING: "key",
    ScanState.CLEAN: "success",
    ScanState.INFECTED: "error",
}
_LONGEST_NOTE = 4_000


@who_may_call("cases.read")
@require_safe
def case_page(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """The case as one page."""
    return show_case(request, municipality_code, uuid)


@who_may_call("cases.work")
@require_POST
def step(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """One step. What was written stays in its field when the step is not possible."""
    chosen = request.POST.get("step", "")
    if chosen not in _VERBS:
        raise Http404
    verb = _VERBS[chosen]
    note = request.POST.get("note", "")[:_LONGEST_NOTE]
    written: Mapping[str, Any] = {"note": note, "chosen": chosen}
    context = context_of(request, "案件の処理")
    if chosen in _OF_THE_FLOW and chosen in _taken_over(_flow_of(request, municipality_code, uuid)):
        return show_case(request, municipality_code, uuid, 409, problem=_LED, **written)
    try:
        if verb.step is Step.CORRECTION_REQUESTED:
            run(AskForCorrection(), context, question_of(request.POST, CaseStep(uuid, note)))
        else:
            run(verb.action(), context, CaseStep(uuid, note))
    except CaseNotFoundError:
        raise Http404 from None
    except (FieldUnknownError, NoteMissingError, TextError) as problem:
        return show_case(
            request, municipality_code, uuid, 422, problem=str(problem), problem_at=verb.form, **written
        )
    except (CaseHeldError, StepNotPossibleError, NotYourDeskError, NotOnlineError) as problem:
        return show_case(request, municipality_code, uuid, 409, problem=str(problem), **written)
    messages.success(request, verb.done)
    return HttpResponseRedirect(reverse("staff_web:case", args=[municipality_code, uuid]))


@who_may_call("cases.work")
@require_POST
def assign(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """Put somebody in charge."""
    given = CaseAssignment(uuid, request.POST.get("staff", "")[:80])
    try:
        case = run(AssignCase(), context_of(request, "案件の担当"), given)
    except CaseNotFoundError:
        raise Http404 from None
    except (NoColleagueError, NotYourDeskError, NotAllowedError, StepNotPossibleError) as problem:
        return show_case(request, municipality_code, uuid, 409, problem=str(problem))
    said = f"担当を{case.assignee_name}さんにしました。" if case.assignee_id else "担当をなしにしました。"
    messages.success(request, said)
    return HttpResponseRedirect(reverse("staff_web:case", args=[municipality_code, uuid]))


def show_case(
    request: HttpRequest,
    municipality_code: str,
    uuid: UUID,
    status: int = 200,
    *,
    problem: str = "",
    problem_at: str = "",
    note: str = "",
    chosen: str = "",
    tried: Tried | None = None,
) -> HttpResponse:
    """The page, with what went wrong and what was written. Raises Http404."""
    context = context_of(request, "案件の確認")
    try:
        story = case_story(context, uuid)
    except CaseNotFoundError:
        raise Http404 from None
    case, pack = story.case, pack_or_404(municipality_code)
    desk = pack.desks.get(case.desk_role)
    actor = signed_in(request).as_actor()
    may_work = actor.may("cases.work") and may_work_on(actor, case)
    run_story = flow_story(context, subject_of(case.uuid))
    flow = None if run_story is None else case_flow(run_story, case.data, actor, pack, clock.today())
    by_hand = _VERBS.keys() - _taken_over(flow)
    possible = {key for key in by_hand if may_work and is_possible(case.state, _VERBS[key].step)}
    number, _ = recall(request)
    assesses = may_assess(actor, case.procedure_key)
    application = case.source_uuid if case.came_by is Channel.ONLINE else None
    portal_number = number_there(case)
    acting = acting_view(context, case)
    return desk_page(
        request,
        "case.html",
        status=status,
        case=case,
        line=line_of(case, clock.today()),
        flow=flow,
        before_steps=before_steps(context, case, flow) if assesses else {},
        flow_picture=None if run_story is None else case_picture(run_story, _drawing_of(run_story, case)),
        tried=tried,
        events=story.events,
        content_heading=content_heading(run_story, pack),
        groups=answer_groups(case.data, pack.vocabulary),
        acting=acting,
        acting_words=acting_words(acting, pack),
        alike=alike_lines(acting, pack),
        refusals=REFUSALS,
        attachments=[(one, _SCAN_BADGES[one.scan]) for one in story.attachments],
        most_megabytes=settings.MADOGUCHI_ATTACHMENT_MEGABYTES,
        documents=_documents(request, case),
        desk=desk,
        desk_label=desk_names(desk, pack) if desk else case.desk_role,
        procedure=pack.procedures.get(case.procedure_key),
        search=number,
        # A step of this desk was just finished: the way to its next one.
        done_at=done if (done := request.GET.get("done", "")) in pack.desks else "",
        may_work=may_work,
        possible=possible,
        next_step=next((key for key in _MAIN[case.state] if key in possible), ""),
        outcomes=[(key, label) for key, label in _OUTCOMES.items() if key in possible],
        # Who hands out work chooses among all; the others take it themselves or let it go.
        colleagues=story.colleagues if may_work and actor.may("cases.assign") else (),
        may_take=may_work and case.assignee_id in ("", actor.id),
        my_id=actor.id,
        is_mine=case.assignee_id == actor.id,
        held_by_other=case.state is Status.EXAMINING and case.assignee_id not in ("", actor.id),
        may_see_visit=actor.may("counter_visit.open"),
        correctable=correctable(case, pack.vocabulary, request.POST.getlist("field")),
        papers=request.POST.get("papers", "")[:_LONGEST_NOTE],
        application=application,
        portal_number=portal_number,
        came_by=way_of(case, portal_number),
        correction_reach=correction_reach() if portal_number else None,
        words_reach=words_reach() if portal_number else "",
        longest_words=LONGEST_WORDS,
        may_assess=assesses,
        may_seek_relatives=case.desk_role == FAMILY_REGISTER and actor.may("residents.search"),
        days_to_decide=clock_line(clock_of(context, case)) if assesses else None,
        may_print=actor.may("documents.print"),
        may_see_approvals=actor.may("approvals.read"),
        may_notify=actor.may("exchange.send") and may_work and is_to_be_notified(case),
        notice=_move_in_notice(request, case),
        ledger_file=file_of_case(context, case.uuid),
        decision=_decision_of(request, case, flow),
        may_see_application=actor.may("online_application.read"),
        problem=problem,
        problem_at=problem_at,
        note=note,
        chosen=chosen,
    )


def _decision_of(request: HttpRequest, case: Case, flow: CaseFlow | None) -> ListLine | None:
    """The document for which the flow of the case waits; None where it waits for none, or it is not shown."""
    if flow is None or not flow.waits_for_decision or not signed_in(request).may("approvals.read"):
        return None
    found = documents_about(context_of(request, "案件の確認"), subject_of(case.uuid))
    return line_of_document(found[0]) if found else None


def _move_in_notice(request: HttpRequest, case: Case) -> MessageLine | None:
    """Where the 転入通知 of the case stands; None where none was written, or for whom may not see it."""
    if not signed_in(request).may("exchange.read") or not is_to_be_notified(case):
        return None
    with tenancy.municipality(case.municipality_code):
        return newest_line(
            sent_of(context_of(request, "案件の確認"), subject_of(case.uuid)), MOVE_IN_NOTICE, packs()
        )


def _drawing_of(story: FlowStory, case: Case) -> str:
    """Where the drawing of the run's version is; a browser may keep it, so its version is in the address."""
    address = reverse("flows:case-drawing", args=[case.municipality_code, case.uuid])
    return f"{address}?v={mark_of(story.flow)}"


def _flow_of(request: HttpRequest, municipality_code: str, uuid: UUID) -> CaseFlow | None:
    """The flow of the case, for this reader; None where people move it by hand."""
    story = flow_story(context_of(request, "案件の処理"), subject_of(uuid))
    if story is None:
        return None
    actor, pack = signed_in(request).as_actor(), pack_or_404(municipality_code)
    return case_flow(story, {}, actor, pack, clock.today())


def _taken_over(flow: CaseFlow | None) -> frozenset[str]:
    """The buttons that set the state by hand and whose place those of a flow take."""
    if flow is None or not flow.led:
        return frozenset()
    return _OF_THE_FLOW - ({"start"} if flow.waits_for_correction else set())


_MAIN: Mapping[Status, tuple[str, ...]] = {
    Status.ARRIVED: ("accept",),
    Status.ACCEPTED: ("start",),
    Status.EXAMINING: ("finish",),
    Status.CORRECTION: ("start",),
    Status.DECIDED: ("finish",),
    Status.DONE: (),
    Status.REJECTED: (),
    Status.WITHDRAWN: (),
}
"""What is most likely done next: the one button that stands out."""


def _documents(request: HttpRequest, case: Case) -> tuple[VisitDocument, ...] | None:
    """The papers made for this procedure (and person); None for whom may not open them."""
    if case.visit_uuid is None or not signed_in(request).may("documents.print"):
        return None
    try:
        papers = documents_of(context_of(request, "案件の書類"), case.visit_uuid, with_pdf=False)
    except VisitNotFoundError:
        return ()
    return tuple(
        paper
        for paper in papers
        if case.procedure_key in paper.procedures
        and (case.person_index is None or not paper.persons or case.person_index in paper.persons)
    )
