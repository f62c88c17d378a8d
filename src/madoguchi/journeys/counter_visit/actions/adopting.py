"""Taking over what the register says in the place of an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from madoguchi.core.actions import Action, Context
from madoguchi.core.vocabulary import facts_to_json
from madoguchi.engines.forms.api import as_input
from madoguchi.journeys.counter_visit.actions.opening import REGISTER
from madoguchi.journeys.counter_visit.domain.errors import StaleVisitError, UnknownFieldError
from madoguchi.journeys.counter_visit.models import Visit
from madoguchi.journeys.counter_visit.sheet import sheet_of
from madoguchi.journeys.counter_visit.visits import lock_open_visit, save_change


@dataclass(frozen=True, slots=True)
class Adoption:
    """Which answer; `seen` is what stood there when the page was made."""

    uuid: UUID
    item_key: str
    person: int | None
    seen: str | None = None


class AdoptRegister(Action[Adoption, Visit]):
    """The register is right: its value becomes the answer. It is undone by correcting the answer."""

    name: ClassVar[str] = "counter_visit.adopt"
    permission: ClassVar[str | None] = "counter_visit.correct"

    def perform(self, context: Context, given: Adoption) -> Visit:
        """Raises StaleVisitError, UnknownFieldError (the register says nothing of it), VisitClosedError."""
        visit = lock_open_visit(given.uuid)
        sheet = sheet_of(visit)
        rows = (row for section in sheet.sections for row in section.rows)
        wanted = (given.item_key, given.person)
        row = next((one for one in rows if (one.field.item.key, one.field.person) == wanted), None)
        if row is None or row.register_value is None:
            raise UnknownFieldError
        if given.seen is not None and given.seen != as_input(row.field.value):
            raise StaleVisitError
        facts = sheet.facts.with_value(given.item_key, row.register_value, given.person)
        visit.answers = facts_to_json(facts)
        visit.origins = {**visit.origins, row.field.id: REGISTER}
        save_change(visit, "answers", "origins")
        return visit

    def details(self, given: Adoption, result: Visit) -> Mapping[str, Any]:
        """Which item of which person; never what it says."""
        return {"item": given.item_key, "person": given.person, "version": result.version}
