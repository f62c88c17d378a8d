"""Questions about owners, and clerks who answer them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from madoguchi.core import tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.engines.matching.api import (
    Asked,
    CandidateRecord,
    DecidePair,
    Ground,
    Judged,
    Judgement,
    NewReview,
    OpenReview,
    PairVerdict,
    Record,
    RecordField,
    Review,
)

HERE, THERE = "072028", "072087"
KIND = "test.owner"
DESK = "child_support"
CLERK = frozenset({"matching.review"})


def clerk(
    number: int = 1, *, desks: tuple[str, ...] = (DESK,), may: frozenset[str] = CLERK, code: str = HERE
) -> Context:
    """A member of staff of a desk."""
    actor = Actor("staff", f"staff:{number}", code, f"税務 {number}子", may, desks)
    return Context(code, actor, purpose="テスト")


def record(name: str, address: str = "門田町大字飯寺字村西582番地1", *, key: str = "") -> Record:
    """An owner, as a notice or as the register says."""
    return Record(key, name, (RecordField("name", "氏名", name), RecordField("address", "住所", address)))


def candidate(name: str, number: int = 1, weight: float = 8.0) -> CandidateRecord:
    """Somebody of the register."""
    grounds = (Ground("氏名", "字体の違いだけ", weight - 2), Ground("住所", "同じ", 2.0))
    return CandidateRecord(record(name, key=f"owner:{number}"), grounds, weight, 0.8)


def question(
    name: str = "渡邉 正", *candidates: CandidateRecord, subject: str = "notice:1", **more: Any
) -> NewReview:
    """A question of a desk about one notice."""
    asked = candidates or (candidate("渡辺 正"),)
    values: dict[str, Any] = {"desk": DESK, "reason": "字体が違います"} | more
    return NewReview(KIND, subject, values.pop("desk"), record(name), asked, **values)


def ask(*candidates: CandidateRecord, by: Context | None = None, **more: Any) -> Asked:
    """Open a review."""
    return run(OpenReview(), by or clerk(), question(more.pop("name", "渡邉 正"), *candidates, **more))


def review_of(asked: Asked) -> Review:
    """The review as it stands now."""
    assert asked.review is not None
    with tenancy.municipality(asked.review.municipality_code):
        return Review.objects.get(pk=asked.review.pk)


def say(
    asked: Asked,
    verdict: PairVerdict,
    number: int = 1,
    *,
    by: Context | None = None,
    version: int | None = None,
) -> Judged:
    """Decide about one candidate."""
    review = review_of(asked)
    seen = review.version if version is None else version
    return run(DecidePair(), by or clerk(), Judgement(UUID(str(review.uuid)), number, verdict, seen))


def keys(rows: Sequence[Review]) -> list[str]:
    """The subjects of reviews."""
    return [row.subject for row in rows]
