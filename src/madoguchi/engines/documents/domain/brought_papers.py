"""Papers that people bring and that we can print for them, filled in as far as it is known (委任状)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from madoguchi.core.packs import ItemToBring, MunicipalityPack, Procedure
from madoguchi.core.vocabulary import Facts
from madoguchi.engines.documents.domain.requests import Circumstances, DocumentRequest, request_of
from madoguchi.engines.documents.domain.values import PrintedAnswers


class Brought(Protocol):
    """What is read of one thing to bring."""

    @property
    def item(self) -> ItemToBring:
        """The thing."""

    @property
    def certain(self) -> bool:
        """Whether it is needed for certain."""


class BringingEntry(Protocol):
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
    def bring(self) -> Sequence[Brought]:
        """What to bring for it."""


class BringingPlan(Protocol):
    """What is read of a plan; the navigator's `Plan` is one."""

    @property
    def entries(self) -> Sequence[BringingEntry]:
        """All lines of the plan, in their order."""


def brought_papers(
    pack: MunicipalityPack,
    plan: BringingPlan,
    facts: Facts,
    circumstances: Circumstances | None = None,
    *,
    chosen: Collection[str] | None = None,
) -> list[DocumentRequest]:
    """The papers that are to be brought for certain and that the packs can print: one for each person who
    has to sign, for all of that person's procedures together. `chosen` limits them to procedure keys.
    """
    around = circumstances or Circumstances(printed_on=facts.today)
    sheets: dict[tuple[str, int], list[Procedure]] = {}
    for entry in plan.entries:
        if str(entry.status) != "needed" or (chosen is not None and entry.procedure.key not in chosen):
            continue
        for thing in entry.bring:
            if thing.certain and thing.item.document is not None:
                signs = _who_signs(facts, entry.person)
                procedures = sheets.setdefault((thing.item.document, signs), [])
                if entry.procedure not in procedures:
                    procedures.append(entry.procedure)
    answers = PrintedAnswers(pack.vocabulary, facts)
    return [
        request_of(
            pack,
            pack.documents[key],
            procedures,
            [person] if person in facts.persons() else [],
            facts,
            answers,
            around,
        )
        for (key, person), procedures in sheets.items()
    ]


def _who_signs(facts: Facts, person: int | None) -> int:
    """Whose matter it is; of the household's its head, else the first."""
    if person is not None:
        return person
    head = facts.head()
    return 0 if head is None else head
