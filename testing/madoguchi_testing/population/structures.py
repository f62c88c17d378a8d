"""Who lives together: households of believable structure whose numbers add up exactly.

A municipality has E people of 65 or more and N younger ones. Households are drawn until both are used up; as
long as that is possible three generations, couples, single people and families are mixed so that the two run
out together.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

AGED = 65
OLDEST = 104


@dataclass(frozen=True, slots=True)
class Member:
    """One person before there is a name: relation to the head, sex, age in full years."""

    relation: str
    sex: str
    age: int
    joins_family_name: bool = True


@dataclass(frozen=True, slots=True)
class Shape:
    """How many aged and how many younger people a kind of household takes, and how often it occurs."""

    key: str
    aged: int
    younger: int
    weight: float


# Weights: rough shares of household types (国勢調査 世帯の家族類型) in the country, for believable variety.
SHAPES = (
    Shape("aged_alone", 1, 0, 14),
    Shape("aged_couple", 2, 0, 15),
    Shape("aged_couple_with_child", 2, 1, 8),
    Shape("aged_parent_with_child", 1, 1, 9),
    Shape("three_generations", 1, 3, 4),
    Shape("three_generations", 2, 3, 3),
    Shape("three_generations", 1, 4, 4),
    Shape("three_generations", 2, 4, 5),
    Shape("three_generations", 2, 5, 2),
    Shape("young_alone", 0, 1, 17),
    Shape("couple", 0, 2, 8),
    Shape("family", 0, 3, 9),
    Shape("family", 0, 4, 9),
    Shape("family", 0, 5, 3),
    Shape("single_parent", 0, 2, 4),
    Shape("single_parent", 0, 3, 3),
    Shape("siblings", 0, 2, 1),
    Shape("housemates", 0, 2, 1),
)
_MIXED = tuple(shape for shape in SHAPES if shape.aged and shape.younger)
_AGED_ONLY = tuple(shape for shape in SHAPES if not shape.younger)
_YOUNG_ONLY = tuple(shape for shape in SHAPES if not shape.aged)
_SHARE_OF_MIXED = sum(shape.weight for shape in _MIXED) / sum(shape.weight for shape in SHAPES)


def draw_shapes(random_source: random.Random, aged: int, younger: int) -> Iterator[Shape]:
    """Shapes that take exactly `aged` and `younger` people."""
    size_aged = _mean(_AGED_ONLY, "aged")
    size_young = _mean(_YOUNG_ONLY, "younger")
    mixed_aged, mixed_young = _mean(_MIXED, "aged"), _mean(_MIXED, "younger")
    while aged or younger:
        # The mixed households that are still to come take their part of both; what is left decides.
        coming = (aged + younger) / 2.5 * _SHARE_OF_MIXED
        aged_rest = max(aged - coming * mixed_aged, 0.0) / size_aged
        young_rest = max(younger - coming * mixed_young, 0.0) / size_young
        kind = random_source.random()
        if kind < _SHARE_OF_MIXED and aged and younger:
            pool = _MIXED
        elif aged_rest + young_rest == 0:
            pool = _AGED_ONLY if aged >= younger else _YOUNG_ONLY
        else:
            aged_next = random_source.random() * (aged_rest + young_rest) < aged_rest
            pool = _AGED_ONLY if aged_next else _YOUNG_ONLY
        fitting = [shape for shape in pool if shape.aged <= aged and shape.younger <= younger]
        if not fitting:
            fitting = [shape for shape in SHAPES if shape.aged <= aged and shape.younger <= younger]
        (shape,) = random_source.choices(fitting, weights=[shape.weight for shape in fitting])
        aged -= shape.aged
        younger -= shape.younger
        yield shape


def _mean(shapes: tuple[Shape, ...], of: str) -> float:
    people: float = sum(shape.weight * getattr(shape, of) for shape in shapes)
    return people / sum(shape.weight for shape in shapes)


def people_of(random_source: random.Random, shape: Shape) -> list[Member]:
    """The people of a household: exactly `shape.aged` of 65 or more and `shape.younger` below."""
    return _BUILDERS[shape.key](random_source, shape)


def _aged(random_source: random.Random, lowest: int = AGED) -> int:
    # Shares of the five-year groups among the aged; the last group thins out towards 104.
    (low,) = random_source.choices((65, 70, 75, 80, 85, 90), weights=(23, 26, 20, 15, 10, 6))
    if low < 90:
        return max(low + random_source.randrange(5), lowest)
    return max(90 + int(min(random_source.expovariate(0.35), OLDEST - 90)), lowest)


def _adult(random_source: random.Random, low: int, high: int) -> int:
    return random_source.randint(max(low, 18), max(min(high, AGED - 1), 18))


def _sex(random_source: random.Random) -> str:
    return "female" if random_source.random() < 0.5 else "male"


def _partner_age(random_source: random.Random, age: int, *, aged: bool) -> int:
    partner = round(min(max(random_source.gauss(age - 2, 3), 0), OLDEST))
    return min(max(partner, AGED), OLDEST) if aged else min(max(partner, 18), AGED - 1)


def _children(random_source: random.Random, mother: int, count: int, relation: str) -> list[Member]:
    """Children of a mother of that age at birth of 20 to 42, oldest first, all younger than 65."""
    youngest = max(mother - 42, 0)
    oldest = max(min(mother - 20, AGED - 1, youngest + 22), youngest)
    ages = sorted((random_source.randint(youngest, oldest) for _ in range(count)), reverse=True)
    return [Member(relation, _sex(random_source), age) for age in ages]


def _aged_alone(random_source: random.Random, shape: Shape) -> list[Member]:
    return [Member("head", "female" if random_source.random() < 0.66 else "male", _aged(random_source))]


def _aged_couple(random_source: random.Random, shape: Shape) -> list[Member]:
    age = _aged(random_source)
    return [
        Member("head", "male", age),
        Member("spouse", "female", _partner_age(random_source, age, aged=True)),
    ]


def _aged_couple_with_child(random_source: random.Random, shape: Shape) -> list[Member]:
    couple = _aged_couple(random_source, shape)
    return couple + _children_who_stayed(random_source, couple[1].age)


def _aged_parent_with_child(random_source: random.Random, shape: Shape) -> list[Member]:
    parent = Member("head", "female" if random_source.random() < 0.7 else "male", _aged(random_source))
    child = _children_who_stayed(random_source, parent.age)[0]
    if random_source.random() < 0.5:
        return [parent, child]
    return [Member("head", child.sex, child.age), Member("parent", parent.sex, parent.age)]


def _children_who_stayed(random_source: random.Random, parent: int) -> list[Member]:
    age = _adult(random_source, parent - 40, parent - 20)
    return [Member("child", "male" if random_source.random() < 0.6 else "female", age)]


def _three_generations(random_source: random.Random, shape: Shape) -> list[Member]:
    grandmother = _aged(random_source)
    grandparents = [("female", grandmother)]
    if shape.aged == 2:
        husband = min(max(round(random_source.gauss(grandmother + 2, 3)), AGED), OLDEST)
        grandparents.insert(0, ("male", husband))
    father = _adult(random_source, max(grandmother - 40, 24), grandmother - 20)
    mother = _partner_age(random_source, father, aged=False)
    mother = max(mother, 20)
    grandchildren = shape.younger - 2
    if random_source.random() < 0.55:
        middle = [Member("head", "male", father), Member("spouse", "female", mother)]
        young = _children(random_source, mother, grandchildren, "child")
        return [*middle, *young, *(Member("parent", sex, age) for sex, age in grandparents)]
    old = [
        Member(relation, sex, age)
        for relation, (sex, age) in zip(("head", "spouse"), grandparents, strict=False)
    ]
    middle = [Member("child", "male", father), Member("other_relative", "female", mother)]
    return [*old, *middle, *_children(random_source, mother, grandchildren, "grandchild")]


def _young_alone(random_source: random.Random, shape: Shape) -> list[Member]:
    low, high = (18, 34) if random_source.random() < 0.5 else (35, 64)
    sex = "male" if random_source.random() < 0.6 else "female"
    return [Member("head", sex, _adult(random_source, low, high))]


def _couple(random_source: random.Random, shape: Shape) -> list[Member]:
    age = int(random_source.triangular(24, AGED, 63))
    return [
        Member("head", "male", age),
        Member("spouse", "female", _partner_age(random_source, age, aged=False)),
    ]


def _family(random_source: random.Random, shape: Shape) -> list[Member]:
    age = _adult(random_source, 24, 56)
    mother = max(_partner_age(random_source, age, aged=False), 21)
    children = _children(random_source, mother, shape.younger - 2, "child")
    return [Member("head", "male", age), Member("spouse", "female", mother), *children]


def _single_parent(random_source: random.Random, shape: Shape) -> list[Member]:
    mother = _adult(random_source, 24, 55)
    sex = "female" if random_source.random() < 0.85 else "male"
    return [Member("head", sex, mother), *_children(random_source, mother, shape.younger - 1, "child")]


def _siblings(random_source: random.Random, shape: Shape) -> list[Member]:
    age = _adult(random_source, 20, 64)
    other = min(max(age - random_source.randint(1, 8), 18), AGED - 1)
    return [Member("head", _sex(random_source), age), Member("sibling", _sex(random_source), other)]


def _housemates(random_source: random.Random, shape: Shape) -> list[Member]:
    age = _adult(random_source, 20, 60)
    other = _adult(random_source, 20, 60)
    return [
        Member("head", _sex(random_source), age),
        Member("cohabitant", _sex(random_source), other, joins_family_name=False),
    ]


_BUILDERS = {
    "aged_alone": _aged_alone,
    "aged_couple": _aged_couple,
    "aged_couple_with_child": _aged_couple_with_child,
    "aged_parent_with_child": _aged_parent_with_child,
    "three_generations": _three_generations,
    "young_alone": _young_alone,
    "couple": _couple,
    "family": _family,
    "single_parent": _single_parent,
    "siblings": _siblings,
    "housemates": _housemates,
}
