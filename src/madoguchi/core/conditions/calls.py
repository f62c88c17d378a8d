"""Checking of function calls: which functions there are and what each takes."""

from __future__ import annotations

import ast
from abc import ABC, abstractmethod
from datetime import date
from typing import NoReturn

from madoguchi.core.conditions import nodes
from madoguchi.core.conditions.errors import ConditionError
from madoguchi.core.conditions.functions import AGGREGATES, FUNCTIONS, SUGAR
from madoguchi.core.conditions.kinds import Kind
from madoguchi.core.vocabulary import Item, Scope, Vocabulary, nearest

LONGEST_DURATION = {"days": 73_050, "months": 2_400, "years": 200}
_YEARS = (1868, 2199)


class CallChecks(ABC):
    """The part of the checker that knows the functions."""

    vocabulary: Vocabulary
    of_member: bool

    @abstractmethod
    def refuse(self, node: ast.AST, message: str, remedy: str = "") -> NoReturn:
        """Raise a ConditionError at the place of the node."""

    @abstractmethod
    def error(self, node: ast.AST, message: str, remedy: str = "") -> ConditionError:
        """A ConditionError at the place of the node."""

    @abstractmethod
    def check(self, node: ast.expr) -> nodes.Node:
        """The typed node of a syntax node."""

    @abstractmethod
    def expect(self, node: ast.expr, kind: Kind) -> nodes.Node:
        """The typed node of something that must be of a kind."""

    @abstractmethod
    def dotted(self, node: ast.expr) -> str | None:
        """A plain path as text, or None."""

    @abstractmethod
    def item_node(self, node: ast.AST, item: Item) -> nodes.Node:
        """The node of an item."""

    @abstractmethod
    def code(self, place: ast.AST, value: str, item: Item) -> str:
        """The value, when it is in the item's list; else an error."""

    def call(self, node: ast.Call) -> nodes.Node:
        """The typed node of a function call."""
        name = self.dotted(node.func) or ""
        if name in SUGAR:
            return self._household(node, name)
        self._refuse_shape(node, name)
        if name in AGGREGATES:
            return self._aggregate_or_extreme(node, name)
        match name:
            case "age":
                return self._age(node)
            case "date":
                return self._date(node)
            case "fiscal_year":
                return nodes.FiscalYear(self.expect(self._arguments(node, name, 1)[0], Kind.DATE))
            case "next_working_day":
                return nodes.NextWorkingDay(self.expect(self._arguments(node, name, 1)[0], Kind.DATE))
            case "known":
                return nodes.Known(self.check(self._arguments(node, name, 1)[0]))
            case "overlaps":
                return self._overlaps(node)
        usage = FUNCTIONS[name].usage
        raise self.error(
            node, f"{name} は単独では使えません。", f"{usage} のように日付に足すか引くかしてください。"
        )

    def _refuse_shape(self, node: ast.Call, name: str) -> None:
        """Refuse functions that do not exist, and arguments that no function takes."""
        if name not in FUNCTIONS:
            shown = name[:60] or "この呼び出し"
            found = nearest(name, [*FUNCTIONS, *SUGAR])
            listed = "、".join((*FUNCTIONS, *SUGAR))
            remedy = f"「{found}」ではありませんか。" if found else f"使える関数: {listed}"
            self.refuse(node, f"「{shown}」という関数はありません。", remedy)
        usage = f"{FUNCTIONS[name].usage} と書いてください。"
        for argument in node.args:
            if isinstance(argument, ast.Starred):
                self.refuse(argument, "「*」で広げることはできません。", usage)
        for keyword in node.keywords:
            if name != "age" or keyword.arg != "on":
                self.refuse(node, f"{name} に名前付きの値は渡せません。", usage)

    def duration(self, node: ast.expr) -> tuple[nodes.DurationUnit, int] | None:
        """Unit and length when the node is days(n), months(n) or years(n), else None."""
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            return None
        match node.func.id:
            case "days" | "months" | "years" as unit:
                pass
            case _:
                return None
        argument = self._arguments(node, unit, 1)[0]
        length = self.check(argument)
        if not (
            isinstance(length, nodes.Literal) and length.kind is Kind.NUMBER and isinstance(length.value, int)
        ):
            self.refuse(
                argument, f"{unit} には数をそのまま書きます。", f"{unit}(14) のように書いてください。"
            )
        if not 0 <= length.value <= LONGEST_DURATION[unit]:
            self.refuse(argument, f"{unit} に書けるのは 0 から {LONGEST_DURATION[unit]} までです。")
        return unit, length.value

    def _arguments(self, node: ast.Call, name: str, count: int) -> list[ast.expr]:
        if len(node.args) != count or node.keywords:
            self.refuse(
                node, f"{name} に渡す値の数が違います。", f"{FUNCTIONS[name].usage} と書いてください。"
            )
        return node.args

    def _age(self, node: ast.Call) -> nodes.Node:
        if len(node.args) != 1 or len(node.keywords) > 1:
            self.refuse(node, "age に渡す値の数が違います。", f"{FUNCTIONS['age'].usage} と書いてください。")
        birth = self.expect(node.args[0], Kind.DATE)
        on: nodes.Node = self.expect(node.keywords[0].value, Kind.DATE) if node.keywords else nodes.Today()
        return nodes.Age(birth, on)

    def _date(self, node: ast.Call) -> nodes.Node:
        argument = self._arguments(node, "date", 1)[0]
        text = argument.value if isinstance(argument, ast.Constant) else None
        usage = 'date("2026-04-01") のように書いてください。'
        if not isinstance(text, str):
            self.refuse(argument, "date には日付の文字列を書きます。", usage)
        try:
            day = date.fromisoformat(text) if len(text) == 10 else None
        except ValueError:
            day = None
        if day is None or not _YEARS[0] <= day.year <= _YEARS[1]:
            self.refuse(argument, "日付として読めません。", usage)
        return nodes.Literal(day, Kind.DATE)

    def _overlaps(self, node: ast.Call) -> nodes.Node:
        first_start, first_end, second_start, second_end = (
            self.expect(argument, Kind.DATE) for argument in self._arguments(node, "overlaps", 4)
        )
        return nodes.And(
            (nodes.Compare("<=", first_start, second_end), nodes.Compare("<=", second_start, first_end))
        )

    def _aggregate_or_extreme(self, node: ast.Call, name: str) -> nodes.Node:
        over_members = bool(node.args) and isinstance(node.args[0], ast.Name) and node.args[0].id == "members"
        usage = f"{FUNCTIONS[name].usage} と書いてください。"
        if not over_members:
            if name not in ("min", "max"):
                self.refuse(node, f"{name} は世帯の人について使います。", usage)
            return self._extreme(node, name, usage)
        if self.of_member:
            self.refuse(
                node, "members の中で、もう一度 members は使えません。", "条件を二つに分けてください。"
            )
        if name == "count" and len(node.args) == 1:
            return nodes.Aggregate("count", nodes.Literal(True, Kind.BOOLEAN))
        if len(node.args) != 2:
            self.refuse(node, f"{name} に渡す値の数が違います。", usage)
        self.of_member = True
        try:
            if name in ("any", "all", "count"):
                term = self.expect(node.args[1], Kind.BOOLEAN)
            elif name == "sum":
                term = self.expect(node.args[1], Kind.NUMBER)
            else:
                term = self.check(node.args[1])
                if not term.kind.is_ordered:
                    self.refuse(node.args[1], f"{name} には数か日付が要ります。", usage)
        finally:
            self.of_member = False
        if any(isinstance(inner, nodes.Aggregate) for inner in nodes.walk(term)):
            self.refuse(
                node, "members の中で、もう一度 members は使えません。", "条件を二つに分けてください。"
            )
        match name:
            case "any" | "all" | "count" | "sum" | "min" | "max":
                return nodes.Aggregate(name, term)
        raise AssertionError(name)

    def _extreme(self, node: ast.Call, name: str, usage: str) -> nodes.Node:
        if len(node.args) < 2:
            self.refuse(node, f"{name} に渡す値の数が違います。", usage)
        terms = tuple(self.check(argument) for argument in node.args)
        if not terms[0].kind.is_ordered or any(term.kind is not terms[0].kind for term in terms):
            self.refuse(node, f"{name} には、数どうしか日付どうしを書きます。", usage)
        return nodes.Extreme("min" if name == "min" else "max", terms)

    def _household(self, node: ast.Call, name: str) -> nodes.Node:
        usage = f"{SUGAR[name].usage} と書いてください。"
        argument = node.args[0] if len(node.args) == 1 and not node.keywords else None
        text = argument.value if isinstance(argument, ast.Constant) else None
        if argument is None or not isinstance(text, str):
            self.refuse(node, f"{name} に渡す値が違います。", usage)
        if self.of_member:
            self.refuse(
                node, "members の中で、もう一度 household は使えません。", "条件を二つに分けてください。"
            )
        if name == "household.has_resident":
            relation = self.vocabulary.get("person.relation")
            if relation is None:
                self.refuse(node, "「person.relation」という項目が語彙にありません。")
            self.code(argument, text, relation)
            same = nodes.Compare("==", self.item_node(node, relation), nodes.Literal(text, Kind.CODE))
            return nodes.Aggregate("any", same)
        item = self.vocabulary.get(text if text.startswith("person.") else f"person.{text}")
        if item is None or item.scope is not Scope.PERSON:
            found = nearest(text, [one.short_key for one in self.vocabulary.of_persons()])
            remedy = f"「{found}」ではありませんか。" if found else ""
            self.refuse(argument, f"「{text[:60]}」という人の項目は語彙にありません。", remedy)
        flag = self.item_node(node, item)
        if flag.kind is not Kind.BOOLEAN:
            message = f"「{text}」は はい・いいえ の項目ではありません。"
            self.refuse(argument, message, "any(members, …) で書いてください。")
        return nodes.Aggregate("any", flag)
