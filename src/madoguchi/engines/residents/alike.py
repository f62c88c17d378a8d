"""Who in the register is like somebody: pairs that may be one person, names nearly as typed, relatives.

What is found here is found widely and compared elsewhere; nobody is taken for anybody. As in `searching`,
whoever shows a record writes that into the audit log.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from rapidfuzz.distance import OSA

from madoguchi.core import tenancy
from madoguchi.core.database.searching import starts_with
from madoguchi.engines.residents.domain.codes import Status
from madoguchi.engines.residents.domain.records import ResidentRecord
from madoguchi.engines.residents.models import Resident
from madoguchi.engines.residents.searching import as_record

MOST_PAIRS = 20_000
"""Pairs of one register that are compared at most; a register with more has another trouble."""
MOST_READ = 4_000
"""Names with the same beginning that are laid beside what was typed."""
MOST_NEAR = 40
_SLIPS = 2
"""Characters that a name may differ by to count as near."""

_PAIRS = """
SELECT one.id, other.id
FROM residents_resident AS one
JOIN residents_resident AS other ON other.birth_date = one.birth_date AND other.id > one.id
WHERE (one.status = %(here)s OR other.status = %(here)s)
    AND (other.name_key = one.name_key OR (other.kana_key = one.kana_key AND one.kana_key <> '')
        OR (other.given_name_key = one.given_name_key AND one.given_name_key <> '')
        OR (other.given_kana_key = one.given_kana_key AND one.given_kana_key <> ''))
UNION
SELECT one.id, other.id
FROM residents_resident AS one
JOIN residents_resident AS other ON other.name_key = one.name_key AND other.id > one.id
    AND other.sex = one.sex AND other.birth_date <> one.birth_date
WHERE (one.status = %(here)s OR other.status = %(here)s)
    AND (extract(year FROM one.birth_date) = extract(year FROM other.birth_date))::integer
        + (extract(month FROM one.birth_date) = extract(month FROM other.birth_date))::integer
        + (extract(day FROM one.birth_date) = extract(day FROM other.birth_date))::integer = 2
ORDER BY 1, 2
LIMIT %(most)s
"""


def pairs_alike(
    municipality_code: str, most: int = MOST_PAIRS
) -> tuple[tuple[ResidentRecord, ResidentRecord], ...]:
    """Pairs of rows that may be one person: the same birth date and one name in common, or the same name and
    a birth date of which one part differs. One of both lives here.
    """
    with tenancy.reading(municipality_code):
        with connection.cursor() as cursor:
            cursor.execute(_PAIRS, {"here": Status.RESIDENT.value, "most": most})
            pairs: list[tuple[int, int]] = cursor.fetchall()
        keys = {key for pair in pairs for key in pair}
        rows = Resident.objects.select_related("household").in_bulk(keys)
    records = {key: as_record(row) for key, row in rows.items()}
    return tuple((records[one], records[other]) for one, other in pairs)


def everybody(municipality_code: str) -> Iterator[ResidentRecord]:
    """All who live in the municipality, one after another; for what counts, and shows nobody."""
    with tenancy.reading(municipality_code):
        rows = Resident.objects.filter(status=Status.RESIDENT).select_related("household").order_by("id")
        for row in rows.iterator(chunk_size=2_000):
            yield as_record(row)


@dataclass(frozen=True, slots=True)
class NearlySought:
    """What was typed: keys of a family and a given name, or of one of them, and a birth date where there is
    one. Keys are those of `lib.japanese.kanji.search_key`.
    """

    names: tuple[str, ...] = field(repr=False)
    birth_date: date | None = field(default=None, repr=False)


def people_near(municipality_code: str, sought: NearlySought) -> tuple[ResidentRecord, ...]:
    """People whose name is nearly what was typed: up to two characters more, less, other or exchanged.

    With a birth date also whoever was born that day and has a character of the name in common. A name that
    differs in its first character is found only by its given name or birth date.
    """
    whole = "".join(sought.names)
    if not whole:
        return ()
    with tenancy.reading(municipality_code):
        near: dict[int, int] = {}
        for pk, distance in _near_names(sought, whole):
            near[pk] = min(distance, near.get(pk, distance))
        keys = sorted(near, key=lambda pk: (near[pk], pk))[:MOST_NEAR]
        rows = Resident.objects.select_related("household").in_bulk(keys)
    return tuple(as_record(rows[key]) for key in keys)


def _near_names(sought: NearlySought, whole: str) -> Iterator[tuple[int, int]]:
    """Rows and by how many characters their name or reading differs; below 0 for who was born that day, so
    that many who are called nearly the same do not push them out.
    """
    allowed = min(_SLIPS, max(1, len(whole) // 3))
    for condition in _beginnings(sought.names, whole):
        for pk, name, kana in _names(condition):
            slips = min(_slips(whole, name, allowed), _slips(whole, kana, allowed))
            if slips <= allowed:
                yield pk, slips
    if sought.birth_date is not None:
        for pk, name, kana in _names(Q(birth_date=sought.birth_date)):
            slips = min(_slips(whole, one, len(whole)) for one in (name, kana))
            if slips < len(whole):
                yield pk, slips - len(whole)


def _beginnings(names: tuple[str, ...], whole: str) -> Iterator[Q]:
    """What a name with few slips has in common with what was typed, the narrowest first: all but its end, its
    first half, its given name. A slip in the second half of one of many thousand namesakes may be missed.
    """
    lengths = {max(1, len(whole) - _SLIPS), max(1, (len(whole) + 1) // 2), 1}
    for length in sorted(lengths, reverse=True):
        for column in ("name_key", "kana_key"):
            yield starts_with(column, whole[:length])
    if len(names) > 1:
        for column in ("given_name_key", "given_kana_key"):
            yield starts_with(column, names[-1])


def _names(condition: Q) -> Iterable[tuple[int, str, str]]:
    return Resident.objects.filter(condition).values_list("pk", "name_key", "kana_key")[:MOST_READ]


def _slips(typed: str, known: str, allowed: int) -> int:
    """By how many characters two keys differ; one more than allowed for all that differ by more."""
    return OSA.distance(typed, known, score_cutoff=allowed) if known else allowed + 1


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Somebody who may be a relative, and why: the household, the house, or a family name few have."""

    record: ResidentRecord
    same_household: bool
    same_house: bool
    bearers: int
    """How many people of the register have the family name; 0 where that was not asked."""


FEW_BEARERS = 30
"""A family name of so few people in a town says something about a relation."""
MOST_NEIGHBOURS = 30


def people_around(resident_uuid: UUID, municipality_code: str) -> tuple[Neighbour, ...]:
    """The household of a person, now and before; others of the family name in the same house; and, where few
    have it, in the same town. The person is not among them.
    """
    with tenancy.reading(municipality_code):
        person = Resident.objects.select_related("household").filter(uuid=resident_uuid).first()
        if person is None:
            return ()
        people = Resident.objects.select_related("household").exclude(pk=person.pk)
        own = list(people.filter(household=person.household_id).order_by("order_in_household", "pk"))
        found = [Neighbour(as_record(row), True, True, 0) for row in own]
        family = person.name_key.removesuffix(person.given_name_key)
        if family and person.given_name_key:
            found += _of_family(person, family, {row.pk for row in own})
    return tuple(found[:MOST_NEIGHBOURS])


def _of_family(person: Resident, family: str, known: Iterable[int]) -> Iterator[Neighbour]:
    named = Resident.objects.filter(starts_with("name_key", family)).exclude(pk__in=[person.pk, *known])
    home = person.household
    if not home.town:
        return
    at_house = Q(household__town=home.town, household__block=home.block)
    for row in _family_only(named.filter(at_house), family):
        yield Neighbour(as_record(row), False, True, 0)
    bearers = _bearers(family)
    if bearers <= FEW_BEARERS:
        in_town = named.filter(household__town=home.town).exclude(at_house)
        for row in _family_only(in_town, family):
            yield Neighbour(as_record(row), False, False, bearers)


def _family_only(rows: QuerySet[Resident], family: str) -> Sequence[Resident]:
    """Of who begins alike (会津 and 会津田) those whose family name it is."""
    found = rows.select_related("household").order_by("kana_key", "pk")[:MOST_NEIGHBOURS]
    return [row for row in found if row.name_key.removesuffix(row.given_name_key) == family]


def _bearers(family: str) -> int:
    rows = Resident.objects.filter(starts_with("name_key", family))
    keys = rows.values_list("name_key", "given_name_key")[:MOST_READ]
    return sum(name.removesuffix(given) == family for name, given in keys)
