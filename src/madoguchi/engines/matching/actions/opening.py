"""Asking people about a record: once for each subject, and never about what they have decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from django.db import connection

from madoguchi.core.actions import Action, Context
from madoguchi.engines.matching.domain.records import CandidateRecord, Record, pair_of
from madoguchi.engines.matching.domain.states import PairVerdict, ReviewOutcome, ReviewStatus, standing
from madoguchi.engines.matching.kinds import REVIEW
from madoguchi.engines.matching.models import Candidate, Decision, Review

MOST_CANDIDATES = 9
"""More than one sees at a glance; the least likely are left out."""


class NoCandidatesError(ValueError):
    """比べる候補がありません。候補のないものは、確認に出せません。"""


@dataclass(frozen=True, slots=True)
class NewReview:
    """What is to be asked. `subject` is the asker's own reference; `desk` the role of the desk that decides.

    Raises NoCandidatesError where there is nothing to compare with.
    """

    kind: str
    subject: str
    desk: str
    record: Record
    candidates: tuple[CandidateRecord, ...]
    reason: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if not self.candidates:
            raise NoCandidatesError(NoCandidatesError.__doc__)

    @property
    def likeliest(self) -> tuple[CandidateRecord, ...]:
        """The candidates as they are shown."""
        return tuple(sorted(self.candidates, key=lambda one: -one.weight)[:MOST_CANDIDATES])


@dataclass(frozen=True, slots=True)
class Asked:
    """The answer: a review that waits for people, or what they have said of these pairs before.

    `outcome` is None while it waits. `chosen` is the key of the record that is the same.
    """

    review: Review | None
    outcome: ReviewOutcome | None = None
    chosen: str = ""


class OpenReview(Action[NewReview, Asked]):
    """Ask people, unless every pair of it is decided; then the answer is there at once and nothing is stored.

    The same subject again gives the same review. Where its content has changed, what was asked is replaced
    while it waits, and asked anew when it was settled.
    """

    name: ClassVar[str] = "matching.open"
    permission: ClassVar[str | None] = REVIEW

    def perform(self, context: Context, given: NewReview) -> Asked:
        """One review."""
        return self.perform_all(context, [given])[0]

    def perform_all(self, context: Context, given: Sequence[NewReview]) -> list[Asked]:
        """Many in few statements: a file of a hundred thousand notices leaves thousands."""
        asked = [(one, _paired(one)) for one in given]
        _wait_for_others(context.municipality_code, {one.kind for one in given})
        decided = _decisions({pair for _, pairs in asked for _, pair in pairs})
        there = _present(given)
        answers: list[Asked] = []
        new: list[Review] = []
        rows: list[Candidate] = []
        for one, pairs in asked:
            present = there.get((one.kind, one.subject))
            known = _known(pairs, decided)
            if known is not None and present is None:
                answers.append(known)
                continue
            if present is not None and present._state.adding:  # the same subject once more in this call
                answers.append(_answer(present))
                continue
            review, candidates = _put(context, one, pairs, decided, present)
            if (one.kind, one.subject) not in there:
                new.append(review)
            there[one.kind, one.subject] = review
            rows += candidates
            answers.append(_answer(review))
        Review.objects.bulk_create(new)
        Candidate.objects.bulk_create(rows)
        return answers

    def subject(self, given: NewReview, result: Asked) -> str:
        """The review, or what it would have been about."""
        return f"review:{result.review.uuid}" if result.review is not None else given.subject

    def details(self, given: NewReview, result: Asked) -> Mapping[str, Any]:
        """Kind, desk, and whether people are asked at all."""
        return {
            "kind": given.kind,
            "subject": given.subject,
            "desk": given.desk,
            "candidates": len(given.candidates),
            "known": result.outcome.value if result.outcome is not None else "",
        }


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """The subjects of a kind that nobody needs to look at any more."""

    kind: str
    subjects: tuple[str, ...]


class WithdrawReviews(Action[Withdrawal, int]):
    """The asker has an answer from elsewhere, or its record is gone: open reviews are taken back."""

    name: ClassVar[str] = "matching.withdraw"
    permission: ClassVar[str | None] = REVIEW

    def perform(self, context: Context, given: Withdrawal) -> int:
        """How many were taken back."""
        reviews = Review.objects.filter(
            kind=given.kind,
            subject__in=given.subjects,
            status__in=[one.value for one in ReviewStatus if one.is_open],
        )
        return reviews.update(status=ReviewStatus.WITHDRAWN.value, touched_at=context.now)

    def details(self, given: Withdrawal, result: int) -> Mapping[str, Any]:
        """Kind and number."""
        return {"kind": given.kind, "reviews": result}


_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('matching reviews ' || %s || ' ' || %s, 0))"


def _wait_for_others(municipality_code: str, kinds: set[str]) -> None:
    """One after the other per kind: two imports that ask about one subject find each other's review."""
    with connection.cursor() as cursor:
        for kind in sorted(kinds):
            cursor.execute(_LOCK, [municipality_code, kind])


_Paired = Sequence[tuple[CandidateRecord, str]]


def _paired(one: NewReview) -> _Paired:
    # What says too little is known by where it stands: its decision is for this subject alone.
    asks = replace(one.record, key=one.subject) if one.record.is_thin else one.record
    return [(each, pair_of(one.kind, asks, each.record)) for each in one.likeliest]


def _decisions(pairs: set[str]) -> dict[str, Decision]:
    rows = Decision.objects.filter(pair__in=pairs, ended_at__isnull=True)
    return {row.pair: row for row in rows}


def _present(given: Sequence[NewReview]) -> dict[tuple[str, str], Review]:
    rows = Review.objects.select_for_update().filter(
        kind__in={one.kind for one in given}, subject__in={one.subject for one in given}
    )
    return {(row.kind, row.subject): row for row in rows.order_by("id")}


def _known(pairs: _Paired, decided: Mapping[str, Decision]) -> Asked | None:
    """What was decided of all the pairs; None where somebody has to be asked."""
    _, outcome = standing([decided[pair].verdict if pair in decided else "" for _, pair in pairs])
    if outcome is None:
        return None
    return Asked(None, outcome, _chosen(pairs, decided) if outcome is ReviewOutcome.SAME else "")


def _chosen(pairs: _Paired, decided: Mapping[str, Decision]) -> str:
    return next(
        one.record.key
        for one, pair in pairs
        if pair in decided and decided[pair].verdict == PairVerdict.SAME.value
    )


def _put(
    context: Context,
    one: NewReview,
    pairs: _Paired,
    decided: Mapping[str, Decision],
    present: Review | None,
) -> tuple[Review, Iterable[Candidate]]:
    """The review as it is to stand, with the candidates that are still to be written."""
    if present is not None and not _has_changed(present, one, pairs):
        if present.state is ReviewStatus.WITHDRAWN:
            _stand(present, context, [decided[pair].verdict if pair in decided else "" for _, pair in pairs])
            present.save()
        return present, ()
    review = present or Review(kind=one.kind, subject=one.subject, opened_at=context.now)
    review.desk, review.title, review.reason = one.desk, one.record.title[:400], one.reason
    review.record, review.fingerprint = one.record.as_json(), one.record.fingerprint
    _stand(review, context, [decided[pair].verdict if pair in decided else "" for _, pair in pairs])
    review.chosen = _chosen(pairs, decided) if review.outcome == ReviewOutcome.SAME.value else ""
    if present is not None:
        review.version += 1
        review.candidates.all().delete()
        review.save()
    return review, [
        Candidate(
            review=review,
            number=number,
            record=each.record.as_json(),
            grounds=[ground.as_json() for ground in each.grounds],
            weight=each.weight,
            probability=each.probability,
            pair=pair,
            decision=decided.get(pair),
        )
        for number, (each, pair) in enumerate(pairs, 1)
    ]


def _stand(review: Review, context: Context, verdicts: Sequence[str]) -> None:
    status, outcome = standing(verdicts)
    review.status, review.outcome = status.value, outcome.value if outcome is not None else ""
    review.touched_at = context.now
    review.settled_at = None if status.is_open else context.now


def _has_changed(review: Review, one: NewReview, pairs: _Paired) -> bool:
    before = list(review.candidates.order_by("number").values_list("pair", flat=True))
    return review.fingerprint != one.record.fingerprint or before != [pair for _, pair in pairs]


def _answer(review: Review) -> Asked:
    if review.state is not ReviewStatus.SETTLED:
        return Asked(review)
    return Asked(review, ReviewOutcome(review.outcome), review.chosen)
