"""What a person says of a pair, and taking it back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from madoguchi.core.actions import Action, Context, Event
from madoguchi.engines.matching.domain.states import PairVerdict, ReviewOutcome, ReviewStatus, standing
from madoguchi.engines.matching.kinds import REVIEW, check_desk
from madoguchi.engines.matching.models import Candidate, Decision, Review
from madoguchi.lib.japanese.text import clean_text

LONGEST_NOTE = 1_000

DECIDED, REOPENED = "matching.decided", "matching.reopened"


class ReviewNotFoundError(LookupError):
    """この確認は見つかりません。取り下げられたか、番号が違います。"""


class CannotUndoError(Exception):
    """この決定は、もう取り消せません。"""


class SomebodyWasFasterError(Exception):
    """{who}この確認は動いています（いまは「{status}」）。画面を新しくしたので、もう一度見てください。"""

    def __init__(self, review: Review, who: str) -> None:
        said = f"{who}さんが先に操作しました。" if who else ""
        super().__init__((type(self).__doc__ or "").format(who=said, status=review.state.label))


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is said of which candidate, and the version of the review that was on the screen."""

    review: UUID
    candidate: int
    verdict: PairVerdict
    version: int
    note: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Judged:
    """The decision, its review after it, and all reviews that it has settled."""

    decision: Decision
    review: Review
    moved: tuple[Review, ...] = ()
    changed: tuple[Review, ...] = ()
    """Reviews that were settled by what was said of the pair before."""

    @property
    def others(self) -> int:
        """Reviews that the same decision moved besides the one that was on the screen."""
        return len([one for one in self.moved if one.pk != self.review.pk])


class DecidePair(Action[Judgement, Judged]):
    """Say of a pair that it is the same, is not, or cannot be told now.

    It holds for every review in which the pair is asked. What was said before is ended, never deleted;
    whoever has acted on it hears of it and may refuse by raising CannotUndoError. Raises ReviewNotFoundError,
    NotYourDeskError, SomebodyWasFasterError, TextError.
    """

    name: ClassVar[str] = "matching.decide"
    permission: ClassVar[str | None] = REVIEW

    def perform(self, context: Context, given: Judgement) -> Judged:
        """Lock all reviews of the pair, end what was said, write the new decision, see where they stand."""
        note = clean_text(given.note, LONGEST_NOTE)
        found = Candidate.objects.filter(review__uuid=given.review, number=given.candidate).first()
        if found is None:
            raise ReviewNotFoundError(ReviewNotFoundError.__doc__)
        reviews = _locked(found.pair)
        review = next((one for one in reviews if one.uuid == given.review), None)
        if review is None:
            raise ReviewNotFoundError(ReviewNotFoundError.__doc__)
        check_desk(context.actor, review.desk)
        if review.version != given.version or not review.state.is_open:
            raise SomebodyWasFasterError(review, _last_to_decide(review))
        ended = _end(context, found.pair)
        decision = Decision.objects.create(
            kind=review.kind,
            pair=found.pair,
            verdict=given.verdict.value,
            note=note,
            review=review,
            decided_at=context.now,
            decided_by=context.actor.id,
            decided_by_name=context.actor.told_name,
        )
        alive = [one for one in reviews if one.state is not ReviewStatus.WITHDRAWN]
        otherwise = ended is not None and ended.verdict != decision.verdict
        settled = {one.pk: (one.outcome, one.chosen) for one in alive if not one.state.is_open}
        Candidate.objects.filter(pair=found.pair, review__in=alive).update(decision=decision)
        concerned = [one for one in alive if otherwise or one.pk not in settled]
        _stand_again(context, concerned)
        moved = [one for one in concerned if settled.get(one.pk) != (one.outcome, one.chosen)]
        return Judged(
            decision,
            review,
            tuple(one for one in moved if not one.state.is_open),
            tuple(one for one in moved if one.pk in settled),
        )

    def subject(self, given: Judgement, result: Judged) -> str:
        """The review."""
        return f"review:{result.review.uuid}"

    def details(self, given: Judgement, result: Judged) -> Mapping[str, Any]:
        """What was said of which candidate, and how much moved with it."""
        return {
            "kind": result.review.kind,
            "subject": result.review.subject,
            "candidate": given.candidate,
            "verdict": given.verdict.value,
            "decision": str(result.decision.uuid),
            "others": result.others,
        }

    def events(self, context: Context, given: Judgement, result: Judged) -> Iterable[Event]:
        """Each review that said otherwise until now, and each that is settled by it."""
        for review in result.changed:
            yield _event(REOPENED, review)
        for review in result.moved:
            yield _event(DECIDED, review)


@dataclass(frozen=True, slots=True)
class Undoing:
    """Which decision is taken back."""

    decision: UUID


@dataclass(frozen=True, slots=True)
class Undone:
    """The decision that was ended, and the reviews that are open again."""

    decision: Decision
    reopened: tuple[Review, ...]


class UndoDecision(Action[Undoing, Undone]):
    """Take a decision back: whatever it settled waits again.

    Whoever has acted on it hears of it and may refuse by raising CannotUndoError. Raises ReviewNotFoundError,
    NotYourDeskError, SomebodyWasFasterError.
    """

    name: ClassVar[str] = "matching.undo"
    permission: ClassVar[str | None] = REVIEW

    def perform(self, context: Context, given: Undoing) -> Undone:
        """End the decision and open its reviews."""
        decision = Decision.objects.filter(uuid=given.decision).first()
        if decision is None:
            raise ReviewNotFoundError(ReviewNotFoundError.__doc__)
        reviews = _locked(decision.pair)
        check_desk(context.actor, decision.review.desk)
        current = _end(context, decision.pair, decision)
        if current is None:
            raise SomebodyWasFasterError(decision.review, _last_to_decide(decision.review))
        settled = [one for one in reviews if one.state is ReviewStatus.SETTLED]
        concerned = [one for one in reviews if one.state is not ReviewStatus.WITHDRAWN]
        _stand_again(context, concerned)
        return Undone(current, tuple(one for one in settled if one.state.is_open))

    def subject(self, given: Undoing, result: Undone) -> str:
        """The review in which it was decided."""
        return f"review:{result.decision.review.uuid}"

    def details(self, given: Undoing, result: Undone) -> Mapping[str, Any]:
        """What was taken back."""
        return {
            "kind": result.decision.kind,
            "verdict": result.decision.verdict,
            "decision": str(result.decision.uuid),
            "reopened": len(result.reopened),
        }

    def events(self, context: Context, given: Undoing, result: Undone) -> Iterable[Event]:
        """Each review that waits again."""
        for review in result.reopened:
            yield _event(REOPENED, review)


def _locked(pair: str) -> list[Review]:
    """The reviews in which a pair is asked, locked in one order, so that two people never wait for each
    other.
    """
    asked = Candidate.objects.filter(pair=pair).values("review_id")
    return list(Review.objects.select_for_update().filter(pk__in=asked).order_by("pk"))


def _end(context: Context, pair: str, expected: Decision | None = None) -> Decision | None:
    """End what is said of a pair, of `expected` only where that still holds; None where nothing was ended."""
    current = Decision.objects.select_for_update().filter(pair=pair, ended_at__isnull=True).first()
    if current is None or (expected is not None and current.pk != expected.pk):
        return None
    current.ended_at, current.ended_by = context.now, context.actor.id
    current.ended_by_name = context.actor.told_name
    current.save(update_fields=["ended_at", "ended_by", "ended_by_name"])
    Candidate.objects.filter(pair=pair, decision=current).update(decision=None)
    return current


def _stand_again(context: Context, reviews: Sequence[Review]) -> None:
    """See where reviews stand, from what is said of their candidates now."""
    candidates: dict[int, list[Candidate]] = {}
    for row in Candidate.objects.select_related("decision").filter(review__in=reviews).order_by("number"):
        candidates.setdefault(row.review_id, []).append(row)
    for review in reviews:
        rows = candidates.get(review.pk, [])
        status, outcome = standing([row.said for row in rows])
        is_open = status.is_open
        review.status, review.outcome = status.value, outcome.value if outcome else ""
        review.chosen = next((row.shows.key for row in rows if row.said == PairVerdict.SAME.value), "")
        review.version += 1
        review.touched_at = context.now
        review.settled_at = None if is_open else context.now
        review.settled_by_name = "" if is_open else context.actor.told_name
        review.held_by, review.held_by_name, review.held_until = "", "", None
        review.save()


def _last_to_decide(review: Review) -> str:
    last = review.decisions.order_by("-pk").first()
    if last is None:
        return ""
    return last.ended_by_name if last.ended_at is not None else last.decided_by_name


def _event(name: str, review: Review) -> Event:
    data = {
        "kind": review.kind,
        "subject": review.subject,
        "outcome": ReviewOutcome(review.outcome).value if review.outcome else "",
        "chosen": review.chosen,
    }
    return Event(name, f"review:{review.uuid}", data)
