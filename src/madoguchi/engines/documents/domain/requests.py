"""Which documents a plan needs, and what is printed on each."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from madoguchi.core.packs import DocumentDefinition, MunicipalityPack, Per, Procedure
from madoguchi.core.vocabulary import Facts, person_label
from madoguchi.engines.documents.domain.sections import whole_form
from madoguchi.engines.documents.domain.values import PrintedAnswers, printable, printed_value
from madoguchi.lib.japanese.dates import format_both, format_wareki

GENERIC = "generic_application"
"""The layout for procedures without one of their own: a sheet per procedure, titled like the procedure."""


class PlannedEntry(Protocol):
    """What is read of one line of a plan."""

    @property
    def procedure(self) -> Procedure:
        """The procedure."""

    @property
    def person(self) -> int | None:
        """The member whom it concerns; None: the household."""

    @property
    def status(self) -> str:
        """`needed` or `possible`."""

    @property
    def at_home(self) -> bool:
        """Whether it is done without a visit; then there is no paper for the counter."""


class PlannedProcedures(Protocol):
    """What is read of a plan; the navigator's `Plan` is one."""

    @property
    def entries(self) -> Sequence[PlannedEntry]:
        """All lines of the plan, in their order."""


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature drawn on the tablet: strokes of points (x to the right, y down, both from 0 to 1)."""

    strokes: tuple[tuple[tuple[float, float], ...], ...]

    def as_data(self) -> dict[str, Any]:
        """As a layout reads it; points outside of the pad are moved to its edge."""
        return {
            "strokes": [
                [[min(1.0, max(0.0, x)), min(1.0, max(0.0, y))] for x, y in stroke] for stroke in self.strokes
            ]
        }


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known only at the counter. `identity` names the boxes to tick, as they are printed."""

    printed_on: date
    filed_on: date | None = None
    reference: str = ""
    identity: tuple[str, ...] = ()
    signature: Signature | None = None


@dataclass(frozen=True, slots=True)
class DocumentRequest:
    """One document to make. `persons` are the members on it; `data` is what the layout gets, as JSON."""

    key: str
    title: str
    persons: tuple[int, ...]
    procedures: tuple[str, ...]
    data: Mapping[str, Any] = field(repr=False)

    @property
    def file_name(self) -> str:
        """ASCII, one per document of a plan: pension_3.pdf (for the third member)."""
        parts = [self.key]
        if self.key == GENERIC:
            parts += self.procedures
        if self.data["document"]["per"] == Per.PERSON and self.persons:
            parts.append(str(self.persons[0] + 1))
        return "_".join(parts) + ".pdf"


@dataclass(frozen=True, slots=True)
class RenderedDocument:
    """A document as PDF."""

    key: str
    title: str
    file_name: str
    persons: tuple[int, ...]
    procedures: tuple[str, ...]
    pdf: bytes = field(repr=False)


def documents_for(
    pack: MunicipalityPack,
    plan: PlannedProcedures,
    facts: Facts,
    circumstances: Circumstances | None = None,
    *,
    chosen: Collection[str] | None = None,
) -> list[DocumentRequest]:
    """The documents of the procedures that are needed, each once, or once per person where it is so declared.

    `chosen` limits them to those procedure keys. Procedures without a document, and those that are done from
    home, make none.
    """
    around = circumstances or Circumstances(printed_on=facts.today)
    sheets: dict[tuple[str, str, int | None], tuple[list[Procedure], list[int]]] = {}
    for entry in plan.entries:
        procedure = entry.procedure
        definition = pack.documents.get(procedure.document or "")
        needed = str(entry.status) == "needed" and not entry.at_home
        wanted = needed and (chosen is None or procedure.key in chosen)
        if definition is None or not wanted:
            continue
        own = procedure.key if definition.key == GENERIC else ""
        each = entry.person if definition.per is Per.PERSON else None
        procedures, persons = sheets.setdefault((definition.key, own, each), ([], []))
        if procedure not in procedures:
            procedures.append(procedure)
        concerned = list(facts.persons()) if entry.person is None else [entry.person]
        persons.extend(person for person in concerned if person not in persons)
    answers = PrintedAnswers(pack.vocabulary, facts)
    return [
        request_of(pack, pack.documents[key], procedures, sorted(persons), facts, answers, around)
        for (key, _, _), (procedures, persons) in sheets.items()
    ]


def frame(
    pack: MunicipalityPack, definition: DocumentDefinition, title: str, around: Circumstances
) -> dict[str, Any]:
    """What every page needs: document, municipality, dates, reference."""
    municipality = pack.municipality
    return {
        "document": {"key": definition.key, "title": title, "per": str(definition.per)},
        "municipality": {
            "code": municipality.code,
            "name": municipality.name,
            "head_title": f"{municipality.name}長",
            "telephone": municipality.telephone,
            "hours": municipality.hours,
        },
        "printed": {
            "on": format_wareki(around.printed_on),
            "iso": around.printed_on.isoformat(),
            "both": format_both(around.printed_on),
            "filed_on": format_wareki(around.filed_on or around.printed_on),
        },
        "reference": printable(around.reference),
    }


def request_of(
    pack: MunicipalityPack,
    definition: DocumentDefinition,
    procedures: Sequence[Procedure],
    persons: Sequence[int],
    facts: Facts,
    answers: PrintedAnswers,
    around: Circumstances,
) -> DocumentRequest:
    """One document for some procedures and people."""
    title = procedures[0].label if definition.key == GENERIC else definition.label
    data = frame(pack, definition, title, around)
    data |= {
        "values": answers.slots(definition.slots, None),
        "persons": [_person(definition, facts, answers, person) for person in persons],
        "applicant": _optional_person(definition, facts, answers, facts.applicant()),
        "head": _optional_person(definition, facts, answers, facts.head()),
        "procedures": [
            {"key": procedure.key, "label": procedure.label, "law": procedure.law} for procedure in procedures
        ],
        "rows": _rows(pack, definition, procedures, persons, facts) if definition.key == GENERIC else [],
        "sections": whole_form(pack, procedures, persons, facts, frozenset(definition.slots))
        if definition.key == GENERIC
        else [],
        "identity": list(around.identity),
        "signature": around.signature.as_data() if around.signature else None,
    }
    keys = tuple(procedure.key for procedure in procedures)
    return DocumentRequest(definition.key, title, tuple(persons), keys, data)


def _person(
    definition: DocumentDefinition, facts: Facts, answers: PrintedAnswers, person: int
) -> dict[str, Any]:
    return {
        "index": person,
        "label": printable(person_label(facts, person)),
        "values": answers.slots(definition.slots, person),
    }


def _optional_person(
    definition: DocumentDefinition, facts: Facts, answers: PrintedAnswers, person: int | None
) -> dict[str, Any] | None:
    return None if person is None else _person(definition, facts, answers, person)


def _rows(
    pack: MunicipalityPack,
    definition: DocumentDefinition,
    procedures: Sequence[Procedure],
    persons: Sequence[int],
    facts: Facts,
) -> list[dict[str, str]]:
    """What the procedures ask beyond the slots of the layout: label and answer, per person where it is so."""
    asked = dict.fromkeys(key for procedure in procedures for key in procedure.asks)
    rows: list[dict[str, str]] = []
    for key in asked:
        if key in definition.slots or key not in pack.vocabulary:
            continue
        item = pack.vocabulary[key]
        if not key.startswith("person."):
            rows.append({"label": item.label, "text": printed_value(item, facts.get(key))["text"]})
            continue
        for person in persons:
            label = f"{item.label}（{printable(person_label(facts, person))}）"
            rows.append({"label": label, "text": printed_value(item, facts.get(key, person))["text"]})
    return rows
