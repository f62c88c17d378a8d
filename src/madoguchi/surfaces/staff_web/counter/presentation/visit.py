"""The main screen of a visit: the household at the left, answers in the middle, what is left to do at the
right.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from madoguchi.core.vocabulary import PartialDate
from madoguchi.engines.documents.api import DocumentRequest
from madoguchi.engines.navigator.api import Plan
from madoguchi.engines.residents.api import Notice
from madoguchi.journeys.counter_visit.api import IdentityMethod, Sheet
from madoguchi.lib.japanese.dates import format_wareki
from madoguchi.surfaces.staff_web.counter.presentation.checklist import (
    CheckCard,
    CheckView,
    ProcedureLine,
    check_cards,
    check_view,
    procedure_lines,
)
from madoguchi.surfaces.staff_web.counter.presentation.names import age, called
from madoguchi.surfaces.staff_web.counter.presentation.sections import (
    PersonLine,
    SectionView,
    section_views,
    whom_line,
)

MISSING = "missing"
"""Findings of this code are one card together: an empty visit has dozens."""
GUARDED = "move.protected"


@dataclass(frozen=True, slots=True)
class Band:
    """What cannot be overlooked: who, and what it is."""

    who: str
    notice: Notice


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
    whom: PersonLine | None
    sections: tuple[SectionView, ...]
    missing: tuple[CheckView, ...]
    cards: tuple[CheckCard, ...]
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
    consultation: str
    printable: tuple[str, ...]

    @property
    def check_count(self) -> int:
        """Everything that is left to see to."""
        return len(self.missing) + sum(len(card.all) for card in self.cards)


def visit_view(sheet: Sheet) -> VisitView:
    """The screen, worked out once."""
    visit = sheet.visit
    sections = section_views(sheet)
    checks = [check_view(sheet, one) for one in sheet.checks]
    applicant = sheet.facts.applicant()
    who = applicant if applicant is not None else sheet.facts.head()
    method = visit.identity_method
    return VisitView(
        uuid=visit.uuid,
        version=visit.version,
        title=called(sheet, who) if who is not None else sheet.event.label,
        subtitle=_subtitle(sheet, who),
        summary=_summary(sheet),
        from_code=visit.envelope_id is not None,
        bands=tuple(_bands(sheet)),
        people=tuple(one.line for one in sections if one.line is not None),
        whom=whom_line(sheet),
        sections=sections,
        missing=tuple(one for one in checks if one.check.finding.code == MISSING),
        cards=check_cards(
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
        headline=_headline(sheet.plan),
        consultation=visit.consultation,
        printable=printable_things(sheet),
    )


def _headline(plan: Plan) -> str:
    """How much there is, and how many counters it comes to."""
    counters = plan.counters
    fewer = f"（まとめて受け付けると{len(counters.remaining)}か所）" if counters.spared else ""
    return f"手続きは{len(plan.lines)}件、窓口は{len(counters.each)}か所{fewer}です。"


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
    if sheet.whom is not None:
        for notice in sheet.whom.notices:
            yield Band(sheet.whom.sought.name, notice)
    for section in sheet.persons:
        for notice in section.notices:
            yield Band(section.label, notice)


def _subtitle(sheet: Sheet, person: int | None) -> str:
    parts: list[str] = []
    if person is not None:
        kana = sheet.facts.get("person.name_kana", person)
        birth = sheet.facts.get("person.birth_date", person)
        parts += [kana] if isinstance(kana, str) else []
        if isinstance(birth, date | PartialDate):
            parts.append(f"{format_wareki(birth)}（{age(sheet, person)}歳）")
        parts.append(sheet.event.label)
    if sheet.whom is not None and sheet.whom.sought.name:
        named = sheet.pack.vocabulary[f"{sheet.whom.prefix}name"]
        parts.append(f"{named.label} {sheet.whom.sought.name}")
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


def printable_things(sheet: Sheet) -> tuple[str, ...]:
    """The things to bring that can be printed filled in (委任状): their labels, where they are needed."""
    labels = (
        line.item.label
        for entry in sheet.entries
        for line in entry.bring
        if line.certain and line.item.document is not None
    )
    return tuple(dict.fromkeys(labels))
