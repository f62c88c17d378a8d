"""What to ask now: the next question, and the list of people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from madoguchi.core.vocabulary import MEMBERS, person_label
from madoguchi.engines.forms.api import Roster
from madoguchi.journeys.counter_visit.api import Sheet
from madoguchi.surfaces.staff_web.counter.presentation.fields import FieldView, field_view, the_rest
from madoguchi.surfaces.staff_web.counter.presentation.names import for_staff

FIRST_ROWS = 4
"""Empty rows when nobody is listed yet; one more each time afterwards."""


@dataclass(frozen=True, slots=True)
class QuestionView:
    """What to ask now. `kind`: people (the list of the household) or fields."""

    kind: str
    item_key: str
    heading: str
    why: str
    help: str
    persons: tuple[int, ...]
    fields: tuple[FieldView, ...]
    rest_value: str
    rest_label: str

    @property
    def hides_label(self) -> bool:
        """Whether the heading is label enough: there is one field, and it is the household's."""
        return not self.persons


@dataclass(frozen=True, slots=True)
class PeopleRow:
    """One line of the list of people."""

    key: str
    label: str
    number: int | None
    fields: tuple[FieldView, ...]


def question_view(
    sheet: Sheet, *, typed: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None
) -> QuestionView | None:
    """The next question with what was typed and what was wrong with it; None when nothing is open."""
    asked = sheet.question
    if asked is None:
        return None
    found = errors or {}
    rest_value, rest_label = the_rest(asked.item, len(asked.persons))
    return QuestionView(
        kind="people" if asked.item.key == MEMBERS else "fields",
        item_key=asked.item.key,
        heading=asked.item.question or asked.item.label,
        why=asked.item.why,
        help=asked.item.help,
        persons=asked.persons,
        fields=tuple(
            field_view(
                one,
                person="" if one.person is None else for_staff(person_label(sheet.facts, one.person)),
                typed=typed,
                error=found.get(one.id, ""),
            )
            for one in sheet.question_fields
        ),
        rest_value=rest_value,
        rest_label=rest_label,
    )


def people_rows(
    roster: Roster, *, typed: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None
) -> tuple[PeopleRow, ...]:
    """The list of people as lines to fill in."""
    found = errors or {}
    return tuple(
        PeopleRow(
            key=row.key,
            label=for_staff(row.label),
            number=row.group.person,
            fields=tuple(
                field_view(one, person=for_staff(row.label), typed=typed, error=found.get(one.id, ""))
                for one in row.group.fields
            ),
        )
        for row in roster.rows
    )
