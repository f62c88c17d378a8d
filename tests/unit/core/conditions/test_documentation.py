"""The reference of the language names every function, and each of its examples works."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from madoguchi.core.conditions import Scope, compile_expression
from madoguchi.core.conditions.functions import FUNCTIONS, SUGAR
from madoguchi.core.conditions.reading import DEEPEST_NESTING, LONGEST_SOURCE, MOST_NODES
from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.core.vocabulary import Vocabulary

ROOT = Path(__file__).resolve().parents[4]
REFERENCE = (ROOT / "docs" / "reference" / "conditions.md").read_text(encoding="utf-8")


@cache
def vocabulary() -> Vocabulary:
    return load_packs_or_refuse(ROOT / "packs").vocabulary


def rows() -> dict[str, str]:
    """The table of functions: name → example."""
    found = re.findall(r"^\| `([a-z_.]+)\(.*\| `(.+)` \|$", REFERENCE, flags=re.MULTILINE)
    return dict(found)


def test_every_function_is_documented_and_nothing_else() -> None:
    assert set(rows()) == set(FUNCTIONS) | set(SUGAR)


@pytest.mark.parametrize("name", [*FUNCTIONS, *SUGAR])
def test_the_example_of_a_function_uses_it_and_works(name: str) -> None:
    example = rows()[name]
    assert f"{name}(" in example
    compile_expression(example, vocabulary(), scope=Scope.CASE)


@pytest.mark.parametrize(
    ("scope", "source"), re.findall(r"```condition (\w+)\n(.*?)```", REFERENCE, re.DOTALL)
)
def test_the_longer_examples_work(scope: str, source: str) -> None:
    compile_expression(source, vocabulary(), scope=Scope(scope))


def test_the_bounds_are_the_real_ones() -> None:
    assert (
        f"at most {LONGEST_SOURCE} characters, {MOST_NODES} parts and {DEEPEST_NESTING} levels" in REFERENCE
    )
