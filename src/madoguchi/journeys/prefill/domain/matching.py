"""Who of the register is meant by the people of a draft. When in doubt nobody: then people type."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from uuid import UUID

from madoguchi.engines.residents.api import ResidentRecord
from madoguchi.journeys.prefill.domain.requests import WantedPerson
from madoguchi.lib.japanese.kanji import search_key

_UNKNOWN = "00"


def match_people(
    people: Sequence[WantedPerson], signer: ResidentRecord, members: Sequence[ResidentRecord]
) -> Mapping[str, ResidentRecord]:
    """The members who are certainly meant, by the key of the draft; each is meant once or not at all.

    The birth date decides, name and relation among those who share it. Somebody without birth date is the
    signer if it is who files, or else whoever has the name.
    """
    found = {person.key: _meant(person, signer, members) for person in people}
    meant: Counter[UUID] = Counter(one.uuid for one in found.values() if one is not None)
    return {key: one for key, one in found.items() if one is not None and meant[one.uuid] == 1}


def _meant(
    person: WantedPerson, signer: ResidentRecord, members: Sequence[ResidentRecord]
) -> ResidentRecord | None:
    if not person.birth_date:
        if person.is_applicant and not person.name:
            return signer
        return _only([one for one in members if _has_name(one, person)])
    born = [one for one in members if _same_day(one.birth_date.isoformat(), person.birth_date)]
    if len(born) > 1 and person.name:
        born = [one for one in born if _has_name(one, person)]
    if len(born) > 1 and person.relation:
        born = [one for one in born if one.relation == person.relation]
    return _only(born)


def _has_name(member: ResidentRecord, person: WantedPerson) -> bool:
    return bool(person.name) and search_key(member.name) == search_key(person.name)


def _same_day(one: str, other: str) -> bool:
    """Whether two dates can be the same day; a part that is not known (00) fits every one."""
    parts = list(zip(one.split("-"), other.split("-"), strict=False))
    return len(parts) == 3 and all(a == b or _UNKNOWN in (a, b) for a, b in parts)


def _only(found: Sequence[ResidentRecord]) -> ResidentRecord | None:
    return found[0] if len(found) == 1 else None
