"""The list of people as a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from madoguchi.core.languages import say, spoken, translatable
from madoguchi.journeys.pre_application.api import QuestionPage
from madoguchi.surfaces.resident_web.presentation.errors import FieldProblem
from madoguchi.surfaces.resident_web.presentation.fields import FieldView, field_view
from madoguchi.surfaces.resident_web.presentation.questions import QuestionView

MOST_PEOPLE = 40
MOST_AT_FIRST = 8
"""How many the first page offers; more are added one by one."""

_HOW_MANY = translatable("手続きに関係するのは、あなたを入れて何人ですか")


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person of the list."""

    key: str
    id: str
    title: str
    fields: tuple[FieldView, ...]
    can_remove: bool

    @property
    def problems(self) -> list[FieldProblem]:
        """What could not be read in this row."""
        return [
            FieldProblem(field.focus_id, say("{person}：{problem}", person=self.title, problem=field.error))
            for field in self.fields
            if field.error
        ]

    def problem(self, message: str) -> FieldProblem:
        """A message about the page, which leads to this row."""
        return FieldProblem(self.fields[0].focus_id, message)


def roster_question(shown: QuestionPage, *, how_many: bool = False) -> QuestionView:
    """The heading of the page."""
    item = shown.asked.item
    counting = str(item.options.get("how_many", _HOW_MANY))
    heading = spoken().say(counting if how_many else item.question)
    return QuestionView("people", shown.asked.number_asked, heading, spoken().say(item.why), item.help)


def people_rows(
    shown: QuestionPage, *, raw: Mapping[str, str] | None, errors: Mapping[str, str]
) -> list[PersonRow]:
    """A row for each person. The help of a field stands in the first row only."""
    rows: list[PersonRow] = []
    for number, row in enumerate(shown.roster.rows if shown.roster else ()):
        fields = [
            replace(
                field_view(one, raw=raw, error=errors.get(one.id, ""), in_form=False),
                label=one.item.question or one.label,
            )
            for one in row.group.fields
        ]
        if number:
            fields = [replace(field, help="") for field in fields]
        rows.append(PersonRow(row.key, f"row-{row.key}", row.label, tuple(fields), can_remove=number > 0))
    return rows
