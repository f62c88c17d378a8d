"""Errors as the summary on top of a page lists them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from madoguchi.surfaces.resident_web.presentation.fields import FieldView


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """A message, and the id of the element to jump to."""

    target: str
    message: str


def problems_of(fields: Iterable[FieldView]) -> list[FieldProblem]:
    """The errors of the fields, in the order of the page."""
    return [FieldProblem(field.focus_id, field.error) for field in fields if field.error]


def other_problems(errors: Mapping[str, str], shown: Iterable[FieldView]) -> list[FieldProblem]:
    """Errors that belong to no field on the page."""
    known = {field.id for field in shown}
    return [FieldProblem(identifier, text) for identifier, text in errors.items() if identifier not in known]
