"""The tables in the middle of the screen: the household by subject, each person, answer beside register."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from madoguchi.engines.residents.api import Notice
from madoguchi.journeys.counter_visit.api import Check, Row, Sameness, Section, Segment, Sheet
from madoguchi.journeys.same_person.api import FAMILY_REGISTER
from madoguchi.surfaces.staff_web.counter.presentation.names import age, called, for_staff, item_url

ORIGINS = {"phone": "スマートフォン", "clerk": "職員", "register": "住民記録"}
WELL = "well"
MOST_OPEN = 6
"""A household of more people than this is shown folded, and no more than these open at once."""


@dataclass(frozen=True, slots=True)
class RowView:
    """One line of a table. `state`: missing, differs, spelling or empty text.

    `adopt_url` is where the register's value is taken over, empty where it says nothing else.
    """

    id: str
    label: str
    url: str
    answer: tuple[Segment, ...]
    register: tuple[Segment, ...] | None
    origin: str
    origin_label: str
    state: str
    unsure: bool
    adopt_url: str
    seen: str


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person at the left. `state`: must, ask or well; never colour alone."""

    anchor: str
    name: str
    detail: str
    state: str
    word: str
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SectionView:
    """A table: a subject of the household, or one person (`line`: what stands at the left of the person).

    `folds`: it can be closed; `is_open`: it is not.
    """

    id: str
    label: str
    person: int | None
    rows: tuple[RowView, ...]
    compares: bool
    about: str
    origin: str
    notices: tuple[Notice, ...]
    answered: int
    household: str = ""
    """Who lives on in the register's household of the one whom the event is about."""
    line: PersonLine | None = None
    folds: bool = False
    is_open: bool = True
    relatives: UUID | None = None
    """Whose relatives a matter of the 戸籍 may ask for: the person in the register."""


def section_views(sheet: Sheet) -> tuple[SectionView, ...]:
    """All tables. Of a large household only those are open in which there is something to see to first."""
    views = [section_view(sheet, one) for one in sheet.sections]
    lines = {one.key: person_line(sheet, one) for one in sheet.persons}
    folds = len(lines) > MOST_OPEN
    unwell = [key for key, line in lines.items() if line.state != WELL][:MOST_OPEN]
    return tuple(
        replace(view, line=lines[view.id], folds=folds, is_open=not folds or view.id in unwell)
        if view.id in lines
        else view
        for view in views
    )


def section_view(sheet: Sheet, section: Section) -> SectionView:
    """One table."""
    rows = tuple(_row(sheet, one) for one in section.rows)
    origins = {row.origin_label for row in rows if row.answer}
    return SectionView(
        id=section.key,
        label=for_staff(section.label),
        person=section.person,
        rows=rows,
        compares=any(row.register is not None for row in section.rows),
        about=_about(section),
        origin=next(iter(origins)) if len(origins) == 1 else "",
        notices=section.notices,
        answered=sum(1 for row in section.rows if row.field.value is not None),
        household=_household(section),
        relatives=_asked_for_relatives(sheet, section),
    )


def whom_line(sheet: Sheet) -> PersonLine | None:
    """The one whom the event is about, above the people who come; None where it is about these."""
    section = next((one for one in sheet.sections if one.whom is not None), None)
    if section is None or section.whom is None:
        return None
    items = {row.field.item.key for row in section.rows}
    mine = [check for check in sheet.checks if items & set(check.finding.items)]
    state, word = _state(section, mine)
    return PersonLine(
        anchor=section.key,
        name=section.whom.sought.name or for_staff(section.label),
        detail=section.label,
        state=state,
        word=word,
        notices=tuple(dict.fromkeys(notice.label for notice in section.notices)),
    )


def person_line(sheet: Sheet, section: Section) -> PersonLine:
    """One person at the left, and whether there is something to see to."""
    number = section.person or 0
    mine = [check for check in sheet.checks if check.finding.person == number]
    state, word = _state(section, mine)
    detail = f"{section.relation_label} {age(sheet, number)}".strip()
    return PersonLine(
        anchor=section.key,
        name=called(sheet, number),
        detail=detail,
        state=state,
        word=word,
        notices=tuple(dict.fromkeys(notice.label for notice in section.notices)),
    )


def _state(section: Section, mine: Sequence[Check]) -> tuple[str, str]:
    """How a person stands, as a key and in words; `mine` are the findings about the person."""
    if any(check.must for check in mine) or any(row.missing for row in section.rows):
        return "must", "直すこと・足りないことがあります"
    if any(not check.note for check in mine) or any(row.differs for row in section.rows):
        return "ask", "確かめることがあります"
    return WELL, "そろっています"


def _about(section: Section) -> str:
    if section.whom is not None:
        if not section.whom.is_known:
            return ""
        if section.resident is not None:
            return f"住民記録 {section.resident.resident_number}（{section.resident.status.label}）"
    elif section.person is None:
        return ""
    if section.resident is not None:
        return f"住民記録 {section.resident.resident_number}"
    return f"同じ方の候補が住民記録に{len(section.matches)}人" if section.matches else "住民記録にない方"


def _asked_for_relatives(sheet: Sheet, section: Section) -> UUID | None:
    desk = sheet.pack.desks.get(FAMILY_REGISTER)
    if section.resident is None or desk is None or all(entry.desk != desk for entry in sheet.entries):
        return None
    return section.resident.uuid


def _household(section: Section) -> str:
    """清水 悦子（夫・妻）、清水 健太郎（子）: as the register has them; empty where it knows nobody."""
    if section.whom is None or section.whom.household is None:
        return ""
    left = section.whom.left_behind
    return "、".join(f"{one.name}（{one.relation_label}）" for one in left) or "ほかの方はいません"


def _row(sheet: Sheet, row: Row) -> RowView:
    one, difference = row.field, row.difference
    text = one.as_text()
    if row.missing:
        state = "missing"
    elif difference is None or difference.sameness is Sameness.SAME:
        state = ""
    else:
        state = "differs" if difference.sameness is Sameness.DIFFERENT else "spelling"
    plain = (Segment(text, differs=False),) if text else ()
    register: tuple[Segment, ...] | None = None
    if row.register is not None:
        register = difference.right if difference is not None else (Segment(row.register, differs=False),)
    return RowView(
        id=one.id,
        label=one.label,
        url=item_url(sheet, one.item.key, one.person),
        answer=difference.left if difference is not None else plain,
        register=register,
        origin=row.origin,
        origin_label=ORIGINS.get(row.origin, "") if one.value is not None else "",
        state=state,
        unsure=one.unsure,
        adopt_url=item_url(sheet, one.item.key, one.person, does="adopt") if row.can_be_adopted else "",
        seen=one.as_input(),
    )
