"""The weights of a municipality, learned from its own register without a file and without anybody's name.

How common names are and how often strangers agree is read off the register. How people are miswritten is
learned from what applicants typed online, where there is enough of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from madoguchi.core.actions import Action, Context
from madoguchi.engines.cases.api import Case, Channel
from madoguchi.engines.matching.api import (
    Person,
    Register,
    TooFewRecordsError,
    default_weights,
    learn,
    learn_strangers,
    put_into_use,
)
from madoguchi.engines.residents.api import everybody
from madoguchi.journeys.same_person.people import person_of

MOST_RECORDS = 20_000
ENOUGH_RECORDS = 500
"""So many applicants tell how people are miswritten; from fewer a few slips would weigh too much."""


@dataclass(frozen=True, slots=True)
class LearnedHere:
    """What was learned from: people of the register, and records of applicants (0: too few were there)."""

    people: int
    records: int
    file: str


class LearnWeights(Action[int, LearnedHere]):
    """Learn the weights of the municipality from its register, and put them into use. Given: the seed.

    Names of fewer than ten people are not in the file. Raises TooFewRecordsError.
    """

    name: ClassVar[str] = "same_person.learn_weights"
    permission: ClassVar[str | None] = "matching.check"

    def perform(self, context: Context, given: int) -> LearnedHere:
        """Nothing of the register changes."""
        code = context.municipality_code
        people = [person_of(record) for record in everybody(code)]
        records = list(_records())
        if len(people) < 2:
            raise TooFewRecordsError
        register = Register(people)
        if len(records) < ENOUGH_RECORDS:
            records = []
            made = f"madoguchi matching learn: a register of {len(people):,}"
            weights = learn_strangers(register, seed=given, made=made)
        else:
            made = f"madoguchi matching learn: {len(records):,} applicants, a register of {len(people):,}"
            weights = learn(register, records, seed=given, made=made, first=default_weights()).weights
        return LearnedHere(len(people), len(records), str(put_into_use(code, weights)))

    def details(self, given: int, result: LearnedHere) -> Mapping[str, Any]:
        """Numbers."""
        return {"people": result.people, "records": result.records}


def _records() -> Iterator[Person]:
    """Those for whom applications came from home, as they were typed; each once, the newest first."""
    rows = Case.objects.filter(channel=Channel.ONLINE.value).exclude(person_name="").order_by("-id")
    typed = rows.values_list("person_name", "person_kana", "birth_first", "birth_last")
    seen: set[tuple[Any, ...]] = set()
    for row in typed[: MOST_RECORDS * 5].iterator():
        if row in seen:
            continue
        seen.add(row)
        name, kana, first, last = row
        birth = first if first == last else None
        yield Person(f"?{len(seen)}", name=name, kana=kana, birth_date=birth)
        if len(seen) >= MOST_RECORDS:
            return
