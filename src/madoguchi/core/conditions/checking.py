"""From the syntax tree to the typed tree: names, types and scopes are checked here, when the packs load."""

from __future__ import annotations

import ast
from typing import NoReturn

from madoguchi.core.conditions import nodes
from madoguchi.core.conditions.calls import CallChecks
from madoguchi.core.conditions.errors import ConditionError
from madoguchi.core.conditions.kinds import Kind
from madoguchi.core.conditions.reading import Source, read
from madoguchi.core.conditions.refusals import ADVICE
from madoguchi.core.vocabulary import Item, Scope, Vocabulary, nearest

LARGEST_LITERAL = 10**12
LONGEST_TEXT_LITERAL = 300
LARGEST_FACTOR = 10**4

_COMPARISONS: dict[type[ast.cmpop], nodes.ComparisonOperator] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
_ARITHMETIC: dict[type[ast.operator], nodes.ArithmeticOperator] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*"}
_TRUTH = {"true": True, "false": False, "True": True, "False": False}


class Checker(CallChecks):
    """Turns one syntax tree into a typed tree. `of_member` is set while inside a question to all members."""

    def __init__(
        self, source: Source, vocabulary: Vocabulary, scope: Scope, *, deriving: tuple[str, ...] = ()
    ) -> None:
        self.source = source
        self.vocabulary = vocabulary
        self.scope = scope
        self.of_member = False
        self.deriving = deriving

    def refuse(self, node: ast.AST, message: str, remedy: str = "") -> NoReturn:
        """Raise a ConditionError at the place of the node."""
        raise self.error(node, message, remedy)

    def error(self, node: ast.AST, message: str, remedy: str = "") -> ConditionError:
        """A ConditionError at the place of the node."""
        return self.source.error(node, message, remedy)

    def check(self, node: ast.expr) -> nodes.Node:
        """The typed node of a syntax node."""
        match node:
            case ast.Constant():
                return self._constant(node)
            case ast.Name() | ast.Attribute():
                return self._path(node)
            case ast.BoolOp():
                operands = tuple(self.boolean(value) for value in node.values)
                return nodes.And(operands) if isinstance(node.op, ast.And) else nodes.Or(operands)
            case ast.UnaryOp():
                return self._unary(node)
            case ast.Compare():
                return self._comparison_chain(node)
            case ast.BinOp():
                return self._arithmetic(node)
            case ast.IfExp():
                return self._choose(node)
            case ast.Call():
                return self.call(node)
        message, remedy = ADVICE.get(
            type(node), ("この書き方は使えません。", "条件の言葉だけで書いてください。")
        )
        raise self.error(node, message, remedy)

    def boolean(self, node: ast.expr) -> nodes.Node:
        """The typed node of something that must be true or false."""
        return self.expect(node, Kind.BOOLEAN)

    def expect(self, node: ast.expr, kind: Kind) -> nodes.Node:
        """The typed node of something that must be of a kind."""
        found = self.check(node)
        if found.kind is not kind:
            remedy = "「… == …」のように比べてください。" if kind is Kind.BOOLEAN else ""
            if kind is Kind.DATE and found.kind is Kind.TEXT:
                remedy = '日付は date("2026-04-01") と書いてください。'
            self.refuse(node, f"ここには{kind.japanese}が要りますが、{found.kind.japanese}です。", remedy)
        return found

    def _constant(self, node: ast.Constant) -> nodes.Literal:
        value = node.value
        if isinstance(value, bool):
            return nodes.Literal(value, Kind.BOOLEAN)
        if isinstance(value, int):
            if abs(value) > LARGEST_LITERAL:
                self.refuse(node, "数が大きすぎます。", "桁を確かめてください。")
            return nodes.Literal(value, Kind.NUMBER)
        if isinstance(value, str):
            if node.kind == "u":
                self.refuse(node, "文字列の前に u は付けられません。", "取り除いてください。")
            if len(value) > LONGEST_TEXT_LITERAL:
                self.refuse(node, "文字列が長すぎます。", f"{LONGEST_TEXT_LITERAL}文字までにしてください。")
            return nodes.Literal(value, Kind.TEXT)
        if value is None:
            self.refuse(node, "None は使えません。", "分かっているかどうかは known(項目) で書いてください。")
        if isinstance(value, float):
            self.refuse(node, "小数は使えません。", "整数で書いてください。")
        raise self.error(node, "この値は使えません。", "数・文字列・true・false・date(…) で書いてください。")

    def dotted(self, node: ast.expr) -> str | None:
        """`a.b.c` as text, or None when the node is not a plain path."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return None
        parts.append(node.id)
        return ".".join(reversed(parts))

    def _path(self, node: ast.Name | ast.Attribute) -> nodes.Node:
        path = self.dotted(node)
        if path is None:
            self.refuse(
                node,
                "式の結果の部分を「.」で取り出すことはできません。",
                "項目の key をそのまま書いてください。",
            )
        if path in _TRUTH:
            return nodes.Literal(_TRUTH[path], Kind.BOOLEAN)
        if path == "today":
            return nodes.Today()
        if path == "members":
            self.refuse(node, "members は単独では使えません。", "any(members, 条件) のように書いてください。")
        return self.item_node(node, self._resolve(node, path))

    def _resolve(self, node: ast.AST, path: str) -> Item:
        own = self.vocabulary.get(path)
        if self.of_member:
            member_item = self.vocabulary.get(f"person.{path}")
            if member_item is not None and own is not None:
                self.refuse(node, f"「{path}」は世帯の項目にも人の項目にもあり、どちらか決められません。")
            if own is not None and own.scope is Scope.PERSON:
                short = own.short_key
                self.refuse(
                    node,
                    "members の中では person. を付けません。",
                    f"「{short}」と書いてください（それぞれの人の値）。",
                )
            own = member_item or own
        if own is None:
            self._refuse_unknown(node, path)
        if own.scope is Scope.PERSON and self.scope is Scope.CASE and not self.of_member:
            self.refuse(
                node,
                f"「{path}」は一人ひとりの項目なので、世帯の条件には書けません。",
                f"any(members, {own.short_key} …) のように、だれについてかを書いてください。",
            )
        return own

    def _refuse_unknown(self, node: ast.AST, path: str) -> NoReturn:
        shown = path if len(path) <= 60 else path[:60] + "…"
        if f"person.{path}" in self.vocabulary and self.scope is Scope.PERSON:
            remedy = f"「person.{path}」ではありませんか。"
        else:
            short_keys = [item.short_key for item in self.vocabulary.of_persons()] if self.of_member else []
            found = nearest(path, [*self.vocabulary, *short_keys, "today"])
            if found is not None and self.of_member:
                found = found.removeprefix("person.")
            remedy = f"「{found}」ではありませんか。" if found else "vocabulary の key を確かめてください。"
        if "__" in path:
            remedy = "項目の key だけが書けます。"
        self.refuse(node, f"「{shown}」という項目は語彙にありません。", remedy)

    def item_node(self, node: ast.AST, item: Item) -> nodes.Node:
        """The node of an item; a derived item brings its expression along."""
        text = item.derived
        if text is None:
            return nodes.ItemNode(item)
        if item.key in self.deriving:
            circle = " → ".join((*self.deriving, item.key))
            self.refuse(
                node,
                f"計算の項目が自分自身に戻っています（{circle}）。",
                "どれか一つをたずねる項目にしてください。",
            )
        return self.vocabulary.computed((__name__, item.key), lambda: self._derived_node(item, text))

    def _derived_node(self, item: Item, text: str) -> nodes.DerivedNode:
        source, tree = read(text)
        inner = Checker(source, self.vocabulary, item.scope, deriving=(*self.deriving, item.key)).check(tree)
        return nodes.DerivedNode(item, inner)

    def _unary(self, node: ast.UnaryOp) -> nodes.Node:
        if isinstance(node.op, ast.Not):
            return nodes.Not(self.boolean(node.operand))
        if isinstance(node.op, ast.USub):
            operand = self.expect(node.operand, Kind.NUMBER)
            if isinstance(operand, nodes.Literal) and isinstance(operand.value, int):
                return nodes.Literal(-operand.value, Kind.NUMBER)
            return nodes.Arithmetic("-", nodes.Literal(0, Kind.NUMBER), operand)
        raise self.error(node, "この記号は使えません。", "否定は not、負の数は - で書いてください。")

    def _comparison_chain(self, node: ast.Compare) -> nodes.Node:
        terms = [node.left, *node.comparators]
        parts = [
            self._comparison(operator, left, right)
            for operator, left, right in zip(node.ops, terms, terms[1:], strict=False)
        ]
        return parts[0] if len(parts) == 1 else nodes.And(tuple(parts))

    def _comparison(self, operator: ast.cmpop, left: ast.expr, right: ast.expr) -> nodes.Node:
        if isinstance(operator, ast.In | ast.NotIn):
            found = self._membership(left, right)
            return nodes.Not(found) if isinstance(operator, ast.NotIn) else found
        symbol = _COMPARISONS.get(type(operator))
        if symbol is None:
            self.refuse(right, "is は使えません。", "等しいことは == で書いてください。")
        if isinstance(right, ast.List | ast.Tuple) or isinstance(left, ast.List | ast.Tuple):
            self.refuse(right, "並びとは比べられません。", "「項目 in [値, 値]」と書いてください。")
        left_node, right_node = self.check(left), self.check(right)
        left_node = self._as_code(left, left_node, right_node)
        right_node = self._as_code(right, right_node, left_node)
        self._refuse_kinds(symbol, left, left_node, right, right_node)
        return nodes.Compare(symbol, left_node, right_node)

    def _as_code(self, place: ast.expr, node: nodes.Node, other: nodes.Node) -> nodes.Node:
        """A written text that stands beside a code becomes a code, if it is one of its list."""
        if not (isinstance(node, nodes.Literal) and isinstance(node.value, str) and other.kind is Kind.CODE):
            return node
        for item in code_items(other):
            self.code(place, node.value, item)
        return nodes.Literal(node.value, Kind.CODE)

    def code(self, place: ast.AST, value: str, item: Item) -> str:
        """The value, when it is in the item's list; else an error with the nearest value."""
        if value in item.choices:
            return value
        found = nearest(value, item.choices)
        remedy = f"「{found}」ではありませんか。" if found else f"選択肢: {'、'.join(item.choices)}"
        raise self.error(place, f"「{value[:60]}」は「{item.key}」の選択肢にありません。", remedy)

    def _refuse_kinds(
        self, symbol: str, left: ast.expr, left_node: nodes.Node, right: ast.expr, right_node: nodes.Node
    ) -> None:
        kinds = (left_node.kind, right_node.kind)
        if Kind.CODES in kinds:
            self.refuse(left, "複数選べる項目は比べられません。", '「"値" in 項目」と書いてください。')
        if Kind.DURATION in kinds:
            self.refuse(
                right,
                "期間は比べられません。",
                "「日付 + days(14) < today」のように日付どうしを比べてください。",
            )
        if kinds[0] is not kinds[1]:
            remedy = ""
            if set(kinds) == {Kind.DATE, Kind.TEXT}:
                remedy = '日付は date("2026-04-01") と書いてください。'
            elif set(kinds) == {Kind.DATE, Kind.NUMBER}:
                remedy = "年齢なら age(日付)、日数なら「日付 - 日付」で比べてください。"
            self.refuse(right, f"{kinds[0].japanese}と{kinds[1].japanese}は比べられません。", remedy)
        if symbol not in ("==", "!=") and not kinds[0].is_ordered:
            self.refuse(
                left,
                f"{kinds[0].japanese}には大小がありません。",
                "== か != か「in [値, 値]」で書いてください。",
            )
        if kinds[0] is Kind.CODE:
            lists = {tuple(item.choices) for node in (left_node, right_node) for item in code_items(node)}
            if len(lists) > 1:
                self.refuse(
                    right, "選択肢の違う項目どうしは比べられません。", "同じ選択肢の項目と比べてください。"
                )

    def _membership(self, left: ast.expr, right: ast.expr) -> nodes.Node:
        if isinstance(right, ast.List | ast.Tuple):
            return self._in_list(left, right)
        codes = self.check(right)
        if codes.kind is not Kind.CODES:
            self.refuse(right, "in の右には並びが要ります。", '「項目 in ["値", "値"]」と書いてください。')
        value = self.check(left)
        if not (isinstance(value, nodes.Literal) and isinstance(value.value, str)):
            self.refuse(left, "in の左には選択肢の値が要ります。", '「"値" in 項目」と書いてください。')
        for item in code_items(codes):
            self.code(left, value.value, item)
        return nodes.Contains(codes, value.value)

    def _in_list(self, left: ast.expr, right: ast.List | ast.Tuple) -> nodes.Node:
        element = self.check(left)
        if element.kind in (Kind.CODES, Kind.DURATION):
            self.refuse(
                left, f"{element.kind.japanese}は in の左に書けません。", '「"値" in 項目」と書いてください。'
            )
        if not right.elts:
            self.refuse(right, "並びが空です。", "値を一つ以上書いてください。")
        options: list[nodes.Literal] = []
        for part in right.elts:
            option = self._as_code(part, self.check(part), element)
            if not isinstance(option, nodes.Literal):
                self.refuse(part, "並びには値だけが書けます。", "項目どうしは == で比べてください。")
            if option.kind is not element.kind:
                self.refuse(part, f"{element.kind.japanese}の並びに{option.kind.japanese}があります。")
            options.append(option)
        return nodes.In(element, tuple(options))

    def _arithmetic(self, node: ast.BinOp) -> nodes.Node:
        symbol = _ARITHMETIC.get(type(node.op))
        if symbol is None:
            self.refuse(node, "この計算は使えません。", "+ - * だけが使えます。")
        duration = self.duration(node.right)
        if duration is not None:
            if symbol == "*":
                self.refuse(node, "期間は掛けられません。", "days(28) のように数を書いてください。")
            unit, amount = duration
            return nodes.Shift(self.expect(node.left, Kind.DATE), unit, amount if symbol == "+" else -amount)
        if self.duration(node.left) is not None:
            self.refuse(node.left, "期間は右に書きます。", "「日付 + days(14)」の順で書いてください。")
        left, right = self.check(node.left), self.check(node.right)
        if left.kind is Kind.DATE and right.kind is Kind.DATE and symbol == "-":
            return nodes.DaysBetween(left, right)
        if left.kind is Kind.DATE and right.kind is Kind.NUMBER:
            self.refuse(
                node.right, "日付に数は足せません。", "「日付 + days(14)」のように単位を付けてください。"
            )
        if left.kind is not Kind.NUMBER or right.kind is not Kind.NUMBER:
            self.refuse(
                node,
                f"{left.kind.japanese}と{right.kind.japanese}では計算できません。",
                "数どうしで計算してください。",
            )
        if symbol == "*" and not any(_is_small_number(side) for side in (left, right)):
            self.refuse(node, "掛け算は、どちらか一方を 10000 までの数で書いてください。")
        return nodes.Arithmetic(symbol, left, right)

    def _choose(self, node: ast.IfExp) -> nodes.Node:
        condition = self.boolean(node.test)
        then, otherwise = self.check(node.body), self.check(node.orelse)
        then = self._as_code(node.body, then, otherwise)
        otherwise = self._as_code(node.orelse, otherwise, then)
        if then.kind is not otherwise.kind or then.kind is Kind.DURATION:
            self.refuse(
                node,
                f"if の二つの値の種類が違います（{then.kind.japanese}と{otherwise.kind.japanese}）。",
                "そろえてください。",
            )
        return nodes.Choose(condition, then, otherwise)


def code_items(node: nodes.Node) -> list[Item]:
    """The code items whose values a term can give."""
    match node:
        case nodes.ItemNode(item=item):
            return [item]
        case nodes.DerivedNode(item=item, inner=inner):
            return code_items(inner) or ([item] if item.choices else [])
        case nodes.Choose(then=then, otherwise=otherwise):
            return code_items(then) + code_items(otherwise)
    return []


def _is_small_number(node: nodes.Node) -> bool:
    return (
        isinstance(node, nodes.Literal) and isinstance(node.value, int) and abs(node.value) <= LARGEST_FACTOR
    )


def check_source(text: str, vocabulary: Vocabulary, scope: Scope, expects: Kind) -> nodes.Node:
    """The typed tree of an expression that must give the expected kind; raises ConditionError."""
    source, tree = read(text)
    checker = Checker(source, vocabulary, scope)
    node = checker.expect(tree, expects) if expects is not Kind.CODE else checker.check(tree)
    if sum(1 for _ in nodes.walk(node)) > 5000:
        checker.refuse(tree, "計算の項目を展開すると式が大きすぎます。", "計算の項目を減らしてください。")
    return node


__all__ = ["Checker", "check_source", "code_items"]
