"""The door of the residents engine."""

from madoguchi.engines.residents.domain.codes import Status
from madoguchi.engines.residents.domain.records import HouseholdRecord, Notice, ResidentRecord
from madoguchi.engines.residents.loading import (
    NewHousehold,
    NewResident,
    RegisterExists,
    RegisterInUse,
    count_residents,
    delete_synthetic_register,
    load_synthetic_register,
)
from madoguchi.engines.residents.searching import (
    Found,
    PersonSought,
    find,
    guarded_households,
    household,
    household_of,
    resident,
    same_people,
)

__all__ = [
    "Found",
    "HouseholdRecord",
    "NewHousehold",
    "NewResident",
    "Notice",
    "PersonSought",
    "RegisterExists",
    "RegisterInUse",
    "ResidentRecord",
    "Status",
    "count_residents",
    "delete_synthetic_register",
    "find",
    "guarded_households",
    "household",
    "household_of",
    "load_synthetic_register",
    "resident",
    "same_people",
]
