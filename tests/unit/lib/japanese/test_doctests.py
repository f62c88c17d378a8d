"""The examples in the documentation of the Japanese library are true."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import madoguchi.lib.japanese

MODULES = [
    found.name
    for found in pkgutil.walk_packages(madoguchi.lib.japanese.__path__, "madoguchi.lib.japanese.")
    if not found.ispkg
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_are_true(name: str) -> None:
    results = doctest.testmod(importlib.import_module(name))
    assert results.failed == 0
