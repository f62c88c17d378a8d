"""From the rules of the packs to the places of one document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from madoguchi.core.packs import ApprovalKind, ApprovalRoute, ApprovalRules, Position, StageKind
from madoguchi.core.vocabulary import (
    UNKNOWN,
    AnswersError,
    Facts,
    Value,
    Vocabulary,
    value_from_json,
)
from madoguchi.engines.approvals.domain.authority import Offices, Post

_CLIMB = 10


class RouteError(ValueError):
    """この起案の回し方が決まりません。"""


class ItemMissingError(RouteError):
    """経路を決めるために必要な項目がありません。"""

    def __init__(self, label: str) -> None:
        super().__init__(f"「{label}」を入力してください。だれが決裁するかは、これで決まります。")


class ItemWrongError(RouteError):
    """経路を決める項目の値が違います。"""

    def __init__(self, label: str) -> None:
        super().__init__(f"「{label}」の値が正しくありません。選び直すか、数だけで入力してください。")


class NobodyDecidesError(RouteError):
    """起案者が決裁する職にあり、その上の職が決まっていません。ほかの職員が起案してください。"""


@dataclass(frozen=True, slots=True)
class PlannedPlace:
    """One place of a document. `desk` is a desk role or empty; `skipped`: it is the drafter's own place."""

    stage: int
    order: int
    kind: StageKind
    position: str
    position_label: str
    desk: str
    parallel: bool
    objection_returns: bool
    label: str
    skipped: bool = False


def route_of(
    kind: ApprovalKind, items: Mapping[str, Any], vocabulary: Vocabulary, today: date
) -> ApprovalRoute:
    """The first route whose condition holds. Raises ItemMissingError, ItemWrongError.

    `items` are the JSON values that the drafter gave for `kind.items`.
    """
    facts = Facts(
        {key: _value(vocabulary, key, items[key]) for key in kind.items if key in items}, None, today
    )
    for route in kind.routes:
        if route.when is None:
            return route
        holds = route.when.evaluate(facts)
        if holds is UNKNOWN:
            missing = next((key for key in kind.items if facts.get(key) is UNKNOWN), kind.items[0])
            raise ItemMissingError(vocabulary[missing].label)
        if holds:
            return route
    raise RouteError(RouteError.__doc__)


def plan(
    route: ApprovalRoute, rules: ApprovalRules, desk: str, drafter: str, offices: Offices
) -> tuple[PlannedPlace, ...]:
    """The places of a document, in order. Raises NobodyDecidesError.

    A place of which the drafter is the only holder is passed over; a decision that would be the drafter's own
    goes to the post above. A post that was asked already is not consulted again.
    """
    places: list[PlannedPlace] = []
    asked: set[tuple[str, str]] = set()
    for number, stage in enumerate(route.stages):
        for order, seat in enumerate(stage.seats):
            position = rules.positions[seat.position]
            at = seat.desk or desk if position.of_desk else ""
            label = stage.label
            own = offices.principals(Post(position.key, at)) == (drafter,)
            if stage.kind is StageKind.DECIDE and own:
                position, at = _above(position, rules, desk, drafter, offices)
                own, label = False, ""
            if stage.kind is StageKind.CONSULT and (position.key, at) in asked:
                continue
            asked.add((position.key, at))
            places.append(
                PlannedPlace(
                    number,
                    order,
                    stage.kind,
                    position.key,
                    position.label,
                    at,
                    stage.parallel,
                    stage.objection_returns,
                    label,
                    own,
                )
            )
    return tuple(places)


def _above(
    position: Position, rules: ApprovalRules, desk: str, drafter: str, offices: Offices
) -> tuple[Position, str]:
    for _ in range(_CLIMB):
        if position.superior is None:
            break
        position = rules.positions[position.superior]
        at = desk if position.of_desk else ""
        if offices.principals(Post(position.key, at)) != (drafter,):
            return position, at
    raise NobodyDecidesError(NobodyDecidesError.__doc__)


def _value(vocabulary: Vocabulary, key: str, given: Any) -> Value:
    item = vocabulary[key]
    try:
        return value_from_json(item, given)
    except AnswersError:
        raise ItemWrongError(item.label) from None
