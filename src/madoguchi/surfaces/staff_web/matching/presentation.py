"""Reviews as staff see them: fields side by side, what speaks for a candidate, what was said before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from madoguchi.core.accounts.actor import Actor
from madoguchi.core.clock import TOKYO
from madoguchi.core.packs import MunicipalityPack
from madoguchi.engines.matching.api import (
    Candidate,
    Decision,
    Difference,
    Ground,
    Mark,
    PairVerdict,
    Piece,
    Record,
    RecordField,
    Review,
    ReviewFilter,
    ReviewStatus,
    difference,
    kind_of,
)

GUARDED = "支援措置のため、ここには出しません"
STATUS_BADGES: Mapping[ReviewStatus, str] = {
    ReviewStatus.WAITING: "key",
    ReviewStatus.LATER: "warning",
    ReviewStatus.SETTLED: "success",
    ReviewStatus.WITHDRAWN: "",
}
VERDICT_BADGES: Mapping[str, str] = {"same": "success", "different": "error", "unsure": "warning"}
_MARK_BADGES = {Mark.SAME: "success", Mark.VARIANT: "key", Mark.DIFFERENT: "error"}
_MOST_BITS = 12.0
"""A ground of so many bits fills its bar: it makes the same four thousand times as likely."""
_PAGES = {
    "resident": ("staff_web:resident", "residents.search"),
    "case": ("staff_web:case", "cases.read"),
    "notice": ("tax_ledger:notice", "tax_ledger.read"),
}
"""Which page shows a record of a key `kind:<uuid>`, and who may open it."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a row: pieces, or nothing where the record does not say or may not show."""

    pieces: tuple[Piece, ...]
    guarded: bool = False
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A field on both sides, with badge and words of the comparison. `spoken` is for who cannot see marks."""

    label: str
    left: Side
    right: Side
    badge: str
    word: str
    spoken: str
    same: bool


@dataclass(frozen=True, slots=True)
class GroundLine:
    """What one field says: for (`share` of the bar above 0) or against."""

    label: str
    words: str
    bits: str
    share: int
    against: bool


@dataclass(frozen=True, slots=True)
class CandidateLine:
    """One of the candidates in the list of them."""

    number: int
    title: str
    url: str
    here: bool
    likely: str
    verdict: str
    badge: str


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """A review in the list."""

    review: Review
    kind: str
    desk: str
    badge: str
    url: str


def rows_of(left: Record, right: Record) -> tuple[Row, ...]:
    """The fields side by side: in the order of the left, then what only the right has."""
    theirs = {one.key: one for one in right.fields}
    mine = {one.key for one in left.fields}
    pairs: list[tuple[RecordField | None, RecordField | None]] = [
        (one, theirs.get(one.key)) for one in left.fields
    ]
    pairs += [(None, one) for one in right.fields if one.key not in mine]
    said = [(one, other) for one, other in pairs if (one and one.text) or (other and other.text)]
    return tuple(_row(one, other) for one, other in said)


def ground_lines(grounds: Sequence[Ground]) -> tuple[GroundLine, ...]:
    """What speaks for and against, as bars."""
    return tuple(
        GroundLine(
            one.label,
            one.words,
            signed(one.weight),
            round(100 * min(abs(one.weight), _MOST_BITS) / _MOST_BITS),
            one.weight < 0,
        )
        for one in grounds
    )


def signed(weight: float) -> str:
    """＋9.1, －3.2, ±0.0."""
    sign = "±" if abs(weight) < 0.05 else "＋" if weight > 0 else "－"
    return f"{sign}{abs(weight):.1f}"


def likelihood(probability: float | None) -> str:
    """How likely the same, in words: never more certain than a person may take it."""
    if probability is None:
        return ""
    if probability >= 0.999:
        return "見込み 99.9%以上"
    return "見込み 0.1%未満" if probability < 0.001 else f"見込み {100 * probability:.1f}%"


def candidate_lines(
    candidates: Sequence[Candidate], chosen: Candidate, address: str, query: Mapping[str, str]
) -> tuple[CandidateLine, ...]:
    """The list of candidates with a link to each."""
    return tuple(
        CandidateLine(
            number=one.number,
            title=one.shows.title,
            url=f"{address}?{urlencode({**query, 'candidate': one.number})}",
            here=one.number == chosen.number,
            likely=likelihood(one.probability),
            verdict=PairVerdict(one.said).label if one.said else "",
            badge=VERDICT_BADGES.get(one.said, ""),
        )
        for one in candidates
    )


def history_lines(history: Sequence[Decision]) -> tuple[tuple[Decision, str, str], ...]:
    """What was said before: decision, when and by whom, and what became of it."""
    return tuple(
        (
            one,
            f"{_moment(one.decided_at)} {one.decided_by_name or 'システム'}",
            f"{_moment(one.ended_at)} {one.ended_by_name or 'システム'}が取り消し" if one.ended_at else "",
        )
        for one in history
    )


def _moment(at: datetime) -> str:
    return f"{at.astimezone(TOKYO):%-m月%-d日 %-H:%M}"


def page_of(key: str, actor: Actor, municipality_code: str) -> str:
    """Where the actor can look at a record; empty where it has no page for them."""
    kind, _, number = key.partition(":")
    name, permission = _PAGES.get(kind, ("", ""))
    if not name or not actor.may(permission):
        return ""
    try:
        return reverse(name, args=[municipality_code, UUID(number)])
    except ValueError:
        return ""


def review_line(review: Review, pack: MunicipalityPack, query: Mapping[str, str]) -> ReviewLine:
    """One line of the list."""
    address = reverse("matching:review", args=[review.municipality_code, review.uuid])
    return ReviewLine(
        review=review,
        kind=kind_of(review.kind).label,
        desk=desk_label(review.desk, pack),
        badge=STATUS_BADGES[review.state],
        url=f"{address}?{urlencode(query)}" if query else address,
    )


def desk_label(role: str, pack: MunicipalityPack) -> str:
    """What the municipality calls the desk of a role."""
    if role in pack.desks:
        return pack.desks[role].name
    return pack.desk_roles[role].label if role in pack.desk_roles else role


def query_of(wanted: ReviewFilter) -> dict[str, str]:
    """The filter as it stands in addresses; empty parts are left out."""
    status = wanted.status.value if wanted.status is not None else ""
    parts = {"kind": wanted.kind, "desk": wanted.desk, "show": status}
    return {key: value for key, value in parts.items() if value}


def _row(left: RecordField | None, right: RecordField | None) -> Row:
    named = left or right
    label = named.label if named is not None else ""
    mine, other = (left.text if left else ""), (right.text if right else "")
    guarded = bool((left and left.guarded) or (right and right.guarded))
    found = difference(mine, other)
    # What decides nothing (a number of the register) may differ without being marked.
    counts = all(one is None or one.counts for one in (left, right))
    compared = counts and bool(mine and other)
    return Row(
        label=label,
        left=_side(found.left if compared else (Piece(mine, Mark.SAME),), left, guarded),
        right=_side(found.right if compared else (Piece(other, Mark.SAME),), right, guarded),
        badge=_MARK_BADGES[found.mark] if compared else "",
        word=found.mark.label if compared else "",
        spoken=_spoken(found, guarded) if compared else "",
        same=mine == other,
    )


def _side(pieces: tuple[Piece, ...], field: RecordField | None, guarded: bool) -> Side:
    # 「同じ」 beside what the other side shows would tell the guarded text as well: neither is shown.
    if guarded:
        return Side((), guarded=True)
    return Side(pieces, missing=field is None or not field.text)


def _spoken(found: Difference, guarded: bool) -> str:
    """What a guarded field says must not come out of the words about it."""
    return "" if guarded else found.spoken
