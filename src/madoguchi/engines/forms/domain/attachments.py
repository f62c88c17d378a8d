"""What is to be sent along with an application from home: photographs or files of the papers in `bring`."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from madoguchi.core.packs.model import Attach, Bring, ItemToBring, MunicipalityPack, Procedure, Who
from madoguchi.core.vocabulary import Facts
from madoguchi.engines.forms.domain.outline import PlanShape, chosen_entries


@dataclass(frozen=True, slots=True)
class AttachmentWanted:
    """One paper of which a file is asked for, for one procedure.

    `person` is the member whose paper it is; None: the applicant's or the household's. Without `required` it
    is sent by whoever has it.
    """

    procedure: Procedure
    paper: ItemToBring
    person: int | None
    required: bool
    note: str | None = None


def attachments_for(
    pack: MunicipalityPack, plan: PlanShape, facts: Facts, *, chosen: Collection[str] | None = None
) -> tuple[AttachmentWanted, ...]:
    """The papers to send along, in the order of the plan; one that several procedures want is asked for once.

    What depends on an answer that is still open is not asked for yet.
    """
    wanted: dict[tuple[str, int | None], AttachmentWanted] = {}
    for entry in chosen_entries(plan, chosen):
        for line in entry.procedure.bring:
            if line.attach is Attach.NO:
                continue
            for owner, holder in _owners(line, entry.person, facts):
                if not _is_wanted(line, facts, holder):
                    continue
                found = AttachmentWanted(
                    entry.procedure,
                    pack.items_to_bring[line.what],
                    owner,
                    line.attach is Attach.MUST,
                    line.note,
                )
                before = wanted.get((line.what, owner))
                if before is None or (found.required and not before.required):
                    wanted[line.what, owner] = found
    return tuple(wanted.values())


def _owners(line: Bring, person: int | None, facts: Facts) -> Iterable[tuple[int | None, int | None]]:
    """Whose paper it is, and the person for whom its conditions are read."""
    if line.who is Who.EVERYONE:
        return ((one, one) for one in facts.persons())
    if line.who is Who.PERSON:
        return ((person, person),)
    return ((None, person),)


def _is_wanted(line: Bring, facts: Facts, person: int | None) -> bool:
    conditions = (line.when, line.attach_when)
    return all(one is None or one.evaluate(facts, person) is True for one in conditions)
