"""What people are called on pages where several are chosen from."""

from __future__ import annotations

from datetime import date

from madoguchi.core.vocabulary import Facts, person_label
from madoguchi.lib.japanese.dates import age_on

_YOU = "あなた"


def label_with_age(facts: Facts, person: int) -> str:
    """The label with the age, which tells お子さま1 and お子さま2 apart better than their numbers."""
    label = person_label(facts, person)
    birth = facts.get("person.birth_date", person)
    if label == _YOU or "歳" in label or not isinstance(birth, date) or birth > facts.today:
        return label
    return f"{label}（{age_on(birth, facts.today)}歳）"
