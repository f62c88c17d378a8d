"""Reading the register: the search box, a person, a household.

Callers write every reading into the audit log (`core.audit.api.record_reading`); they know for what purpose.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Case, IntegerField, Lookup, Q, QuerySet, Value, When

from madoguchi.core import tenancy
from madoguchi.core.database.compiled import CompiledQuery
from madoguchi.core.database.searching import any_of, is_one_of, starts_with
from madoguchi.engines.residents.domain.codes import Status, UnknownPart
from madoguchi.engines.residents.domain.records import HouseholdRecord, ResidentRecord
from madoguchi.engines.residents.models import Household, Resident
from madoguchi.lib.japanese.dates import AnyDate, span_of
from madoguchi.lib.japanese.kanji import search_key
from madoguchi.lib.japanese.queries import Query, read_query

DEFAULT_LIMIT = 50
NUMBER_LENGTH = 10
"""Digits of 宛名番号 and 世帯番号; leading zeros may be left out."""

_NUMBERS = ("宛名番号", "世帯番号")

MOST_NAMESAKES = 20
"""How many of the same name are read for each person sought, at most."""


MOST_ALIKE = 200
"""How many people with the same name, or the same birth date, are compared at most."""


@dataclass(frozen=True, slots=True)
class Found:
    """The answer of the search box. `problem` says why nothing was searched; `more`: not all are shown."""

    records: tuple[ResidentRecord, ...]
    more: bool
    understood_as: str
    problem: str


def find(query: str, municipality_code: str, *, limit: int = DEFAULT_LIMIT) -> Found:
    """People by name, reading (katakana, hiragana), variants of kanji, birth date (7 or 8 digits), number.

    Whoever lives here stands before who moved out or died, exact names before longer ones. Words are joined
    by AND: `あいづ 3410403`. Never raises for what was typed.
    """
    read = read_query(query, _NUMBERS)
    if read.problem:
        return Found((), more=False, understood_as="", problem=read.problem)
    with tenancy.reading(municipality_code):
        # Keys first, rows after: a common name would otherwise join thousands of households for fifty lines.
        matching = _ordered(Resident.objects.filter(_condition(read)), read)
        keys = list(matching.values_list("pk", flat=True)[: limit + 1])
        rows = Resident.objects.select_related("household").in_bulk(keys[:limit])
    return Found(
        tuple(as_record(rows[key]) for key in keys[:limit]),
        more=len(keys) > limit,
        understood_as=read.understood_as,
        problem="",
    )


def resident(uuid: UUID, municipality_code: str) -> ResidentRecord | None:
    """One person, or None where the municipality has no such row."""
    with tenancy.reading(municipality_code):
        row = Resident.objects.select_related("household").filter(uuid=uuid).first()
    return as_record(row) if row else None


def household(uuid: UUID, municipality_code: str) -> HouseholdRecord | None:
    """A household with all its members, or None."""
    with tenancy.reading(municipality_code):
        row = Household.objects.filter(uuid=uuid).first()
        return _household_record(row) if row else None


def household_of(resident_uuid: UUID, municipality_code: str) -> HouseholdRecord | None:
    """The household in which a person lives (or lived last), or None where there is no such person."""
    return households_of([resident_uuid], municipality_code).get(resident_uuid)


def households_of(resident_uuids: Iterable[UUID], municipality_code: str) -> dict[UUID, HouseholdRecord]:
    """The household of each of the people, by the person; who is not in the register is left out. One query
    for all.
    """
    sought = list(dict.fromkeys(resident_uuids))
    if not sought:
        return {}
    with tenancy.reading(municipality_code):
        # Two people of one household are asked for together: its members come twice then.
        people = {row.pk: row for row in _HOUSEHOLDS_OF.rows(people=sought)}
    members: dict[int, list[Resident]] = {}
    for row in people.values():
        members.setdefault(row.household_id, []).append(row)
    records = {key: _household_record_of(rows[0].household, rows) for key, rows in members.items()}
    at_home = {row.uuid: row.household_id for row in people.values()}
    return {uuid: records[at_home[uuid]] for uuid in sought if uuid in at_home}


def guarded_households(household_uuids: Iterable[UUID], municipality_code: str) -> frozenset[UUID]:
    """Those of the households in which somebody stands under 支援措置: addresses there are guarded."""
    with tenancy.reading(municipality_code):
        rows = Household.objects.filter(uuid__in=list(household_uuids), residents__protected=True)
        return frozenset(rows.values_list("uuid", flat=True))


@dataclass(frozen=True, slots=True)
class PersonSought:
    """A person of some answers, as far as the answers go."""

    name: str = field(default="", repr=False)
    name_kana: str = field(default="", repr=False)
    birth_date: AnyDate | None = field(default=None, repr=False)

    @property
    def keys(self) -> tuple[str, str]:
        """Name and reading as the register's search columns hold them; empty where not known."""
        return search_key(self.name) if self.name else "", search_key(
            self.name_kana
        ) if self.name_kana else ""


def same_people(municipality_code: str, people: Sequence[PersonSought]) -> list[tuple[ResidentRecord, ...]]:
    """Who in the register may be each of the people: same birth date, and same name or reading.

    Somebody who moves in may have lived here before. One tuple for each, in order; empty when name and
    reading, or the birth date, are missing. One query for all of them, and one for who was found.
    """
    known = [
        (place, *one.keys, one.birth_date)
        for place, one in enumerate(people)
        if one.birth_date is not None and any(one.keys)
    ]
    found: list[tuple[ResidentRecord, ...]] = [() for _ in people]
    if not known:
        return found
    days = [span_of(birth) for *_, birth in known]
    asked: list[Any] = [
        [place for place, *_ in known],
        [name or None for _, name, _, _ in known],
        [reading or None for _, _, reading, _ in known],
        [first for first, _ in days],
        [last for _, last in days],
        [first.replace(day=1) for first, _ in days],
        [date(first.year, 1, 1) for first, _ in days],
        UnknownPart.DAY.value,
        UnknownPart.MONTH_AND_DAY.value,
        MOST_NAMESAKES,
    ]
    with tenancy.reading(municipality_code):
        with connection.cursor() as cursor:
            cursor.execute(_SAME_PEOPLE, asked)
            pairs = cursor.fetchall()
        rows = (
            Resident.objects.select_related("household").in_bulk({key for _, key in pairs}) if pairs else {}
        )
    for place, key in pairs:
        found[place] = (*found[place], as_record(rows[key]))
    return found


# Each of the people by themselves, so that one with many namesakes leaves room for the others.
_SAME_PEOPLE = """
SELECT sought.place, found.id
FROM unnest(%s::integer[], %s::text[], %s::text[], %s::date[], %s::date[], %s::date[], %s::date[])
    AS sought (place, name, reading, first, last, month, year)
CROSS JOIN LATERAL (
    SELECT id FROM residents_resident
    WHERE (name_key = sought.name OR kana_key = sought.reading)
        AND (birth_date BETWEEN sought.first AND sought.last
            OR (birth_date = sought.month AND birth_date_unknown = %s)
            OR (birth_date = sought.year AND birth_date_unknown = %s))
    ORDER BY id LIMIT %s
) AS found
ORDER BY sought.place, found.id
"""


def people_like(municipality_code: str, sought: PersonSought) -> tuple[ResidentRecord, ...]:
    """Everybody with the name, the reading or the birth date, whoever they are; a bounded number of each.

    For candidates that somebody compares one by one.
    """
    name, reading = sought.keys
    conditions = [Q(name_key=name)] if name else []
    conditions += [Q(kana_key=reading)] if reading else []
    conditions += [_born(sought.birth_date)] if sought.birth_date is not None else []
    found: dict[int, Resident] = {}
    with tenancy.reading(municipality_code):
        people = Resident.objects.select_related("household")
        for condition in conditions:
            found |= {row.pk: row for row in people.filter(condition).order_by("pk")[:MOST_ALIKE]}
    return tuple(as_record(row) for row in found.values())


def _condition(query: Query) -> Q:
    condition = Q()
    if query.number:
        numbers = {query.number, query.number.zfill(NUMBER_LENGTH)}
        # Asked first and by itself: as a subquery under OR it would cost a pass over everybody.
        households = list(Household.objects.filter(household_number__in=numbers).values_list("pk", flat=True))
        condition &= Q(resident_number__in=numbers) | Q(household__in=households)
    if query.birth is not None:
        condition &= _born(query.birth)
    if len(query.names) == 1:
        (key,) = query.names
        columns = ("name_key", "kana_key", "given_name_key", "given_kana_key")
        condition &= any_of(starts_with(column, key) for column in columns)
    elif query.names:
        family, given = query.names
        condition &= any_of(starts_with(column, family) for column in ("name_key", "kana_key"))
        given_fits = any_of(starts_with(column, given) for column in ("given_name_key", "given_kana_key"))
        condition &= given_fits | any_of(
            starts_with(column, family + given) for column in ("name_key", "kana_key")
        )
    return condition


def _born(birth: AnyDate) -> Q:
    """Born on that day or in that span; who has a partly unknown birth date fits every day it can be."""
    first, last = span_of(birth)
    return (
        Q(birth_date__range=(first, last))
        | Q(birth_date=first.replace(day=1), birth_date_unknown=UnknownPart.DAY)
        | Q(birth_date=date(first.year, 1, 1), birth_date_unknown=UnknownPart.MONTH_AND_DAY)
    )


def _ordered(rows: QuerySet[Resident], query: Query) -> QuerySet[Resident]:
    whole = "".join(query.names)
    exact = Q(name_key=whole) | Q(kana_key=whole)
    family = query.names[0] if query.names else ""
    return rows.order_by(
        Case(When(status=Status.RESIDENT, then=Value(0)), default=Value(1), output_field=IntegerField()),
        Case(
            When(exact, then=Value(0)),
            When(starts_with("name_key", family) | starts_with("kana_key", family), then=Value(1)),
            default=Value(2),
            output_field=IntegerField(),
        ),
        "kana_key",
        "birth_date",
        "pk",
    )


def as_record(row: Resident) -> ResidentRecord:
    """A row with its household as a record."""
    return ResidentRecord(
        uuid=row.uuid,
        household_uuid=row.household.uuid,
        municipality_code=row.municipality_code,
        resident_number=row.resident_number,
        household_number=row.household.household_number,
        name=row.name,
        name_kana=row.name_kana,
        birth_date=row.birth,
        sex=row.sex,
        relation=row.relation,
        nationality_kind=row.nationality_kind,
        status=Status(row.status),
        status_changed_on=row.status_changed_on,
        protected=row.protected,
        address=row.household.address,
        postal_code=row.household.postal_code,
        destination=row.destination,
        became_resident_on=row.became_resident_on,
        address_since=row.address_since,
        health_insurance=row.health_insurance,
        pension_kind=row.pension_kind,
        care_insured=row.care_insured,
        care_level=row.care_level,
        child_allowance=row.child_allowance,
        has_my_number_card=row.has_my_number_card,
    )


def _members(of_household: Q | Lookup[Any]) -> QuerySet[Resident]:
    people = Resident.objects.select_related("household").filter(of_household)
    return people.order_by("order_in_household", "pk")


def _members_with(people: list[UUID]) -> QuerySet[Resident]:
    return _members(is_one_of("household__residents__uuid", people))


_HOUSEHOLDS_OF = CompiledQuery(_members_with, people=[UUID(int=1)])


def _household_record(row: Household) -> HouseholdRecord:
    return _household_record_of(row, _members(Q(household=row)))


def _household_record_of(row: Household, members: Iterable[Resident]) -> HouseholdRecord:
    people = [as_record(each) for each in members]
    return HouseholdRecord(
        uuid=row.uuid,
        municipality_code=row.municipality_code,
        household_number=row.household_number,
        postal_code=row.postal_code,
        town=row.town,
        block=row.block,
        building=row.building,
        phone=row.phone,
        members=tuple(each for each in people if each.status is Status.RESIDENT),
        former_members=tuple(each for each in people if each.status is not Status.RESIDENT),
    )
