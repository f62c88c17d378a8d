"""The door of the journey."""

from madoguchi.journeys.same_person.duplicates import (
    DUPLICATE,
    CheckDuplicates,
    CheckRunsError,
    OfCheck,
    StartDuplicateCheck,
    is_running,
    last_checks,
    likely_pairs,
)
from madoguchi.journeys.same_person.models import DuplicateCheck
from madoguchi.journeys.same_person.near import NearPerson, near_people

__all__ = [
    "DUPLICATE",
    "CheckDuplicates",
    "CheckRunsError",
    "DuplicateCheck",
    "NearPerson",
    "OfCheck",
    "StartDuplicateCheck",
    "is_running",
    "last_checks",
    "likely_pairs",
    "near_people",
]
