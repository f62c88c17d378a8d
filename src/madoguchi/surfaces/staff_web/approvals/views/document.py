"""One document: what it says, where it stands, what can be done."""

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

from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.actions import Action, NotAllowedError, run
from madoguchi.core.packs import Retention, StageKind
from madoguchi.engines.approvals.api import (
    Act,
    ActKind,
    AgreeToDocument,
    ApprovalError,
    ApproveDocument,
    ChangeRetention,
    Comment,
    CommentMissingError,
    CommentOnDocument,
    DecideDocument,
    DiscardDocument,
    DocumentNotFoundError,
    DocumentStory,
    FieldError,
    Judgement,
    NewRetention,
    NotFoundHereError,
    ObjectToDocument,
    OwnDocument,
    PaperIsBack,
    PartOfDocument,
    Reassignment,
    ReassignPlace,
    RouteError,
    SendBack,
    SendingBack,
    State,
    Submission,
    SubmitDocument,
    WithdrawDocument,
    differences,
    document_story,
    in_groups,
    people,
    verify_document,
)
from madoguchi.journeys.approving.api import item_lines
from madoguchi.lib.japanese.text import TextError
from madoguchi.surfaces.staff_web.approvals.presentation.documents import (
    STATE_BADGES,
    change_lines,
    day,
    difference_lines,
    moment,
    stage_names,
    stages_of,
    turn_words,
)
from madoguchi.surfaces.staff_web.approvals.subjects import case_in
from madoguchi.surfaces.staff_web.site import context_of, desk_page, signed_in

_LONGEST = 4_000


@dataclass(frozen=True, slots=True)
class _Verb:
    """What a button does, and what is said afterwards."""

    action: type[Action[Any, Any]]
    done: str


_JUDGING: Mapping[str, _Verb] = {
    "approve": _Verb(ApproveDocument, "承認しました。"),
    "agree": _Verb(AgreeToDocument, "合議に同意しました。"),
    "object": _Verb(ObjectToDocument, "不同意を記録しました。"),
    "decide": _Verb(DecideDocument, "決裁しました。"),
}
_MAIN = {StageKind.APPROVE: "approve", StageKind.CONSULT: "agree", StageKind.DECIDE: "decide"}


@who_may_call("approvals.read")
@require_safe
def show(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """The document as one page."""
    return show_document(request, municipality_code, uuid)


@who_may_call("approvals.read")
@require_POST
def act(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """One step. What was written stays in its field when the step is not possible."""
    step = request.POST.get("step", "")
    comment = request.POST.get("comment", "")[:_LONGEST]
    known = _given(request, uuid, step, comment)
    if known is None:
        raise Http404
    action, given, done = known
    try:
        run(action, context_of(request, "決裁"), given)
    except (DocumentNotFoundError, NotFoundHereError):
        raise Http404 from None
    except (CommentMissingError, FieldError, TextError, RouteError) as problem:
        return show_document(
            request, municipality_code, uuid, 422, problem=str(problem), problem_at=step, written=comment
        )
    except (ApprovalError, NotAllowedError) as problem:
        return show_document(request, municipality_code, uuid, 409, problem=str(problem), written=comment)
    messages.success(request, done)
    # Whoever has judged goes on with what waits next.
    to = "approvals:home" if step in _JUDGING or step == "send_back" else "approvals:document"
    return HttpResponseRedirect(
        reverse(to, args=[municipality_code] if to.endswith("home") else [municipality_code, uuid])
    )


@who_may_call("approvals.read")
@require_POST
def paper_back(request: HttpRequest, municipality_code: str, uuid: UUID, part: UUID) -> HttpResponse:
    """A paper has come back."""
    try:
        run(PaperIsBack(), context_of(request, "紙の書類の確認"), PartOfDocument(uuid, part))
    except (DocumentNotFoundError, NotFoundHereError):
        raise Http404 from None
    except ApprovalError as problem:
        return show_document(request, municipality_code, uuid, 409, problem=str(problem))
    messages.success(request, "紙の書類が戻ったことを記録しました。")
    return HttpResponseRedirect(reverse("approvals:document", args=[municipality_code, uuid]))


@who_may_call("approvals.read")
@require_safe
def versions(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """What changed between two versions, by default from the last but one to the last."""
    del municipality_code
    story = _story(request, uuid)
    by_number = {version.number: version for version in story.versions}
    if not by_number:
        raise Http404
    last = max(by_number)
    new = by_number.get(_number(request.GET.get("to")) or last, by_number[last])
    old = by_number.get(_number(request.GET.get("from")) or new.number - 1)
    found = differences(old, new) if old is not None and old.number < new.number else None
    return desk_page(
        request,
        "approvals/versions.html",
        document=story.document,
        versions=[(one.number, moment(one.submitted_at), in_groups(one.sha256)) for one in story.versions],
        new=new,
        old=old if found else None,
        found=found,
        fields=difference_lines(found.fields, story) if found else [],
    )


@who_may_call("approvals.read")
@require_safe
def verify(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """Every hash computed anew, now."""
    del municipality_code
    try:
        found = verify_document(context_of(request, "決裁の照合"), uuid)
    except DocumentNotFoundError:
        raise Http404 from None
    return desk_page(
        request,
        "approvals/verify.html",
        document=found.document,
        found=found,
        version_hash=in_groups(found.version_hash),
        decision_hash=in_groups(found.decision_hash),
        decided=moment(found.document.decided_at),
    )


def show_document(
    request: HttpRequest,
    municipality_code: str,
    uuid: UUID,
    status: int = 200,
    *,
    problem: str = "",
    problem_at: str = "",
    written: str = "",
) -> HttpResponse:
    """The page, with what went wrong and what was written. Raises Http404."""
    del municipality_code
    story = _story(request, uuid)
    document, actor = story.document, signed_in(request).as_actor()
    own = document.drafter_id == actor.id
    turn = story.turns[0] if story.turns else None
    may_reassign = actor.may("approvals.reassign") and document.where is State.CIRCULATING
    reviewed = {one.act_id: moment(one.done_at) for one in story.reviews}
    return desk_page(
        request,
        "approvals/document.html",
        status=status,
        document=document,
        state=document.where,
        badge=STATE_BADGES[document.where],
        story=story,
        version=story.version,
        stages=stages_of(story),
        items=item_lines(document, story.town.pack.vocabulary),
        case=case_in(document.subject) if actor.may("cases.read") else None,
        acts=[(one, moment(one.at), reviewed.get(one.pk)) for one in story.acts],
        submitted=moment(document.submitted_at),
        decided=moment(document.decided_at),
        kept_until=day(document.kept_until),
        decision_hash=in_groups(document.decision_hash),
        version_hash=in_groups(story.version.sha256) if story.version else "",
        own=own,
        editable=own and document.where.is_editable and actor.may("approvals.draft"),
        turn=turn,
        changes=change_lines(story) if turn else [],
        sent_back=_sent_back(story) if own else None,
        asked_before=_asked_before(story) if turn else None,
        turn_words=turn_words(turn, story) if turn else "",
        main=_MAIN[turn.place.asks_for] if turn else "",
        send_back_to=stage_names(story, story.send_back_to),
        objections=[
            one for one in story.acts if one.what is ActKind.OBJECTED and one.version == document.version
        ],
        papers_away=[one for one in story.papers if one.back_at is None],
        may_comment=document.where is not State.DECIDED and document.where is not State.DISCARDED,
        may_change_retention=(own or turn is not None) and document.where is not State.DECIDED,
        retentions=[(one.value, one.label) for one in Retention],
        may_reassign=may_reassign,
        staff=[
            one
            for one in people(context_of(request, "承認する人の選択")).staff
            if one[0] != document.drafter_id
        ]
        if may_reassign
        else (),
        most_megabytes=settings.MADOGUCHI_ATTACHMENT_MEGABYTES,
        problem=problem,
        problem_at=problem_at,
        written=written,
    )


def _story(request: HttpRequest, uuid: UUID) -> DocumentStory:
    try:
        return document_story(context_of(request, "起案文書の確認"), uuid)
    except DocumentNotFoundError:
        raise Http404 from None


def _sent_back(story: DocumentStory) -> Act | None:
    """With what the document was sent back to its drafter, while it lies there."""
    if story.document.where is not State.RETURNED:
        return None
    back = (ActKind.SENT_BACK, ActKind.OBJECTED)
    return next((one for one in reversed(story.acts) if one.what in back and one.comment), None)


def _asked_before(story: DocumentStory) -> Act | None:
    """With what the version before was sent back, for whoever judges the one that followed."""
    if story.document.version < 2:
        return None
    back = (ActKind.SENT_BACK, ActKind.OBJECTED)
    return next(
        (
            one
            for one in reversed(story.acts)
            if one.what in back and one.version == story.document.version - 1
        ),
        None,
    )


def _given(
    request: HttpRequest, uuid: UUID, step: str, comment: str
) -> tuple[Action[Any, Any], Any, str] | None:
    """The action of a button, what it is given, and what is said afterwards; None for no button of ours."""
    version = _number(request.POST.get("version")) or 0
    at = request.POST.get("place", "")
    place = _place(at)
    if at and place is None:
        # No place of ours: it must not mean any place at which the person might act.
        return None
    if step in _JUDGING:
        verb = _JUDGING[step]
        return verb.action(), Judgement(uuid, version, comment, place), verb.done
    if step == "send_back":
        to = request.POST.get("to", "")
        if to not in ("", "drafter") and _number(to) is None:
            return None
        stage = None if to in ("", "drafter") else _number(to)
        return SendBack(), SendingBack(uuid, version, comment, stage), "差し戻しました。"
    if step == "reassign" and place is not None:
        staff = request.POST.get("staff", "")[:80]
        return ReassignPlace(), Reassignment(uuid, version, place, staff, comment), "承認する人を変えました。"
    if step == "retention":
        wanted = NewRetention(uuid, request.POST.get("retention", "")[:10], comment)
        return ChangeRetention(), wanted, "保存期間を変えました。"
    others: Mapping[str, tuple[Action[Any, Any], Any, str]] = {
        "submit": (SubmitDocument(), Submission(uuid, comment), "回しました。"),
        "withdraw": (
            WithdrawDocument(),
            OwnDocument(uuid, comment),
            "引き戻しました。直して、もう一度回せます。",
        ),
        "discard": (DiscardDocument(), OwnDocument(uuid, comment), "廃案にしました。"),
        "comment": (CommentOnDocument(), Comment(uuid, comment), "コメントしました。"),
    }
    return others.get(step)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else None


def _place(text: str) -> tuple[int, int] | None:
    stage, _, order = text.partition(".")
    found = _number(stage), _number(order)
    return (found[0], found[1]) if found[0] is not None and found[1] is not None else None
