"""The list of offices that apply for people."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from madoguchi.core.actions import Action, Context
from madoguchi.journeys.mandates.models import AgentOffice, OfficeKind
from madoguchi.lib.japanese.text import clean_line

_NUMBER = re.compile(r"[0-9]{10}", re.ASCII)


class OfficeUnreadableError(ValueError):
    """事業所番号は10けたの数字で、名前と種類も入れてください。"""


@dataclass(frozen=True, slots=True)
class OfficeEntry:
    """An office as entered. The same number again changes the one that is there."""

    number: str
    name: str
    kind: str
    telephone: str = ""
    closed_on: date | None = None


class SaveOffice(Action[OfficeEntry, AgentOffice]):
    """Add an office, or change one. A closed one stays: applications of before name it."""

    name: ClassVar[str] = "mandates.save_office"
    permission: ClassVar[str | None] = "cases.work"

    def perform(self, context: Context, given: OfficeEntry) -> AgentOffice:
        """Raises OfficeUnreadableError, TextError."""
        number, name = clean_line(given.number, 20), clean_line(given.name, 80)
        if not _NUMBER.fullmatch(number) or not name or given.kind not in OfficeKind.values:
            raise OfficeUnreadableError(OfficeUnreadableError.__doc__)
        office, _ = AgentOffice.objects.update_or_create(
            municipality_code=context.municipality_code,
            number=number,
            defaults={
                "name": name,
                "kind": given.kind,
                "telephone": clean_line(given.telephone, 20),
                "closed_on": given.closed_on,
            },
        )
        return office

    def subject(self, given: OfficeEntry, result: AgentOffice) -> str:
        """The office."""
        return f"agent_office:{result.uuid}"

    def details(self, given: OfficeEntry, result: AgentOffice) -> Mapping[str, Any]:
        """Whether it is closed."""
        return {"closed": result.closed_on is not None}
