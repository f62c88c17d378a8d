"""What people are called on pages where several are chosen from."""

from __future__ import annotations

from datetime import date

from madoguchi.core.languages import say
from madoguchi.core.vocabulary import Facts, person_label
from madoguchi.lib.japanese.dates import age_on


def label_with_age(facts: Facts, person: int) -> str:
    """The label with the age, which tells お子さま1 and お子さま2 apart better than their numbers."""
    label = person_label(facts, person)
    birth = facts.get("person.birth_date", person)
    if not isinstance(birth, date) or birth > facts.today:
        return label
    if facts.get("person.is_applicant", person) is True or label != person_label(
        facts, person, with_age=False
    ):
        return label
    return say("{person}（{age}歳）", person=label, age=age_on(birth, facts.today))
