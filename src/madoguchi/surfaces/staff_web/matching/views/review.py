"""One review after the other: look, press one key, and the next one is there."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from madoguchi.core.accounts.access import NotPermittedError, who_may_call
from madoguchi.core.actions import run
from madoguchi.engines.matching.api import (
    Candidate,
    CannotUndoError,
    DecidePair,
    Judged,
    Judgement,
    NotYourDeskError,
    OpenedReview,
    PairVerdict,
    ReviewFilter,
    ReviewNotFoundError,
    SomebodyWasFasterError,
    UndoDecision,
    Undoing,
    kind_of,
    next_review,
    opened_review,
)
from madoguchi.lib.japanese.text import TextError
from madoguchi.surfaces.staff_web.matching.presentation import (
    STATUS_BADGES,
    candidate_lines,
    desk_label,
    ground_lines,
    history_lines,
    likelihood,
    page_of,
    query_of,
    rows_of,
    signed,
)
from madoguchi.surfaces.staff_web.matching.views.lists import (
    asked_filter,
    last_decision,
    next_address,
    purpose_of,
)
from madoguchi.surfaces.staff_web.site import desk_page, pack_or_404, signed_in

_LONGEST_NOTE = 2_000


@who_may_call("matching.review")
@require_safe
def go_to_next(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """The next review of the filter; the list where nothing is left."""
    wanted, last = asked_filter(request), last_decision(request)
    return _next(request, municipality_code, wanted, last=str(last) if last else "")


@who_may_call("matching.review")
@require_safe
def review_page(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """One review."""
    return _show(request, municipality_code, uuid)


@who_may_call("matching.review")
@require_POST
def decide(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """Say what the pair on the screen is, and go on."""
    given = request.POST
    wanted = asked_filter(request)
    verdict, number, version = (given.get(key, "")[:20] for key in ("verdict", "candidate", "version"))
    known = {one.value for one in PairVerdict}
    if verdict not in known or not all(one.isascii() and one.isdigit() for one in (number, version)):
        return _show(request, municipality_code, uuid, 422, problem="どうするかを選んでください。")
    note = given.get("note", "")[:_LONGEST_NOTE]
    judgement = Judgement(uuid, int(number), PairVerdict(verdict), int(version), note)
    try:
        judged = run(DecidePair(), purpose_of(request), judgement)
    except ReviewNotFoundError:
        raise Http404 from None
    except NotYourDeskError as problem:
        raise NotPermittedError(str(problem)) from None
    except (SomebodyWasFasterError, CannotUndoError) as problem:
        return _show(request, municipality_code, uuid, 409, problem=str(problem))
    except TextError as problem:
        return _show(request, municipality_code, uuid, 422, problem=str(problem), note=note)
    messages.success(request, _said(judged))
    last = str(judged.decision.uuid)
    if judged.review.state.is_open and judged.decision.says is PairVerdict.DIFFERENT:
        query = query_of(ReviewFilter(wanted.kind, wanted.desk)) | {"last": last}
        return HttpResponseRedirect(f"{_address(municipality_code, uuid)}?{urlencode(query)}")
    return _next(request, municipality_code, wanted, but=uuid, last=last)


@who_may_call("matching.review")
@require_POST
def undo(request: HttpRequest, municipality_code: str, decision: UUID) -> HttpResponse:
    """Take a decision back and show its review again."""
    wanted = asked_filter(request)
    try:
        undone = run(UndoDecision(), purpose_of(request), Undoing(decision))
    except ReviewNotFoundError:
        raise Http404 from None
    except NotYourDeskError as problem:
        raise NotPermittedError(str(problem)) from None
    except (SomebodyWasFasterError, CannotUndoError) as problem:
        messages.error(request, str(problem))
        query = query_of(wanted)
        address = reverse("matching:list", args=[municipality_code])
        return HttpResponseRedirect(f"{address}?{urlencode(query)}" if query else address)
    others = len(undone.reopened) - 1
    more = f"同じ組のほかの{others}件も、確認待ちに戻りました。" if others > 0 else ""
    messages.info(request, f"「{undone.decision.says.label}」を取り消しました。{more}")
    query = query_of(ReviewFilter(wanted.kind, wanted.desk))
    address = _address(municipality_code, undone.decision.review.uuid)
    return HttpResponseRedirect(f"{address}?{urlencode(query)}" if query else address)


def _next(
    request: HttpRequest, municipality_code: str, wanted: ReviewFilter, *, but: UUID | None = None, last: str
) -> HttpResponse:
    narrowed = ReviewFilter(wanted.kind, wanted.desk)
    uuid = next_review(purpose_of(request), narrowed, but=but)
    query = query_of(narrowed) | ({"last": last} if last else {})
    if uuid is None or uuid == but:
        query |= {"show": "later"} if uuid is not None else {}
        address = reverse("matching:list", args=[municipality_code])
    else:
        address = _address(municipality_code, uuid)
    return HttpResponseRedirect(f"{address}?{urlencode(query)}" if query else address)


def _show(
    request: HttpRequest,
    municipality_code: str,
    uuid: UUID,
    status: int = 200,
    *,
    problem: str = "",
    note: str = "",
) -> HttpResponse:
    wanted = asked_filter(request)
    narrowed = ReviewFilter(wanted.kind, wanted.desk)
    try:
        opened = opened_review(purpose_of(request), uuid, narrowed)
    except ReviewNotFoundError:
        raise Http404 from None
    except NotYourDeskError as refused:
        raise NotPermittedError(str(refused)) from None
    if not opened.candidates:
        messages.info(request, "この確認は、終わってから1年たったので、内容が消えています。")
        return HttpResponseRedirect(f"{reverse('matching:list', args=[municipality_code])}?show=settled")
    review, candidate = opened.review, _chosen(opened, request)
    pack, query = pack_or_404(municipality_code), query_of(narrowed)
    lines = candidate_lines(opened.candidates, candidate, _address(municipality_code, uuid), query)
    at = next(place for place, line in enumerate(lines) if line.here)
    record = review.asks
    actor = signed_in(request).as_actor()
    return desk_page(
        request,
        "matching/review.html",
        status=status,
        review=review,
        kind=kind_of(review.kind),
        desk=desk_label(review.desk, pack),
        badge=STATUS_BADGES[review.state],
        record=record,
        candidate=candidate,
        shows=candidate.shows,
        rows=rows_of(record, candidate.shows),
        grounds=ground_lines(candidate.speaks),
        total=signed(candidate.weight),
        likely=likelihood(candidate.probability),
        candidates=lines,
        before=lines[at - 1].url if at else "",
        after=lines[at + 1].url if at + 1 < len(lines) else "",
        left_page=page_of(record.key or review.subject, actor, municipality_code),
        right_page=page_of(candidate.shows.key, actor, municipality_code),
        history=history_lines(opened.history),
        held_by_other=opened.held_by_other,
        remaining=opened.remaining,
        query=query,
        skip=next_address(municipality_code, narrowed),
        list_address=f"{reverse('matching:list', args=[municipality_code])}?{urlencode(query)}",
        last=last_decision(request) or _current(opened),
        problem=problem,
        note=note,
    )


def _chosen(opened: OpenedReview, request: HttpRequest) -> Candidate:
    """The candidate that is asked for, else the first about whom nothing is said, else the first."""
    asked = request.POST.get("candidate") or request.GET.get("candidate", "")
    candidates: Sequence[Candidate] = opened.candidates
    for one in candidates:
        if str(one.number) == asked:
            return one
    return next((one for one in candidates if not one.said), candidates[0])


def _current(opened: OpenedReview) -> UUID | None:
    """The decision that can be taken back: the latest of a candidate here, wherever it was made."""
    decisions = [one.decision for one in opened.candidates if one.decision is not None]
    return max(decisions, key=lambda one: one.decided_at).uuid if decisions else None


def _said(judged: Judged) -> str:
    label = judged.decision.says.label
    if judged.decision.says is PairVerdict.UNSURE:
        return "あとにしました。ほかの確認のあとで、もう一度出ます。"
    more = f"同じ組のほかの{judged.others}件にも使いました。" if judged.others else ""
    return f"「{label}」と記録しました。{more}"


def _address(municipality_code: str, uuid: UUID) -> str:
    return reverse("matching:review", args=[municipality_code, uuid])
