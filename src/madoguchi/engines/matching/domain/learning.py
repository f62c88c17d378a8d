"""Weights learned from the data without anybody saying which pairs are one person.

u is counted among pairs that are drawn at random: hardly any of them is one person. m comes from expectation
maximisation (Dempster, Laird and Rubin 1977) over the candidates of each record: a step weighs every
candidate with the shares so far, and the next takes the shares of each level by these weights. At most one
candidate of a record is its person, so those of one record share its weight; other pairs have none.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import log2

import numpy as np
from numpy.typing import NDArray

from madoguchi.engines.matching.domain.comparing import Levels, compare
from madoguchi.engines.matching.domain.deciding import bits_of, weight_of
from madoguchi.engines.matching.domain.first_guess import first_weights
from madoguchi.engines.matching.domain.levels import LEVELS, MISSING
from madoguchi.engines.matching.domain.model import Field, Person
from madoguchi.engines.matching.domain.preparing import Prepared
from madoguchi.engines.matching.domain.register import Register
from madoguchi.engines.matching.domain.weights import (
    FEWEST_BEARERS,
    LEAST,
    LEAST_M,
    LONGEST_LIST,
    Limits,
    Share,
    Weights,
    commonness_of,
    default_weights,
)

RANDOM_PAIRS = 200_000
ROUNDS = 30
ENOUGH = 1e-5
"""The rounds end when no share changes by more."""
PSEUDO_COUNT = 20.0
"""As many pairs the first guess counts for: levels that the data never show keep a share."""
PAIRS_AT_HOME = 20_000
"""How often somebody of the same house is drawn."""
MOST_CANDIDATES = 200
"""Candidates of one record that are learned from, the best of them by the first guess."""
FEWEST_RECORDS = 50

Floats = NDArray[np.float64]


class TooFewRecordsError(ValueError):
    """学ぶための記録が足りません。50件以上の記録と、それを探す台帳を用意してください。"""

    def __init__(self) -> None:
        super().__init__(type(self).__doc__)


@dataclass(frozen=True, slots=True)
class Learned:
    """Weights, and how the learning went. `found` is how many of the records seem to be in the register."""

    weights: Weights
    rounds: int
    records: int
    candidates: int
    found: float


def learn(
    register: Register,
    records: Iterable[Person],
    *,
    seed: int = 1,
    made: str = "",
    first: Weights | None = None,
    random_pairs: int = RANDOM_PAIRS,
) -> Learned:
    """Weights for looking up records such as `records` in a register such as this one.

    Raises TooFewRecordsError. The same arguments give the same weights.
    """
    left = [register.preparer.person(one) for one in records]
    if len(left) < FEWEST_RECORDS or not len(register):
        raise TooFewRecordsError
    guess = first or first_weights()
    source = random.Random(seed)  # noqa: S311 - draws pairs, keeps no secret
    shares = _with_u(guess, _shares_among_strangers(register, left, random_pairs, source))
    at_home_u = _given_names_at_home(register, source)
    at_home = {key: Share(shares[Field.GIVEN][key].m, u) for key, u in at_home_u.items()}
    weights = replace(guess, shares=shares, at_home=at_home).with_commonness(register.weights.commonness)
    pairs = _Pairs.of(register, left, weights)
    shares, known, rounds = _maximise(pairs, weights, len(register))
    at_home = {key: Share(shares[Field.GIVEN][key].m, u) for key, u in at_home_u.items()}
    kept = commonness_of(
        (register.person(row) for row in range(len(register))), fewest=FEWEST_BEARERS, longest=LONGEST_LIST
    )
    limits = replace(guess.limits, known=round(min(max(known, 0.05), 0.95), 3))
    learned = Weights(shares, kept, limits, made, at_home)
    return Learned(learned, rounds, len(left), len(pairs.record), known * len(left))


def learn_strangers(
    register: Register,
    *,
    seed: int = 1,
    made: str = "",
    first: Weights | None = None,
    random_pairs: int = RANDOM_PAIRS,
) -> Weights:
    """What a register tells by itself: how common its names are, and how often strangers agree (u).

    How people are miswritten (m) stays as in `first` (the weights that come with the engine): that needs
    records from elsewhere. Raises TooFewRecordsError.
    """
    if len(register) < FEWEST_RECORDS:
        raise TooFewRecordsError
    guess = first or default_weights()
    source = random.Random(seed)  # noqa: S311 - draws pairs, keeps no secret
    people = [register.person(row) for row in range(len(register))]
    shares = _with_u(guess, _shares_among_strangers(register, people, random_pairs, source))
    at_home_u = _given_names_at_home(register, source)
    at_home = {key: Share(shares[Field.GIVEN][key].m, u) for key, u in at_home_u.items()}
    kept = commonness_of(people, fewest=FEWEST_BEARERS, longest=LONGEST_LIST)
    return Weights(shares, kept, guess.limits, made, at_home)


# --- u ------------------------------------------------------------------------------------------------


def _shares_among_strangers(
    register: Register, left: Sequence[Prepared], count: int, source: random.Random
) -> dict[Field, dict[str, float]]:
    """The share of each level among random pairs; of those too rare for that, by counting."""
    counts: dict[Field, dict[str, float]] = {field: {} for field in LEVELS}
    size = len(register)
    for _ in range(count):
        levels = compare(source.choice(left), register.person(source.randrange(size)))
        for field, key in levels.items():
            if key != MISSING:
                counts[field][key] = counts[field].get(key, 0.0) + 1.0
    found = {
        field: {key: number / sum(levels.values()) for key, number in levels.items()}
        for field, levels in counts.items()
        if levels
    }
    # Two people of one house or one day are too rare to be drawn, and the register says how rare.
    if Field.BIRTH in found:
        found[Field.BIRTH]["exact"] = register.share_of_pairs("birth")
    if Field.ADDRESS in found:
        together = register.share_of_pairs("house")
        at_home = _share_of_one_family(register, source)
        found[Field.ADDRESS]["home"] = together * at_home
        found[Field.ADDRESS]["number"] = together * (1 - at_home)
    return found


def _share_of_one_family(register: Register, source: random.Random) -> float:
    """Of two people in one house, how often the family name is one."""
    seen = home = 1
    for _ in range(5_000):
        row = source.randrange(len(register))
        others = [one for one in register.house_of(row) if one != row]
        if others:
            levels = compare(register.person(row), register.person(source.choice(others)))
            seen += levels[Field.ADDRESS] in ("home", "number")
            home += levels[Field.ADDRESS] == "home"
    return min(home / seen, 0.99)


def _given_names_at_home(register: Register, source: random.Random) -> dict[str, float]:
    """The share of each level of the given name among two people of one house and family."""
    counts = {level.key: 0.5 for level in LEVELS[Field.GIVEN]}
    for _ in range(PAIRS_AT_HOME):
        row = source.randrange(len(register))
        others = [one for one in register.house_of(row) if one != row]
        if others:
            levels = compare(register.person(row), register.person(source.choice(others)))
            given = levels.get(Field.GIVEN, MISSING)
            if levels[Field.ADDRESS] == "home" and given != MISSING:
                counts[given] += 1.0
    total = sum(counts.values())
    # A house without anybody else tells nothing: then the guess is that one in a thousand is alike.
    return {key: max(count / total, LEAST) if total > 500 else 1e-3 for key, count in counts.items()}


def _with_u(weights: Weights, found: dict[Field, dict[str, float]]) -> dict[Field, dict[str, Share]]:
    """The shares with u as found; a level that was never seen keeps a small one, by the guess."""
    made = {}
    for field, shares in weights.shares.items():
        seen = found.get(field)
        if not seen:
            made[field] = dict(shares)
            continue
        made[field] = {
            key: Share(share.m, max(seen.get(key, min(share.u, 1e-5)), LEAST))
            for key, share in shares.items()
        }
    return made


# --- m ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Pairs:
    """Candidates as arrays: the record of each, the level of each field (-1 missing), bits of commonness."""

    record: NDArray[np.int64]
    levels: dict[Field, NDArray[np.int64]]
    bits: Floats
    count: int

    @classmethod
    def of(cls, register: Register, left: Sequence[Prepared], weights: Weights) -> _Pairs:
        codes = {
            field: {level.key: place for place, level in enumerate(levels)} | {MISSING: -1}
            for field, levels in LEVELS.items()
        }
        record: list[int] = []
        levels_of: dict[Field, list[int]] = {field: [] for field in LEVELS}
        bits: list[float] = []
        for number, person in enumerate(left):
            for levels, right in _best(register, person, weights):
                record.append(number)
                home = levels.get(Field.ADDRESS) == "home"
                for field, written in levels_of.items():
                    key = levels.get(field, MISSING)
                    written.append(-1 if field is Field.FAMILY and home else codes[field][key])
                bits.append(_bits_besides(levels, right, weights, home=home))
        return cls(
            np.asarray(record, dtype=np.int64),
            {field: np.asarray(written, dtype=np.int64) for field, written in levels_of.items()},
            np.asarray(bits),
            len(left),
        )


def _best(register: Register, person: Prepared, weights: Weights) -> list[tuple[Levels, Prepared]]:
    found = [
        (compare(person, right), right)
        for right in map(register.person, register.candidates(person).tolist())
    ]
    found = [one for one in found if person.is_corporate == one[1].is_corporate]
    if len(found) > MOST_CANDIDATES:
        found.sort(key=lambda one: -weight_of(person, one[1], one[0], weights))
    return found[:MOST_CANDIDATES]


def _bits_besides(levels: Levels, right: Prepared, weights: Weights, *, home: bool) -> float:
    """What the names of this pair say besides their levels: how common they are, or that it is one house."""
    names = {field: key for field, key in levels.items() if not (home and field is Field.FAMILY)}
    return sum(
        bits_of(field, key, right, weights, home=home) - weights.bits[field][key]
        for field, key in names.items()
    )


def _maximise(pairs: _Pairs, weights: Weights, size: int) -> tuple[dict[Field, dict[str, Share]], float, int]:
    """The shares, the part of the records that is in the register, and how many rounds it took."""
    m = {field: np.asarray([share.m for share in one.values()]) for field, one in weights.shares.items()}
    u = {field: np.asarray([share.u for share in one.values()]) for field, one in weights.shares.items()}
    first = {field: one / one.sum() for field, one in m.items()}
    known, rounds = Limits().known, 0
    for _round in range(ROUNDS):
        rounds += 1
        belief = _beliefs(pairs, m, u, known / max(1 - known, LEAST) / size)
        changed = 0.0
        for field, levels in pairs.levels.items():
            there = levels >= 0
            if not there.any():
                continue
            counts = np.bincount(levels[there], weights=belief[there], minlength=len(first[field]))
            new = (counts + PSEUDO_COUNT * first[field]) / (counts.sum() + PSEUDO_COUNT)
            changed = max(changed, float(np.abs(new - m[field]).max()))
            m[field] = new
        known = min(max(float(belief.sum()) / pairs.count, 0.01), 0.99)
        if changed < ENOUGH:
            break
    shares = {
        field: {
            key: Share(max(float(m[field][place]), LEAST_M), float(u[field][place]))
            for place, key in enumerate(one)
        }
        for field, one in weights.shares.items()
    }
    return shares, known, rounds


def _beliefs(pairs: _Pairs, m: dict[Field, Floats], u: dict[Field, Floats], prior: float) -> Floats:
    """The probability of each candidate, those of one record together at most one."""
    weight = pairs.bits + log2(prior)
    for field, levels in pairs.levels.items():
        bits = np.append(np.log2(np.maximum(m[field], LEAST) / np.maximum(u[field], LEAST)), 0.0)
        weight = weight + bits[levels]  # -1 is the last one: missing says nothing
    odds = np.exp2(np.minimum(weight, 200.0))
    together = np.bincount(pairs.record, weights=odds, minlength=pairs.count)
    return np.asarray(odds / (1.0 + together[pairs.record]))
