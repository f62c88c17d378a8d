"""The main screen of a visit: the household at the left, answers in the middle, what is left to do at the
right.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse

from madoguchi.core.vocabulary import MEMBERS, PartialDate, person_label
from madoguchi.engines.documents.api import DocumentRequest
from madoguchi.engines.forms.api import Roster
from madoguchi.engines.navigator.api import Plan
from madoguchi.engines.residents.api import Notice
from madoguchi.journeys.counter_visit.api import (
    Check,
    IdentityMethod,
    Row,
    Sameness,
    Section,
    Segment,
    Sheet,
)
from madoguchi.lib.japanese.dates import age_range_on, format_wareki
from madoguchi.surfaces.staff_web.counter.presentation.fields import FieldView, field_view, the_rest

ORIGINS = {"phone": "スマートフォン", "clerk": "職員", "register": "住民記録"}
MISSING = "missing"
"""Findings of this code are one card together: an empty visit has dozens."""
GUARDED = "move.protected"
YOU, AT_THE_COUNTER = "あなた", "来庁した方"
FIRST_ROWS = 4
"""Empty rows when nobody is listed yet; one more each time afterwards."""


@dataclass(frozen=True, slots=True)
class RowView:
    """One line of a table. `state`: missing, differs, spelling or empty text."""

    id: str
    label: str
    url: str
    answer: tuple[Segment, ...]
    register: tuple[Segment, ...] | None
    origin: str
    origin_label: str
    state: str
    unsure: bool


@dataclass(frozen=True, slots=True)
class SectionView:
    """A table: a subject of the household, or one person."""

    id: str
    label: str
    person: int | None
    rows: tuple[RowView, ...]
    compares: bool
    about: str
    origin: str
    notices: tuple[Notice, ...]
    answered: int


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
class Band:
    """What cannot be overlooked: who, and what it is."""

    who: str
    notice: Notice


@dataclass(frozen=True, slots=True)
class CheckView:
    """One card at the right, with the way to put it right."""

    check: Check
    url: str
    action: str
    what: str = ""


@dataclass(frozen=True, slots=True)
class ProcedureLine:
    """One procedure with its box for today."""

    key: str
    label: str
    people: str
    due: str
    late: bool
    desk: str
    line: str
    checked: bool
    at_home: bool


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


@dataclass(frozen=True)
class VisitView:
    """Everything on the screen of an open visit."""

    uuid: UUID
    version: int
    title: str
    subtitle: str
    summary: str
    from_code: bool
    bands: tuple[Band, ...]
    people: tuple[PersonLine, ...]
    sections: tuple[SectionView, ...]
    missing: tuple[CheckView, ...]
    checks: tuple[CheckView, ...]
    asked: tuple[CheckView, ...]
    procedures: tuple[ProcedureLine, ...]
    documents: tuple[DocumentRequest, ...]
    identity: tuple[tuple[str, str, bool], ...]
    identity_label: str
    signed: bool
    on_paper: bool
    blockers: tuple[str, ...]
    ready: bool
    headline: str

    @property
    def check_count(self) -> int:
        """Everything that is left to see to."""
        return len(self.missing) + len(self.checks)


def visit_view(sheet: Sheet) -> VisitView:
    """The screen, worked out once."""
    visit, code = sheet.visit, sheet.visit.municipality_code
    sections = tuple(_section(sheet, one, code) for one in sheet.sections)
    checks = [_check(sheet, one, code) for one in sheet.checks]
    applicant = sheet.facts.applicant()
    who = applicant if applicant is not None else sheet.facts.head()
    method = visit.identity_method
    return VisitView(
        uuid=visit.uuid,
        version=visit.version,
        title=_called(sheet, who) if who is not None else sheet.event.label,
        subtitle=_subtitle(sheet, who),
        summary=_summary(sheet),
        from_code=visit.envelope_id is not None,
        bands=tuple(_bands(sheet)),
        people=tuple(_person(sheet, one) for one in sheet.persons),
        sections=sections,
        missing=tuple(one for one in checks if one.check.finding.code == MISSING),
        checks=tuple(
            one
            for one in checks
            if one.check.finding.code != MISSING and (one.check.must or not one.check.note)
        ),
        asked=tuple(one for one in checks if not one.check.must and one.check.note),
        procedures=procedure_lines(sheet.plan, sheet.chosen),
        documents=sheet.documents,
        identity=tuple((one.value, one.label, one.value == method) for one in IdentityMethod),
        identity_label=sheet.identity_label,
        signed=bool(visit.signature),
        on_paper=visit.prints_for_signing,
        blockers=sheet.blockers,
        ready=sheet.ready,
        headline=sheet.plan.headline() if sheet.plan.needed else "",
    )


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


def procedure_lines(plan: Plan, chosen: Sequence[str] | None) -> tuple[ProcedureLine, ...]:
    """The procedures that are needed, in walking order."""
    lines: list[ProcedureLine] = []
    for line in plan.lines:
        entry = line.entries[0]
        at_home = all(one.at_home for one in line.entries)
        persons = [for_staff(one) for one in line.person_labels if one != "世帯"]
        lines.append(
            ProcedureLine(
                key=line.procedure.key,
                label=line.procedure.label,
                people=_some(persons),
                due=""
                if line.deadline is None
                else f"{line.deadline.date.month}月{line.deadline.date.day}日まで",
                late=line.late,
                desk=entry.desk.counter if entry.desk is not None else "",
                line=(entry.desk.line or "none") if entry.desk is not None else "none",
                checked=chosen is None or line.procedure.key in chosen,
                at_home=at_home,
            )
        )
    return tuple(lines)


def for_staff(label: str) -> str:
    """A person's label on the clerk's screen: 「あなた」 is the one who stands at the counter."""
    return AT_THE_COUNTER if label == YOU else label


def item_url(code: str, visit: UUID, item_key: str, person: int | None) -> str:
    """Where one answer is corrected."""
    if person is None:
        return reverse("counter:item", args=[code, visit, item_key])
    return reverse("counter:person-item", args=[code, visit, person, item_key])


def _section(sheet: Sheet, section: Section, code: str) -> SectionView:
    rows = tuple(_row(sheet, one, code) for one in section.rows)
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
    )


def _about(section: Section) -> str:
    if section.person is None:
        return ""
    if section.resident is not None:
        return f"住民記録 {section.resident.resident_number}"
    return f"同じ方の候補が住民記録に{len(section.matches)}人" if section.matches else "住民記録にない方"


def _row(sheet: Sheet, row: Row, code: str) -> RowView:
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
        url=item_url(code, sheet.visit.uuid, one.item.key, one.person),
        answer=difference.left if difference is not None else plain,
        register=register,
        origin=row.origin,
        origin_label=ORIGINS.get(row.origin, "") if one.value is not None else "",
        state=state,
        unsure=one.unsure,
    )


def _person(sheet: Sheet, section: Section) -> PersonLine:
    number = section.person or 0
    mine = [check for check in sheet.checks if check.finding.person == number]
    if any(check.must for check in mine) or any(row.missing for row in section.rows):
        state, word = "must", "直すこと・足りないことがあります"
    elif any(not check.note for check in mine) or any(row.differs for row in section.rows):
        state, word = "ask", "確かめることがあります"
    else:
        state, word = "well", "そろっています"
    detail = f"{section.relation_label} {_age(sheet, number)}".strip()
    return PersonLine(
        anchor=section.key,
        name=_called(sheet, number),
        detail=detail,
        state=state,
        word=word,
        notices=tuple(dict.fromkeys(notice.label for notice in section.notices)),
    )


def _bands(sheet: Sheet) -> Iterable[Band]:
    if sheet.facts.case.get(GUARDED) is True:
        yield Band(
            "この世帯",
            Notice(
                "protected",
                "住所を知られたくない事情",
                "申請で「ある」と答えています。周りに聞こえない所で話を聞き、支援措置の担当につないでください。",
            ),
        )
    for section in sheet.persons:
        for notice in section.notices:
            yield Band(section.label, notice)


def _check(sheet: Sheet, check: Check, code: str) -> CheckView:
    finding = check.finding
    items = [key for key in finding.items if key in sheet.pack.vocabulary]
    plain = [key for key in items if sheet.pack.vocabulary[key].derived is None]
    own = [key for key in plain if key.startswith("person.") == (finding.person is not None)]
    if finding.person is not None and finding.person not in sheet.facts.persons():
        own = []
    if not own:
        return CheckView(check, "", "")
    label = sheet.pack.vocabulary[own[0]].label
    whose = "" if finding.person is None else f"{_called(sheet, finding.person)}："
    url = item_url(code, sheet.visit.uuid, own[0], finding.person)
    return CheckView(check, url, f"{label}を直す", whose + label)


def _called(sheet: Sheet, person: int) -> str:
    name = sheet.facts.get("person.name", person)
    return name if isinstance(name, str) else for_staff(person_label(sheet.facts, person, with_age=False))


def _age(sheet: Sheet, person: int) -> str:
    birth = sheet.facts.get("person.birth_date", person)
    if not isinstance(birth, date | PartialDate):
        return ""
    low, high = age_range_on(birth, sheet.facts.today)
    return f"{low}" if low == high else f"{low}〜{high}"


def _subtitle(sheet: Sheet, person: int | None) -> str:
    parts: list[str] = []
    if person is not None:
        kana = sheet.facts.get("person.name_kana", person)
        birth = sheet.facts.get("person.birth_date", person)
        parts += [kana] if isinstance(kana, str) else []
        if isinstance(birth, date | PartialDate):
            parts.append(f"{format_wareki(birth)}（{_age(sheet, person)}歳）")
        parts.append(sheet.event.label)
    moved = sheet.facts.case.get("move.date")
    if isinstance(moved, date):
        parts.append(f"{format_wareki(moved)}に引越し")
    return "　・　".join(parts)


def _summary(sheet: Sheet) -> str:
    """How much is there already, and how much of it the clerk had to type."""
    rows = [row for section in sheet.sections for row in section.rows if row.field.value is not None]
    typed = sum(1 for row in rows if row.origin == "clerk")
    people = len(sheet.facts.persons())
    by_hand = f"職員が入力したのは{typed}項目です。" if typed else "手で入力する項目はありません。"
    missing = sum(1 for section in sheet.sections for row in section.rows if row.missing)
    if missing:
        by_hand = f"あと{missing}項目が足りません。"
    return f"{people}人・{len(rows)}項目。{by_hand}"


def _some(names: Sequence[str]) -> str:
    """Two names, and how many more."""
    if len(names) <= 2:
        return "・".join(names)
    return f"{'・'.join(names[:2])} ほか{len(names) - 2}人"
