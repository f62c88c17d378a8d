"""Insurance, pension, care and allowances as they follow from age: flags of the register that fit together.

Sources: 高齢者の医療の確保に関する法律第50条 (from 75), 介護保険法第9条 (from 65), 国民年金法第7条 (20 to 59)
and 児童手当法第3条 (until the 31 March after the 18th birthday). Shares are rough, for believable variety.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date

from madoguchi.lib.japanese.dates import age_reached_by_law

_CARE_LEVELS = ("support_1", "support_2", "care_1", "care_2", "care_3", "care_4", "care_5")
_CARE_WEIGHTS = (14, 14, 20, 18, 13, 13, 8)


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the register says about one person beside name and address."""

    health_insurance: str
    pension_kind: str
    care_insured: bool
    care_level: str
    child_allowance: bool


def household_insurance(random_source: random.Random) -> str:
    """The kind of insurance of the household's earners: `employer` or `national`."""
    return "employer" if random_source.random() < 0.72 else "national"


def coverage_of(
    random_source: random.Random, *, age: int, birth_date: date, relation: str, earners: str, on: date
) -> Coverage:
    """Insurance and allowances of a person of that age in a household whose earners have `earners`."""
    child = is_child(birth_date, on)
    if age >= 75:
        health = "late_elderly"
    elif age >= 65 and random_source.random() < 0.75:
        health = "national"
    elif earners == "employer":
        earns = relation == "head" or (not child and age >= 22 and random_source.random() < 0.6)
        health = "employer" if earns else "employer_dependent"
    else:
        health = earners
    pension = ""
    if 20 <= age < 60:
        by_insurance = {"employer": "category_2", "national": "category_1"}
        dependent = "category_3" if relation == "spouse" else "category_1"
        pension = by_insurance.get(health, dependent)
    return Coverage(
        health_insurance=health,
        pension_kind=pension,
        care_insured=age >= 65,
        care_level=_care_level(random_source, age),
        child_allowance=child,
    )


def is_child(birth_date: date, on: date) -> bool:
    """Until the first 31 March after the 18th birthday."""
    reached = age_reached_by_law(birth_date, 18)
    end = date(reached.year + (reached > date(reached.year, 3, 31)), 3, 31)
    return on <= end


def _care_level(random_source: random.Random, age: int) -> str:
    if age < 65:
        return ""
    share = 0.04 if age < 75 else 0.15 if age < 85 else 0.5
    if random_source.random() >= share:
        return "none"
    (level,) = random_source.choices(_CARE_LEVELS, weights=_CARE_WEIGHTS)
    return level
