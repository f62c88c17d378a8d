"""Loading a register: many households and residents at once, with their search keys.

Used for the synthetic register of demo and tests. Only rows marked synthetic are ever deleted here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection

from madoguchi.core import tenancy
from madoguchi.engines.residents.domain.codes import Status
from madoguchi.engines.residents.domain.records import stored_birth_date
from madoguchi.engines.residents.models import CertificateSerial, Household, Resident
from madoguchi.lib.japanese.dates import AnyDate
from madoguchi.lib.japanese.kanji import search_key


class RegisterExists(Exception):  # noqa: N818 - named as it is said
    """この市町村には、すでに架空の住民が登録されています。作り直すときは --replace をつけてください。"""


class RegisterInUse(Exception):  # noqa: N818 - named as it is said
    """この市町村には、架空ではない住民が登録されているため、架空の住民は入れられません。"""


@dataclass(frozen=True, slots=True)
class NewResident:
    """A person to be loaded; codes as in the vocabulary."""

    uuid: UUID
    resident_number: str
    family_name: str
    given_name: str
    family_kana: str
    given_kana: str
    birth_date: AnyDate
    sex: str
    relation: str
    nationality_kind: str = "japanese"
    status: Status = Status.RESIDENT
    status_changed_on: date | None = None
    destination: str = ""
    protected: bool = False
    became_resident_on: date | None = None
    address_since: date | None = None
    health_insurance: str = ""
    pension_kind: str = ""
    care_insured: bool = False
    care_level: str = ""
    child_allowance: bool = False
    has_my_number_card: bool = False


@dataclass(frozen=True, slots=True)
class NewHousehold:
    """A household to be loaded with its people in the order of the register."""

    uuid: UUID
    household_number: str
    postal_code: str
    town: str
    block: str
    building: str
    phone: str
    residents: tuple[NewResident, ...] = field(repr=False)


def load_synthetic_register(
    municipality_code: str, households: Sequence[NewHousehold], *, replace: bool = False
) -> int:
    """Load fictional households through the tenancy wall, all or nothing; return how many people.

    Raises RegisterExists when there is a synthetic register already (unless `replace`), RegisterInUse when
    anything else is in the register: fiction never mixes with people.
    """
    with tenancy.municipality(municipality_code):
        _make_room(replace=replace)
        identifiers = _reserve_identifiers(len(households))
        tenancy.copy_rows(
            Household, _HOUSEHOLD_COLUMNS, _household_rows(municipality_code, households, identifiers)
        )
        return tenancy.copy_rows(
            Resident, _RESIDENT_COLUMNS, _resident_rows(municipality_code, households, identifiers)
        )


def delete_synthetic_register(municipality_code: str) -> int:
    """Delete the fictional people of a municipality; return how many there were."""
    with tenancy.municipality(municipality_code):
        return _delete_synthetic()


def count_residents(municipality_code: str) -> int:
    """How many people live in the municipality now, as the register says."""
    with tenancy.municipality(municipality_code):
        return Resident.objects.filter(status=Status.RESIDENT).count()


def _make_room(*, replace: bool) -> None:
    if any(model.objects.filter(synthetic=False).exists() for model in (Household, Resident)):
        raise RegisterInUse(RegisterInUse.__doc__)
    if Household.objects.exists():
        if not replace:
            raise RegisterExists(RegisterExists.__doc__)
        _delete_synthetic()


def _delete_synthetic() -> int:
    # No signals and no collecting of relations: a quarter of a million rows leave in one statement.
    fictional = Resident.objects.filter(synthetic=True)
    CertificateSerial.objects.filter(resident__in=fictional.values("pk"))._raw_delete(using="default")
    deleted = fictional._raw_delete(using="default")
    Household.objects.filter(synthetic=True)._raw_delete(using="default")
    return int(deleted or 0)


def _reserve_identifiers(count: int) -> list[int]:
    """Row keys from the households' own sequence, so that residents can point to rows not yet written."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [Household._meta.db_table, count],
        )
        return [identifier for (identifier,) in cursor.fetchall()]


_HOUSEHOLD_COLUMNS = (
    "id", "municipality_code", "uuid", "household_number", "postal_code", "town", "block", "building",
    "phone", "synthetic",
)  # fmt: skip
_RESIDENT_COLUMNS = (
    "municipality_code", "uuid", "household_id", "resident_number", "order_in_household", "name", "name_kana",
    "name_key", "given_name_key", "kana_key", "given_kana_key", "birth_date", "birth_date_unknown", "sex",
    "nationality_kind", "relation", "status", "status_changed_on", "destination", "protected",
    "became_resident_on", "address_since", "health_insurance", "pension_kind", "care_insured", "care_level",
    "child_allowance", "has_my_number_card", "synthetic",
)  # fmt: skip


def _household_rows(
    municipality_code: str, households: Sequence[NewHousehold], identifiers: Sequence[int]
) -> Iterator[Sequence[Any]]:
    for identifier, household in zip(identifiers, households, strict=True):
        yield (
            identifier, municipality_code, household.uuid, household.household_number, household.postal_code,
            household.town, household.block, household.building, household.phone, True,
        )  # fmt: skip


# Few names make many people; their keys are worked out once.
_key = lru_cache(maxsize=65_536)(search_key)


def _resident_rows(
    municipality_code: str, households: Sequence[NewHousehold], identifiers: Sequence[int]
) -> Iterator[Sequence[Any]]:
    for identifier, household in zip(identifiers, households, strict=True):
        for order, person in enumerate(household.residents, 1):
            birth_date, unknown = stored_birth_date(person.birth_date)
            given_key, given_kana_key = _key(person.given_name), _key(person.given_kana)
            yield (
                municipality_code, person.uuid, identifier, person.resident_number, order,
                f"{person.family_name} {person.given_name}".strip(),
                f"{person.family_kana} {person.given_kana}".strip(),
                _key(person.family_name) + given_key, given_key,
                _key(person.family_kana) + given_kana_key, given_kana_key,
                birth_date, unknown.value, person.sex, person.nationality_kind, person.relation,
                person.status.value, person.status_changed_on, person.destination, person.protected,
                person.became_resident_on, person.address_since, person.health_insurance, person.pension_kind,
                person.care_insured, person.care_level, person.child_allowance, person.has_my_number_card,
                True,
            )  # fmt: skip
