"""What to say about Python that is not part of the language, and what to write instead."""

from __future__ import annotations

import ast

ADVICE: dict[type[ast.AST], tuple[str, str]] = {
    ast.Lambda: ("lambda は使えません。", "条件をそのまま書いてください。"),
    ast.JoinedStr: ("f 文字列は使えません。", '"…" で囲んだ文字をそのまま書いてください。'),
    ast.NamedExpr: ("「:=」は使えません。", "等しいことは == で書いてください。"),
    ast.Subscript: ("「[…]」で取り出すことはできません。", "項目の key をそのまま書いてください。"),
    ast.ListComp: ("for は使えません。", "any(members, 条件) や count(members, 条件) で書いてください。"),
    ast.SetComp: ("for は使えません。", "any(members, 条件) や count(members, 条件) で書いてください。"),
    ast.GeneratorExp: ("for は使えません。", "any(members, 条件) や count(members, 条件) で書いてください。"),
    ast.DictComp: ("for は使えません。", "any(members, 条件) や count(members, 条件) で書いてください。"),
    ast.Dict: ("{…} は使えません。", "並びは [値, 値] で書いてください。"),
    ast.Set: ("{…} は使えません。", "並びは [値, 値] で書いてください。"),
    ast.List: ("並びは in の右にだけ書けます。", "「項目 in [値, 値]」と書いてください。"),
    ast.Tuple: ("並びは in の右にだけ書けます。", "「項目 in [値, 値]」と書いてください。"),
    ast.Await: ("await は使えません。", "条件をそのまま書いてください。"),
    ast.Yield: ("yield は使えません。", "条件をそのまま書いてください。"),
    ast.YieldFrom: ("yield は使えません。", "条件をそのまま書いてください。"),
    ast.Starred: ("「*」で広げることはできません。", "値を一つずつ書いてください。"),
}
