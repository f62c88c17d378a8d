"""The door of the residents engine."""

from madoguchi.engines.residents.actions import (
    CertificateLink,
    CertificatesLoaded,
    LinkCertificate,
    LoadCertificates,
    LoadCertificatesInput,
    ResidentNotFoundError,
)
from madoguchi.engines.residents.alike import (
    NearlySought,
    Neighbour,
    everybody,
    pairs_alike,
    people_around,
    people_near,
)
from madoguchi.engines.residents.certificates import certificate_holder, certificate_holders
from madoguchi.engines.residents.domain.answering import REGISTER_ITEMS, household_answers
from madoguchi.engines.residents.domain.certificates import CertificateFileError, CertificateHolder
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
    households_of,
    people_like,
    resident,
    same_people,
)

__all__ = [
    "REGISTER_ITEMS",
    "CertificateFileError",
    "CertificateHolder",
    "CertificateLink",
    "CertificatesLoaded",
    "Found",
    "HouseholdRecord",
    "LinkCertificate",
    "LoadCertificates",
    "LoadCertificatesInput",
    "NearlySought",
    "Neighbour",
    "NewHousehold",
    "NewResident",
    "Notice",
    "PersonSought",
    "RegisterExists",
    "RegisterInUse",
    "ResidentNotFoundError",
    "ResidentRecord",
    "Status",
    "certificate_holder",
    "certificate_holders",
    "count_residents",
    "delete_synthetic_register",
    "everybody",
    "find",
    "guarded_households",
    "household",
    "household_answers",
    "household_of",
    "households_of",
    "load_synthetic_register",
    "pairs_alike",
    "people_around",
    "people_like",
    "people_near",
    "resident",
    "same_people",
]
