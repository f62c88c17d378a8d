"""Compiles the conditions of a pack, each text once; a mistake becomes a problem with file and line."""

from __future__ import annotations

from madoguchi.core.conditions import ConditionError, Expression, Kind, compile_expression
from madoguchi.core.packs.problems import PackProblem
from madoguchi.core.vocabulary import Scope, Vocabulary

_REMEDY = "書き方は docs/reference/conditions.md にあります。"


class Compiler:
    """Compiled expressions by text, scope and kind: the 13 overlays share those of the common pack."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._known: dict[tuple[str, Scope, Kind], Expression | ConditionError] = {}

    def compile(self, source: str, scope: Scope, kind: Kind) -> Expression | ConditionError:
        """The expression, or the mistake in it."""
        place = (source, scope, kind)
        if place not in self._known:
            try:
                self._known[place] = compile_expression(source, self._vocabulary, scope=scope, expects=kind)
            except ConditionError as error:
                self._known[place] = error
        return self._known[place]


def compiler_of(vocabulary: Vocabulary) -> Compiler:
    """The one compiler of a vocabulary: what it has compiled, it keeps as long as the vocabulary is there."""
    return vocabulary.computed((__name__,), lambda: Compiler(vocabulary))


def source_of(value: object) -> str:
    """The text of a condition as YAML gave it: `true` and numbers are literals of the language too."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).strip()


def condition_problem(error: ConditionError, field: str, file: str, line: int) -> PackProblem:
    """A mistake inside an expression, with the line of the file on which it stands."""
    joint = " の" if error.message.startswith("「") else ": "
    return PackProblem(file, line + error.line - 1, f"{field}{joint}{error.message}", error.remedy or _REMEDY)
