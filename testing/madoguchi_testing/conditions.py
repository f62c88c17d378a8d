"""Random conditions and random households with holes, for property-based tests of the condition language."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from madoguchi.core.vocabulary import DONT_KNOW, Facts, Item, ItemType, PartialDate, Vocabulary

TODAY = date(2026, 3, 19)

_KINDS = {"a": "甲", "b": "乙", "c": "丙"}
_ROLES = {"head": "世帯主", "child": "子", "parent": "父母"}
_TAGS = {"x": "エックス", "y": "ワイ"}

VOCABULARY = Vocabulary(
    [
        Item(key="case.flag", type=ItemType.BOOLEAN, label="旗"),
        Item(key="case.other_flag", type=ItemType.BOOLEAN, label="別の旗"),
        Item(key="case.kind", type=ItemType.CODE, label="種類", choices=_KINDS),
        Item(key="case.count", type=ItemType.INTEGER, label="個数", minimum=0, maximum=3),
        Item(key="case.amount", type=ItemType.INTEGER, label="金額", unit="円"),
        Item(key="case.day", type=ItemType.DATE, label="その日"),
        Item(key="case.until", type=ItemType.DATE, label="終わりの日"),
        Item(key="case.note", type=ItemType.TEXT, label="備考"),
        Item(key="person.flag", type=ItemType.BOOLEAN, label="人の旗", says="旗を持っている"),
        Item(key="person.relation", type=ItemType.CODE, label="続柄", choices=_ROLES),
        Item(key="person.level", type=ItemType.INTEGER, label="段階", minimum=0, maximum=3),
        Item(key="person.birth_date", type=ItemType.DATE, label="生年月日"),
        Item(key="person.tags", type=ItemType.CODE, label="札", choices=_TAGS, multiple=True),
        Item(
            key="person.age",
            type=ItemType.INTEGER,
            label="年齢",
            unit="歳",
            derived="age(person.birth_date, on=today)",
        ),
        Item(
            key="case.has_child",
            type=ItemType.BOOLEAN,
            label="子がいる",
            derived='any(members, relation == "child")',
        ),
    ]
)

_DAYS = st.dates(date(1920, 1, 1), date(2030, 12, 31))


def _values() -> dict[str, st.SearchStrategy[Any]]:
    partial = st.builds(PartialDate, st.integers(1920, 2029), st.none() | st.integers(1, 12))
    strategies: dict[str, st.SearchStrategy[Any]] = {}
    for item in VOCABULARY.values():
        if item.derived is not None:
            continue
        match item.type:
            case ItemType.BOOLEAN:
                strategies[item.key] = st.booleans()
            case ItemType.CODE if item.multiple:
                strategies[item.key] = st.lists(st.sampled_from(list(item.choices)), unique=True).map(tuple)
            case ItemType.CODE:
                strategies[item.key] = st.sampled_from(list(item.choices))
            case ItemType.INTEGER:
                low = -(10**9) if item.minimum is None else item.minimum
                high = 10**9 if item.maximum is None else item.maximum
                strategies[item.key] = st.integers(low, high)
            case ItemType.DATE:
                strategies[item.key] = _DAYS | partial
            case _:
                strategies[item.key] = st.sampled_from(["", "い", "ろ", "a"])
    return strategies


_VALUES = _values()


@st.composite
def households(draw: st.DrawFn, *, most_members: int = 4, composition_known: bool | None = None) -> Facts:
    """A household in which any answer may be missing, 「わからない」, or partly known."""

    def answers(prefix: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, strategy in _VALUES.items():
            if key.startswith("person.") is (prefix == "person."):
                choice = draw(st.integers(0, 9))
                if choice >= 3:
                    found[key] = draw(strategy)
                elif choice == 2:
                    found[key] = DONT_KNOW
        return found

    known = draw(st.integers(0, 5)) > 0 if composition_known is None else composition_known
    members = None
    if known:
        members = tuple(answers("person.") for _ in range(draw(st.integers(0, most_members))))
    return Facts(case=answers("case."), members=members, today=TODAY)


@st.composite
def conditions(draw: st.DrawFn, scope: str, depth: int = 4, *, finite: bool = False) -> str:
    """Sources of boolean expressions. `scope` is case, person, or member (inside a question to all members).

    `finite`: only items with a short list of values, so that every completion can be tried.
    """
    return _Writer(draw, finite).boolean(scope, depth)


@st.composite
def numbers(draw: st.DrawFn, scope: str, depth: int = 3) -> str:
    """Sources of expressions that give a number."""
    return _Writer(draw, finite=False).number(scope, depth)


@st.composite
def dates(draw: st.DrawFn, scope: str, depth: int = 3) -> str:
    """Sources of expressions that give a date."""
    return _Writer(draw, finite=False).date(scope, depth)


class _Writer:
    """Writes one random expression with the draws of one example."""

    def __init__(self, draw: st.DrawFn, finite: bool) -> None:
        self._draw = draw
        self._finite = finite

    def _one_of(self, *choices: Any) -> Any:
        return self._draw(st.sampled_from(choices))

    def boolean(self, scope: str, depth: int) -> str:
        leaves = ["flag", "flag", "code", "comparison"]
        grown = ["not", "and", "or", "and", "or", "if", "known"]
        if scope != "member":
            grown += ["members", "members", "count", "sugar"]
        kind = self._one_of(*leaves, *(grown if depth > 0 else ()))
        below = depth - 1
        match kind:
            case "not" | "known":
                return f"{kind}({self.boolean(scope, below)})"
            case "and" | "or":
                return f"({self.boolean(scope, below)}) {kind} ({self.boolean(scope, below)})"
            case "if":
                then, condition = self.boolean(scope, below), self.boolean(scope, below)
                return f"({then}) if ({condition}) else ({self.boolean(scope, below)})"
            case "members":
                return f"{self._one_of('any', 'all')}(members, {self.boolean('member', below)})"
            case "count":
                return f"count(members, {self.boolean('member', below)}) >= {self._one_of(0, 1, 2, 3)}"
            case "sugar":
                return 'household.has_resident("child") or household.has("flag") or case.has_child'
            case "flag":
                return str(self._one_of(*self._paths(scope, ItemType.BOOLEAN), "true", "false"))
            case "code":
                return self._code(scope)
        return self._comparison(scope, min(depth, 2))

    def _paths(self, scope: str, kind: ItemType) -> list[str]:
        found: list[str] = []
        for item in VOCABULARY.values():
            if item.type is not kind or item.multiple or item.derived is not None:
                continue
            if self._finite and kind is ItemType.INTEGER and item.minimum is None:
                continue
            if not item.key.startswith("person."):
                found.append(item.key)
            elif scope != "case":
                found.append(item.short_key if scope == "member" else item.key)
        if kind is ItemType.INTEGER and scope != "case" and not self._finite:
            found.append("age" if scope == "member" else "person.age")
        return found

    def _code(self, scope: str) -> str:
        if not self._finite and self._one_of(False, False, True):
            if scope != "case" and self._one_of(False, True):
                return f'"{self._one_of(*_TAGS)}" not in {"tags" if scope == "member" else "person.tags"}'
            return f'case.note == "{self._one_of("い", "a")}"'
        path = self._one_of(*self._paths(scope, ItemType.CODE))
        choices = _KINDS if path == "case.kind" else _ROLES
        first, second = self._one_of(*choices), self._one_of(*choices)
        if self._one_of(False, True):
            return f'{path} in ["{first}", "{second}"]'
        return f'{path} {self._one_of("==", "!=")} "{first}"'

    def _comparison(self, scope: str, depth: int) -> str:
        symbol = self._one_of("==", "!=", "<", "<=", ">", ">=")
        kind = "numbers" if self._finite else self._one_of("numbers", "dates", "overlaps", "known", "list")
        match kind:
            case "dates":
                return f"({self.date(scope, depth)}) {symbol} ({self.date(scope, depth)})"
            case "overlaps":
                return f"overlaps({', '.join(self.date(scope, 0) for _ in range(4))})"
            case "known":
                return f"known({self.date(scope, depth)})"
            case "list":
                return f"({self.number(scope, depth)}) in [1, 65, 75]"
        return f"({self.number(scope, depth)}) {symbol} ({self.number(scope, depth)})"

    def number(self, scope: str, depth: int) -> str:  # noqa: C901 - one branch per kind
        grown = ["+", "-", "*", "if", "extreme"]
        if scope != "member":
            grown += ["members", "size"]
        if not self._finite:
            grown += ["year", "age", "days"]
        kind = self._one_of("item", "item", "literal", *(grown if depth > 0 else ()))
        below = depth - 1
        match kind:
            case "+" | "-":
                return f"({self.number(scope, below)}) {kind} ({self.number(scope, below)})"
            case "*":
                return f"({self.number(scope, below)}) * {self._one_of(-3, -1, 0, 2)}"
            case "if":
                condition = self.boolean(scope, below)
                return f"({self.number(scope, below)}) if ({condition}) else ({self.number(scope, below)})"
            case "extreme":
                name = self._one_of("min", "max")
                return f"{name}({self.number(scope, below)}, {self.number(scope, below)})"
            case "members":
                return f"{self._one_of('sum', 'min', 'max')}(members, {self.number('member', below)})"
            case "size":
                return "count(members)"
            case "year":
                return f"fiscal_year({self.date(scope, below)})"
            case "age":
                return f"age({self.date(scope, below)}, on={self.date(scope, below)})"
            case "days":
                return f"({self.date(scope, below)}) - ({self.date(scope, below)})"
            case "item":
                return str(self._one_of(*self._paths(scope, ItemType.INTEGER)))
        return str(self._one_of(0, 1, 2, 3) if self._finite else self._one_of(0, 1, 2, 18, 65, 75, 1000))

    def date(self, scope: str, depth: int) -> str:
        grown = ["moved", "moved", "working", *(["members"] if scope != "member" else [])]
        kind = self._one_of("item", "item", "today", "literal", *(grown if depth > 0 else ()))
        match kind:
            case "moved":
                unit = self._one_of("days", "months", "years")
                moved = f"{unit}({self._one_of(0, 1, 14, 75, 200)})"
                return f"({self.date(scope, depth - 1)}) {self._one_of('+', '-')} {moved}"
            case "working":
                return f"next_working_day({self.date(scope, depth - 1)})"
            case "members":
                return f"{self._one_of('min', 'max')}(members, {self.date('member', depth - 1)})"
            case "item":
                return str(self._one_of(*self._paths(scope, ItemType.DATE)))
            case "today":
                return "today"
        return f'date("{self._draw(_DAYS)}")'
