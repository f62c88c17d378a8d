"""What is asked in a review: the journeys that open reviews say it in words, once, when they start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from madoguchi.core.accounts.actor import Actor

REVIEW = "matching.review"
"""Who sees and decides reviews of the own desks."""
ANY_DESK = "matching.any_desk"
"""Who sees and decides those of every desk."""


class NotYourDeskError(Exception):
    """ほかの課の確認です。担当の課の職員が操作してください。"""


@dataclass(frozen=True, slots=True)
class ReviewKind:
    """A question that people are asked about two records.

    `label` stands in lists, `left` and `right` head the records, `question` is asked of the person, `then`
    says what follows from 「同じ」 in one sentence.
    """

    key: str
    label: str
    question: str
    left: str = "照合するもの"
    right: str = "候補"
    then: str = ""


_kinds: dict[str, ReviewKind] = {}


def register_kind(kind: ReviewKind) -> ReviewKind:
    """Make a kind known; a journey calls it when its application is ready."""
    _kinds[kind.key] = kind
    return kind


def kinds() -> Mapping[str, ReviewKind]:
    """All kinds of this installation, by key."""
    return MappingProxyType(_kinds)


def kind_of(key: str) -> ReviewKind:
    """The kind, or one with general words where its journey is no longer there."""
    return _kinds.get(key) or ReviewKind(key, "照合", "この2つは、同じですか。")


_closed: set[str] = set()


def close_desk(desk: str) -> None:
    """Keep the reviews of a desk to its own people, whoever else may decide those of every desk."""
    _closed.add(desk)


def hidden_from(actor: Actor) -> frozenset[str]:
    """Desks whose reviews the actor sees only as one of their people; a job acts for every desk."""
    return frozenset() if actor.kind == "system" else frozenset(_closed - set(actor.desks))


def is_on_desk_of(actor: Actor, desk: str) -> bool:
    """Whether a review of the desk is the actor's to decide."""
    return desk in actor.desks or (actor.may(ANY_DESK) and desk not in hidden_from(actor))


def check_desk(actor: Actor, desk: str) -> None:
    """Raises NotYourDeskError."""
    if not is_on_desk_of(actor, desk):
        raise NotYourDeskError(NotYourDeskError.__doc__)
