"""From text to a Python syntax tree, without Python ever evaluating anything.

Everything that could hurt before the tree exists (length, nesting, characters) is refused here.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator

from madoguchi.core.conditions.errors import ConditionError

LONGEST_SOURCE = 2000
DEEPEST_NESTING = 40
MOST_NODES = 600

_HALF_WIDTH = {
    "（": "(",
    "）": ")",
    "＜": "<",
    "＞": ">",
    "＝": "=",
    "，": ",",
    "、": ",",
    "“": '"',
    "”": '"',
}


class Source:
    """The text of one expression and the place of every node in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._lines = text.split("\n")

    def place(self, node: ast.AST) -> tuple[int, int]:
        """Line and column of a node, both from 1; the column counts characters."""
        line = getattr(node, "lineno", 1)
        column_in_bytes = getattr(node, "col_offset", 0)
        # The text was read between parentheses: one byte more on its first line.
        if line == 1:
            column_in_bytes = max(0, column_in_bytes - 1)
        shown = self._lines[min(line, len(self._lines)) - 1]
        column = len(shown.encode("utf-8", "replace")[:column_in_bytes].decode("utf-8", "ignore"))
        return line, column + 1

    def error(self, node: ast.AST, message: str, remedy: str = "") -> ConditionError:
        """An error at the place of a node."""
        line, column = self.place(node)
        return ConditionError(message, line, column, remedy)

    def error_at(self, index: int, message: str, remedy: str = "") -> ConditionError:
        """An error at a character of the text."""
        before = self.text[: max(0, index)]
        return ConditionError(message, before.count("\n") + 1, index - (before.rfind("\n") + 1) + 1, remedy)


def read(text: str) -> tuple[Source, ast.expr]:
    """Parse the text; raises ConditionError for everything that is not one bounded Python expression."""
    source = Source(text)
    _refuse_raw_text(source)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(f"({text}\n)", mode="eval").body
    except SyntaxError as error:
        raise _syntax_error(source, error) from None
    except (RecursionError, MemoryError, ValueError):
        raise ConditionError(
            "式が複雑すぎて読めません。", 1, 1, "いくつかの項目や手続きに分けてください。"
        ) from None
    _refuse_size(source, tree)
    return source, tree


def _refuse_raw_text(source: Source) -> None:  # noqa: C901 - one check after the other
    text = source.text
    if not text.strip():
        raise ConditionError("式が空です。", 1, 1, "いつも当てはまるなら true と書いてください。")
    if len(text) > LONGEST_SOURCE:
        raise ConditionError(
            f"式が長すぎます（{len(text)}文字）。", 1, 1, f"{LONGEST_SOURCE}文字までにしてください。"
        )
    depth = 0
    for index, character in _outside_quotes(text):
        if character in "([{":
            depth += 1
            if depth > DEEPEST_NESTING:
                raise source.error_at(index, "かっこの入れ子が深すぎます。", "式を分けてください。")
        elif character in ")]}":
            depth -= 1
            if depth < 0:
                raise source.error_at(
                    index, f"余分な「{character}」があります。", "かっこの数を合わせてください。"
                )
        elif character == "#":
            raise source.error_at(index, "式の中に # の注釈は書けません。", "YAML の行に書いてください。")
        elif character == "\\":
            raise source.error_at(index, "「\\」は使えません。", "取り除いてください。")
        elif character in _HALF_WIDTH:
            raise source.error_at(
                index,
                f"全角の「{character}」があります。",
                f"半角の {_HALF_WIDTH[character]} で書いてください。",
            )
        elif ord(character) > 127:
            raise source.error_at(
                index,
                f"「{character}」は式に使えません。",
                '日本語の文字は "…" で囲むか、項目の key で書いてください。',
            )
        elif character not in "\n\t" and not character.isprintable():
            raise source.error_at(index, "制御文字が入っています。", "取り除いてください。")
    if "\\" in text:
        raise source.error_at(
            text.index("\\"), "文字列に「\\」は使えません。", "文字をそのまま書いてください。"
        )


def _outside_quotes(text: str) -> Iterator[tuple[int, str]]:
    quote = ""
    for index, character in enumerate(text):
        if quote:
            if character == quote:
                quote = ""
        elif character in "\"'":
            quote = character
        else:
            yield index, character


def _refuse_size(source: Source, tree: ast.expr) -> None:
    count = 0
    waiting: list[tuple[ast.AST, int]] = [(tree, 1)]
    while waiting:
        node, depth = waiting.pop()
        count += 1
        if depth > DEEPEST_NESTING:
            raise source.error(
                node, "式の入れ子が深すぎます。", "式を分けるか、not などの重なりを減らしてください。"
            )
        if count > MOST_NODES:
            raise source.error(node, "式が大きすぎます。", "いくつかの項目や手続きに分けてください。")
        waiting.extend((child, depth + 1) for child in ast.iter_child_nodes(node))


def _syntax_error(source: Source, error: SyntaxError) -> ConditionError:
    line = error.lineno or 1
    column = max(1, (error.offset or 1) - (1 if line == 1 else 0))
    lines = source.text.split("\n")
    if line > len(lines):
        line, column = len(lines), len(lines[-1]) + 1
    reason = error.msg or ""
    if "invalid syntax" in reason and _single_equals(source.text):
        reason = "Maybe you meant '=='"
    if "'=='" in reason or "cannot assign" in reason or "keyword argument" in reason:
        return ConditionError("「=」では比べられません。", line, column, "等しいことは == で書いてください。")
    if "integer string conversion" in reason or "Exceeds the limit" in reason:
        return ConditionError("数が大きすぎます。", line, column, "桁を確かめてください。")
    if "unterminated" in reason or "EOL" in reason:
        return ConditionError(
            '文字列の「"」が閉じていません。', line, column, '終わりに " を付けてください。'
        )
    if "never closed" in reason or "unexpected EOF" in reason:
        return ConditionError("かっこが閉じていません。", line, column, "「)」や「]」を足してください。")
    for symbol, word in (("&&", "and"), ("||", "or"), ("<>", "!="), ("!", "not")):
        position = source.text.find(symbol)
        if position >= 0 and not source.text.startswith("!=", position):
            return source.error_at(position, f"「{symbol}」は使えません。", f"{word} と書いてください。")
    return ConditionError(
        "式の書き方が正しくありません。", line, column, "docs/reference/conditions.md の例を見てください。"
    )


def _single_equals(text: str) -> bool:
    previous = ""
    characters = [character for _, character in _outside_quotes(text)]
    for character, following in zip(characters, [*characters[1:], ""], strict=True):
        if character == "=" and following != "=" and previous not in tuple("=<>!"):
            return True
        previous = character
    return False
