"""Who acts for the person of a case, as the answers say, and what speaks against it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from madoguchi.core.conditions import Expression
from madoguchi.core.packs import Procedure
from madoguchi.core.vocabulary import ACTING, FROM_OUTSIDE, Facts, Scope
from madoguchi.lib.japanese.dates import format_both

MANDATE: Final = "power_of_attorney"
GUARDIANSHIP: Final = "guardianship_certificate"
PAPERS: Final = (MANDATE, GUARDIANSHIP)
"""Things to bring that prove that somebody may act for somebody else."""

BY_LAW: Final = ("support_center", "care_manager", "facility")
"""Kinds of offices that may hand in applications for somebody (介護保険法第27条第1項)."""


class Refusal(StrEnum):
    """Why a mandate is not accepted."""

    EXPIRED = "expired"
    SIGNED_BY_OTHER = "signed_by_other"
    OTHER_AGENT = "other_agent"
    OFFICE_CLOSED = "office_closed"
    NOT_COVERED = "not_covered"
    UNREADABLE = "unreadable"
    WILL_UNKNOWN = "will_unknown"

    @property
    def label(self) -> str:
        """The reason, as staff choose it and as the case's story says it."""
        return _REFUSALS[self]


_REFUSALS: Final[Mapping[Refusal, str]] = {
    Refusal.EXPIRED: "委任の期間が過ぎている",
    Refusal.SIGNED_BY_OTHER: "本人ではない人が署名している",
    Refusal.OTHER_AGENT: "頼まれた人と、申請した人が違う",
    Refusal.OFFICE_CLOSED: "事業所が閉じている・指定がない",
    Refusal.NOT_COVERED: "この手続きが、委任の中身にない",
    Refusal.UNREADABLE: "読めない・書き足りない",
    Refusal.WILL_UNKNOWN: "本人の気持ちを確かめられない",
}


@dataclass(frozen=True, slots=True)
class Office:
    """An office as the municipality's list has it; `closed_on` is its last day."""

    number: str
    name: str
    kind: str
    closed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Representation:
    """Who acts for the person. `kind` and `office_kind` are codes of the vocabulary; `papers` are the things
    to bring that the packs certainly ask for. `wants_notices`: the form says that notices go to the agent.
    """

    kind: str
    name: str = field(repr=False)
    relation: str = ""
    address: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    office: str = ""
    office_kind: str = ""
    office_number: str = ""
    until: date | None = None
    wants_notices: bool = False
    papers: tuple[str, ...] = ()

    @property
    def is_from_outside(self) -> bool:
        """Whether it is none of the person's household."""
        return self.kind in FROM_OUTSIDE

    @property
    def must_be_checked(self) -> bool:
        """Whether a paper has to prove it."""
        return bool(self.papers)


def representation_in(facts: Facts, procedure: Procedure | None) -> Representation | None:
    """Who acts for the person of a case; None where the person (or the household) acts, and where nobody
    asked.
    """
    kind = _text(facts, ACTING)
    papers = papers_needed(facts, procedure)
    if kind not in FROM_OUTSIDE and not papers:
        return None
    until = facts.get("contact.mandate_until")
    return Representation(
        kind=kind,
        name=_text(facts, "contact.agent_name"),
        relation=_text(facts, "contact.agent_relation"),
        address=_text(facts, "contact.agent_address"),
        phone=_text(facts, "contact.agent_phone"),
        office=_text(facts, "contact.care_office"),
        office_kind=_text(facts, "contact.care_office_kind"),
        office_number=_text(facts, "contact.care_office_number"),
        until=until if isinstance(until, date) else None,
        wants_notices=_text(facts, "contact.notices_to") == "agent",
        papers=papers,
    )


def papers_needed(facts: Facts, procedure: Procedure | None) -> tuple[str, ...]:
    """What proves that somebody may act, as far as the packs certainly ask for it."""
    lines = procedure.bring if procedure is not None else ()
    needed = (
        line.what
        for line in lines
        if line.what in PAPERS and line.when is not None and _holds(line.when, facts)
    )
    return tuple(dict.fromkeys(needed))


def _holds(when: Expression, facts: Facts) -> bool:
    """Whether it is certain: of a procedure for each person, for any of them."""
    if when.scope is Scope.CASE:
        return when.evaluate(facts) is True
    whole = facts if facts.persons() else facts.with_members(({},))
    return any(when.evaluate(whole, person) is True for person in whole.persons())


def doubts(given: Representation, office: Office | None, listed: bool, on: date) -> Iterator[str]:
    """What somebody must look at before the mandate is accepted, one sentence each.

    `office` is what the municipality's list says of the number; `listed` whether there is such a list.
    """
    if given.until is not None and given.until < on:
        yield f"委任の終わりの日（{format_both(given.until)}）が過ぎています。新しい委任状が要ります。"
    if given.kind != "office":
        return
    if office is None:
        if listed and given.office_number:
            yield "この事業所番号は、事業所の一覧にありません。指定を受けているか確かめてください。"
        return
    if office.closed_on is not None and office.closed_on < on:
        closed = format_both(office.closed_on)
        yield f"{office.name}は、{closed}に閉じています。だれが申請したか確かめてください。"
    if given.office_kind in BY_LAW and office.kind != given.office_kind:
        yield "事業所の種類が一覧と違います。介護保険法第27条第1項の事業者でなければ、委任状が要ります。"


def _text(facts: Facts, key: str) -> str:
    value = facts.get(key)
    return value if isinstance(value, str) else ""
