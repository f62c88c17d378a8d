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
from madoguchi.journeys.same_person.learning import LearnedHere, LearnWeights
from madoguchi.journeys.same_person.models import DuplicateCheck
from madoguchi.journeys.same_person.near import NearPerson, near_people
from madoguchi.journeys.same_person.relatives import (
    FAMILY_REGISTER,
    NobodyThereError,
    Relative,
    Relatives,
    people_of_case,
    relatives_of,
)

__all__ = [
    "DUPLICATE",
    "FAMILY_REGISTER",
    "CheckDuplicates",
    "CheckRunsError",
    "DuplicateCheck",
    "LearnWeights",
    "LearnedHere",
    "NearPerson",
    "NobodyThereError",
    "OfCheck",
    "Relative",
    "Relatives",
    "StartDuplicateCheck",
    "is_running",
    "last_checks",
    "likely_pairs",
    "near_people",
    "people_of_case",
    "relatives_of",
]
