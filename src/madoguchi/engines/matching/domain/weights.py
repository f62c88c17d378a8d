"""How much each level of each field says (Fellegi and Sunter 1969), how common names are, where lines are.

m is the share of a level among pairs of one person, u among pairs of two; the weight of a level is log2(m/u)
bits. JSON, so that a municipality can keep its own; see `learning` for where they come from.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from importlib.resources import files
from math import isfinite, log2
from typing import Any

from madoguchi.engines.matching.domain.levels import LEVELS, MISSING
from madoguchi.engines.matching.domain.model import Field
from madoguchi.engines.matching.domain.preparing import NameForm, Prepared

VERSION = 1
LEAST = 1e-6
"""No share is nought: what never happened in the data may happen tomorrow."""
LEAST_M = 5e-4
"""No register and no paper is so clean that a slip never happens."""
LONGEST_LIST = 500
"""Names whose share is kept; every other name is as common as the last of them."""
FEWEST_BEARERS = 10
"""A name of fewer people is not kept: weights name nobody."""


class WeightsError(ValueError):
    """重みのファイルが読めません。「madoguchi matching learn」で作ったJSONを指定してください。"""

    def __init__(self, message: str | None = None) -> None:
        self.message = message or (type(self).__doc__ or "")
        super().__init__(self.message)


@dataclass(frozen=True, slots=True)
class Share:
    """The share of a level among pairs of one person (m) and of two people (u)."""

    m: float
    u: float

    @property
    def weight(self) -> float:
        """Bits for (positive) or against (negative) one person."""
        return log2(max(self.m, LEAST) / max(self.u, LEAST))


@dataclass(frozen=True, slots=True)
class Limits:
    """Where the lines are drawn.

    `sure` and `human` are probabilities; `margin` is how many bits the best is above the second for an answer
    to be sure; `known` is how probable it is beforehand that somebody is in the register at all.
    """

    sure: float = 0.999
    human: float = 0.02
    margin: float = 7.0
    known: float = 0.5


@dataclass(frozen=True, slots=True)
class Commonness:
    """How common the values of a field are: shares by key, the share of one not listed, the typical share.

    `typical` is the probability that two people share the value by chance.
    """

    shares: Mapping[str, float] = field(default_factory=dict, repr=False)
    rare: float = 0.0
    typical: float = 0.0

    @classmethod
    def of(cls, counts: Mapping[str, int], *, fewest: int = 1, longest: int | None = None) -> Commonness:
        """From how many people bear each value; nobody gives no adjustment."""
        total = sum(counts.values())
        if not total:
            return cls()
        typical = sum((count / total) ** 2 for count in counts.values())
        listed = [(key, count) for key, count in counts.items() if count >= fewest]
        listed.sort(key=lambda one: (-one[1], one[0]))
        listed = listed[:longest]
        left = total - sum(count for _, count in listed)
        others = len(counts) - len(listed)
        # Whom the list leaves out share what is left of all people; a new name is as rare as one person.
        rare = left / others / total if others else 1 / total
        return cls({key: count / total for key, count in listed}, rare, typical)

    def bits(self, key: str) -> float:
        """What agreement on this value says above agreement on a typical one; negative for a common one."""
        if not self.typical:
            return 0.0
        return log2(self.typical / max(self.shares.get(key, self.rare), LEAST))


NO_COMMONNESS = Commonness()


@dataclass(frozen=True)
class Weights:
    """All that a comparison needs besides the two records. `made` says of what they were learned."""

    shares: Mapping[Field, Mapping[str, Share]]
    commonness: Mapping[Field, Commonness] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    made: str = ""
    at_home: Mapping[str, Share] = field(default_factory=dict)
    """Shares of the levels of the given name among people of one house and family: there hardly two share a
    given name, but twins and fathers and sons have similar ones. Empty: as everywhere.
    """

    @cached_property
    def bits_at_home(self) -> dict[str, float]:
        """The weight of every level of the given name in one house; missing is 0."""
        return {MISSING: 0.0} | {key: share.weight for key, share in self.at_home.items()}

    @cached_property
    def bits(self) -> dict[Field, dict[str, float]]:
        """The weight of every level in bits; missing is 0."""
        return {
            field: {MISSING: 0.0} | {key: share.weight for key, share in shares.items()}
            for field, shares in self.shares.items()
        }

    def with_commonness(self, commonness: Mapping[Field, Commonness]) -> Weights:
        """The same weights with how common names are elsewhere."""
        return replace(self, commonness=dict(commonness))

    def with_limits(self, limits: Limits) -> Weights:
        """The same weights with other lines."""
        return replace(self, limits=limits)

    def as_json(self) -> dict[str, Any]:
        """For JSON. Names of fewer than ten people are left out."""
        return {
            "version": VERSION,
            "made": self.made,
            "limits": {name: getattr(self.limits, name) for name in Limits.__slots__},
            "fields": {
                field.value: {key: [_rounded(share.m), _rounded(share.u)] for key, share in shares.items()}
                for field, shares in self.shares.items()
            },
            "given_at_home": {
                key: [_rounded(share.m), _rounded(share.u)] for key, share in self.at_home.items()
            },
            "commonness": {
                field.value: {
                    "typical": _rounded(one.typical),
                    "rare": _rounded(one.rare),
                    "shares": {key: _rounded(share) for key, share in one.shares.items()},
                }
                for field, one in self.commonness.items()
            },
        }

    def dumps(self) -> str:
        """The weights as a JSON text."""
        return json.dumps(self.as_json(), ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def loads(cls, text: str) -> Weights:
        """Weights from a JSON text. Raises WeightsError that says what is wrong."""
        try:
            return cls.from_json(json.loads(text))
        except json.JSONDecodeError as error:
            raise WeightsError(
                f"重みのファイルがJSONではありません（{error.lineno}行{error.colno}文字目）。"
                "「madoguchi matching learn」で作り直してください。"
            ) from None

    @classmethod
    def from_json(cls, read: Any) -> Weights:
        """Weights from parsed JSON. Raises WeightsError that says what is wrong."""
        if not isinstance(read, dict) or read.get("version") != VERSION:
            raise WeightsError(
                f"重みのファイルの版がちがいます（version {VERSION} が必要です）。"
                "「madoguchi matching learn」で作り直してください。"
            )
        try:
            shares = {one: _shares_of(one, read["fields"][one.value]) for one in LEVELS}
            at_home = _shares_of(Field.GIVEN, read["given_at_home"]) if read.get("given_at_home") else {}
            commonness = {
                Field(name): Commonness(
                    {str(key): _share(share) for key, share in one["shares"].items()},
                    _share(one["rare"]),
                    _share(one["typical"]),
                )
                for name, one in read.get("commonness", {}).items()
            }
            limits = Limits(**{str(name): _finite(value) for name, value in read.get("limits", {}).items()})
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            if isinstance(error, WeightsError):
                raise
            raise WeightsError(
                f"重みのファイルの内容がちがいます（{error}）。"
                "「madoguchi matching learn」で作り直してください。"
            ) from None
        return cls(shares, commonness, limits, str(read.get("made", "")), at_home)


def _shares_of(of: Field, read: Mapping[str, Any]) -> dict[str, Share]:
    found = {}
    for one in LEVELS[of]:
        if one.key not in read:
            raise WeightsError(
                f"重みのファイルに {of.value} の {one.key} がありません。"
                "「madoguchi matching learn」で作り直してください。"
            )
        m, u = read[one.key]
        found[one.key] = Share(_share(m), _share(u))
    return found


def _share(value: Any) -> float:
    share = _finite(value)
    if not 0 <= share <= 1:
        raise WeightsError(f"重みのファイルの割合は0から1までです（{share}）。")
    return share


def _finite(value: Any) -> float:
    number = float(value)
    if not isfinite(number):
        raise WeightsError("重みのファイルに数でない値があります。")
    return number


def _rounded(share: float) -> float:
    return float(f"{share:.4g}")


@lru_cache(maxsize=1)
def default_weights() -> Weights:
    """The weights that come with the engine, learned from synthetic people; `made` says how."""
    text = (files("madoguchi.engines.matching.domain") / "default_weights.json").read_text(encoding="utf-8")
    return Weights.loads(text)


def family_key(name: NameForm) -> str:
    """The value whose commonness counts for a family name: its key, or its reading where no name is known."""
    return name.family or name.family_kana


def given_key(name: NameForm) -> str:
    """As `family_key`, of the given name."""
    return name.given or name.given_kana


def commonness_of(
    people: Iterable[Prepared], *, fewest: int = 1, longest: int | None = None
) -> dict[Field, Commonness]:
    """How common family, given and corporate names are among people; readings are counted beside."""
    family: Counter[str] = Counter()
    given: Counter[str] = Counter()
    corporate: Counter[str] = Counter()
    family_read: Counter[str] = Counter()
    given_read: Counter[str] = Counter()
    for person in people:
        if person.is_corporate:
            corporate[person.corporate] += 1
            continue
        name = person.name
        family[family_key(name)] += 1
        given[given_key(name)] += 1
        if not name.kana_only:
            family_read[name.family_kana] += 1
            given_read[name.given_kana] += 1
    found = {}
    for one, counts, read in (
        (Field.FAMILY, family, family_read),
        (Field.GIVEN, given, given_read),
        (Field.CORPORATE, corporate, Counter()),
    ):
        counts.pop("", None)
        made = Commonness.of(counts, fewest=fewest, longest=longest)
        read.pop("", None)
        if read:
            by_reading = Commonness.of(read, fewest=fewest, longest=longest)
            shares = dict(by_reading.shares) | dict(made.shares)
            made = Commonness(shares, made.rare, made.typical)
        found[one] = made
    return found
