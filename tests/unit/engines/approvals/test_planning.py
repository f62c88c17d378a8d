"""From the rules to the places of a document."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from madoguchi.core.conditions import compile_expression
from madoguchi.core.packs import (
    ApprovalKind,
    ApprovalRoute,
    ApprovalRules,
    Position,
    Retention,
    Seat,
    Stage,
    StageKind,
)
from madoguchi.core.packs.approvals import never_reached
from madoguchi.core.vocabulary import Item, ItemType, Scope, Vocabulary
from madoguchi.engines.approvals.domain.authority import Offices
from madoguchi.engines.approvals.domain.planning import (
    ItemMissingError,
    ItemWrongError,
    NobodyDecidesError,
    plan,
    route_of,
)

DAY = date(2026, 4, 1)
WORDS = Vocabulary(
    [
        Item(key="approval.amount", type=ItemType.INTEGER, label="金額", minimum=0),
        Item(key="approval.urgent", type=ItemType.BOOLEAN, label="急ぐ"),
    ]
)
RULES = ApprovalRules(
    {
        "clerk": Position("clerk", "係長", of_desk=True),
        "chief": Position("chief", "課長", of_desk=True, superior="vice"),
        "vice": Position("vice", "副町長", superior="mayor"),
        "mayor": Position("mayor", "町長"),
    }
)


def when(text: str) -> Any:
    return compile_expression(text, WORDS, scope=Scope.CASE)


def stage(kind: StageKind, *seats: Seat) -> Stage:
    return Stage(kind, seats)


SMALL = ApprovalRoute((stage(StageKind.APPROVE, Seat("clerk")), stage(StageKind.DECIDE, Seat("chief"))))
LARGE = ApprovalRoute(
    (
        stage(StageKind.APPROVE, Seat("clerk"), Seat("chief")),
        stage(StageKind.CONSULT, Seat("chief", "finance")),
        stage(StageKind.DECIDE, Seat("mayor")),
    ),
    when("approval.amount >= 1000000"),
)
SPENDING = ApprovalKind("spending", "支出", Retention.FIVE, (LARGE, SMALL), ("approval.amount",))
HOLDERS = {
    ("clerk", "tax"): ("staff:1",),
    ("chief", "tax"): ("staff:2",),
    ("chief", "finance"): ("staff:3",),
    ("vice", ""): ("staff:4",),
    ("mayor", ""): ("staff:5",),
}
TOWN = Offices(RULES.positions, HOLDERS)


@pytest.mark.parametrize(
    ("amount", "route"), [(0, SMALL), (999_999, SMALL), (1_000_000, LARGE), (10**12, LARGE)]
)
def test_the_amount_chooses_the_route(amount: int, route: ApprovalRoute) -> None:
    assert route_of(SPENDING, {"approval.amount": amount}, WORDS, DAY) is route


@pytest.mark.parametrize("given", [{}, {"approval.amount": None}], ids=["nothing", "null"])
def test_without_the_amount_no_route_is_guessed(given: dict[str, Any]) -> None:
    with pytest.raises((ItemMissingError, ItemWrongError), match="金額"):
        route_of(SPENDING, given, WORDS, DAY)


@pytest.mark.parametrize("given", ["many", "1000000", -5, True, [1], {"a": 1}], ids=str)
def test_a_value_of_another_kind_is_refused(given: Any) -> None:
    with pytest.raises(ItemWrongError):
        route_of(SPENDING, {"approval.amount": given}, WORDS, DAY)


def posts(drafter: str, route: ApprovalRoute, desk: str = "tax") -> list[tuple[str, str, bool]]:
    return [(one.position, one.desk, one.skipped) for one in plan(route, RULES, desk, drafter, TOWN)]


def test_the_posts_are_those_of_the_drafters_desk_and_of_the_consulted_one() -> None:
    assert posts("staff:9", LARGE) == [
        ("clerk", "tax", False),
        ("chief", "tax", False),
        ("chief", "finance", False),
        ("mayor", "", False),
    ]


def test_the_drafters_own_place_is_passed_over() -> None:
    assert posts("staff:1", SMALL) == [("clerk", "tax", True), ("chief", "tax", False)]


def test_what_would_be_the_drafters_own_decision_goes_to_the_post_above() -> None:
    assert posts("staff:2", SMALL) == [("clerk", "tax", False), ("vice", "", False)]


def test_above_the_highest_post_nobody_decides() -> None:
    with pytest.raises(NobodyDecidesError):
        plan(LARGE, RULES, "tax", "staff:5", TOWN)


def test_the_consulted_desk_is_not_consulted_about_its_own_document() -> None:
    assert posts("staff:9", LARGE, "finance") == [
        ("clerk", "finance", False),
        ("chief", "finance", False),
        ("mayor", "", False),
    ]


def test_a_vacant_post_is_asked_all_the_same() -> None:
    assert posts("staff:9", SMALL, "water") == [("clerk", "water", False), ("chief", "water", False)]


@pytest.mark.parametrize(
    ("conditions", "never"),
    [
        (["approval.amount >= 10", "approval.amount >= 20", ""], (1,)),
        (["approval.amount >= 20", "approval.amount >= 10", ""], ()),
        (["approval.amount < 10 or approval.amount >= 10", ""], (1,)),
        (["approval.amount < 0", ""], (0,)),
        (["approval.urgent", "not approval.urgent", ""], (2,)),
        (["approval.urgent and approval.amount > 5", "approval.urgent", ""], ()),
        (["approval.amount + approval.amount > 9", "approval.amount > 100", ""], ()),
        (["approval.amount > 999999999998", ""], ()),
    ],
    ids=str,
)
def test_routes_that_nobody_reaches_are_found(conditions: list[str], never: tuple[int, ...]) -> None:
    assert never_reached([when(text) if text else None for text in conditions], WORDS) == never
