"""What people, places and items are called on the clerk's screen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse

from madoguchi.core.vocabulary import PartialDate, person_label
from madoguchi.journeys.counter_visit.api import Sheet
from madoguchi.lib.japanese.dates import age_range_on

YOU, AT_THE_COUNTER = "あなた", "来庁した方"


def for_staff(label: str) -> str:
    """A person's label on the clerk's screen: 「あなた」 is the one who stands at the counter."""
    return AT_THE_COUNTER if label == YOU else label


def called(sheet: Sheet, person: int) -> str:
    """The person by name, else by what is known of the person."""
    name = sheet.facts.get("person.name", person)
    return name if isinstance(name, str) else for_staff(person_label(sheet.facts, person, with_age=False))


def age(sheet: Sheet, person: int) -> str:
    """Full years on the day of the visit, a range for a date known in part; empty when unknown."""
    birth = sheet.facts.get("person.birth_date", person)
    if not isinstance(birth, date | PartialDate):
        return ""
    low, high = age_range_on(birth, sheet.facts.today)
    return f"{low}" if low == high else f"{low}〜{high}"


def some(names: Sequence[str]) -> str:
    """Two names, and how many more."""
    if len(names) <= 2:
        return "・".join(names)
    return f"{'・'.join(names[:2])} ほか{len(names) - 2}人"


def item_url(sheet: Sheet, item_key: str, person: int | None, *, does: str = "item") -> str:
    """Where an answer of the visit is corrected; with `does` "adopt", where the register takes its place."""
    place = [sheet.visit.municipality_code, sheet.visit.uuid]
    if person is None:
        return reverse(f"counter:{does}", args=[*place, item_key])
    return reverse(f"counter:person-{does}", args=[*place, person, item_key])
