"""Weights of a pair, and the verdict on everybody who might be the person.

A high sum is not enough. A program may act only when the best is far above the second, nothing speaks against
it, and two things that have nothing to do with each other agree: the given name, and the birth date or the
house. That keeps apart whom a sum alone would join: twins, father and son, namesakes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from madoguchi.engines.matching.domain.comparing import Levels, compare
from madoguchi.engines.matching.domain.levels import AT_HOME, MISSING, level
from madoguchi.engines.matching.domain.model import (
    Agreement,
    Answer,
    Evidence,
    Field,
    Match,
    Person,
    Reason,
    Verdict,
)
from madoguchi.engines.matching.domain.preparing import Prepared, Preparer
from madoguchi.engines.matching.domain.weights import (
    NO_COMMONNESS,
    Limits,
    Weights,
    default_weights,
    family_key,
    given_key,
)

_NAMELESS = "氏名が書かれていないため、照合できません。"
MOST_MATCHES = 10
"""Matches that an answer holds at most."""


class Scored(NamedTuple):
    """A candidate before its evidence is written out."""

    weight: float
    person: Prepared
    levels: Levels


def weight_of(left: Prepared, right: Prepared, levels: Levels, weights: Weights) -> float:
    """The sum of the evidence in bits."""
    home = levels.get(Field.ADDRESS) == "home"
    return sum(bits_of(field, key, right, weights, home=home) for field, key in levels.items())


def bits_of(field: Field, key: str, right: Prepared, weights: Weights, *, home: bool) -> float:
    """The bits of one field; `home`: the two have one house and one family name."""
    if home and field is Field.FAMILY:
        return 0.0
    if home and field is Field.GIVEN and weights.at_home:
        return weights.bits_at_home[key]
    bits = weights.bits[field][key]
    if level(field, key).by_frequency:
        bits += weights.commonness.get(field, NO_COMMONNESS).bits(frequency_key(field, right))
    return bits


def frequency_key(field: Field, person: Prepared) -> str:
    """The value of a person whose commonness counts."""
    if field is Field.FAMILY:
        return family_key(person.name)
    if field is Field.GIVEN:
        return given_key(person.name)
    return person.corporate


def evidence_of(left: Prepared, right: Prepared, levels: Levels, weights: Weights) -> tuple[Evidence, ...]:
    """What every field says, with what both records have."""
    found = []
    home = levels.get(Field.ADDRESS) == "home"
    for field, key in levels.items():
        said = level(field, key)
        bits = bits_of(field, key, right, weights, home=home)
        label = f"{said.label}（{AT_HOME.label}）" if field is Field.FAMILY and home else said.label
        one, other = _written(field, left), _written(field, right)
        found.append(Evidence(field, key, said.agreement, bits, one, other, label))
    return tuple(found)


def _written(field: Field, person: Prepared) -> str:
    name = person.name
    if field is Field.FAMILY:
        return name.family_written or name.family or (name.whole_kana if name.kana_only else "")
    if field is Field.GIVEN:
        return name.given_written or name.given
    if field is Field.BIRTH:
        return person.birth.said
    if field is Field.ADDRESS:
        return person.address.text
    if field is Field.SEX:
        return person.sex
    return person.corporate_written


class Comparer:
    """Compares pairs, and one person with a few candidates, without a register.

    `among` is how many people the other one may be: it makes a probability out of a weight.
    """

    def __init__(
        self, weights: Weights | None = None, *, preparer: Preparer | None = None, among: int = 100_000
    ) -> None:
        self.weights = weights or default_weights()
        self.preparer = preparer or Preparer()
        self.among = max(among, 1)

    def compare(self, left: Person, right: Person) -> Match:
        """One pair. `key` is that of `right`."""
        return self.compare_prepared(self.preparer.person(left), self.preparer.person(right))

    def compare_prepared(self, left: Prepared, right: Prepared) -> Match:
        """As `compare`, for people that are prepared already."""
        scored = _score(left, right, self.weights)
        (probability,) = probabilities([scored.weight], self.among, self.weights.limits)
        return _match(left, scored, probability, self.weights)

    def answer(self, person: Person, candidates: Sequence[Person]) -> Answer:
        """The verdict on a person among candidates that somebody else found, for example a query.

        Whoever is not among the candidates is taken to be nobody like the person: the search must be wide.
        """
        left = self.preparer.person(person)
        scored = [_score(left, self.preparer.person(one), self.weights) for one in candidates]
        return decide(left, scored, self.weights, self.among)


def _score(left: Prepared, right: Prepared, weights: Weights) -> Scored:
    levels = compare(left, right)
    return Scored(weight_of(left, right, levels, weights), right, levels)


def _match(left: Prepared, scored: Scored, probability: float, weights: Weights) -> Match:
    evidence = evidence_of(left, scored.person, scored.levels, weights)
    return Match(scored.person.key, scored.weight, probability, evidence)


def probabilities(weights: Sequence[float], among: int, limits: Limits) -> list[float]:
    """The probability of each of several candidates of which at most one is the person.

    Beforehand everybody of the register is as likely as everybody else, and `limits.known` of the people who
    are asked for are in it.
    """
    prior = limits.known / (1 - limits.known) / among if limits.known < 1 else 1e6 / among
    odds = [prior * 2.0 ** min(weight, 200.0) for weight in weights]
    total = 1.0 + sum(odds)
    return [one / total for one in odds]


def decide(left: Prepared, candidates: Sequence[Scored], weights: Weights, among: int) -> Answer:
    """The verdict on a person and all candidates of a register of `among` people."""
    ordered = sorted(candidates, key=lambda one: (-one.weight, one.person.key))
    limits = weights.limits
    chances = probabilities([one.weight for one in ordered], among, limits)
    # Two equal candidates halve each other: what counts for showing them is each one's own chance.
    shown = [
        (one, chance)
        for one, chance in zip(ordered[:MOST_MATCHES], chances, strict=False)
        if _alone(one.weight, among, limits) >= limits.human
    ]
    nameless = not (left.name.whole or left.name.whole_kana or left.corporate)
    if not shown:
        reason = Reason.NOTHING_TO_COMPARE if nameless else Reason.NOBODY
        return Answer(Verdict.NONE, (), reason, _NAMELESS if nameless else "似た人は見つかりませんでした。")
    matches = tuple(_match(left, one, chance, weights) for one, chance in shown)
    if nameless:
        return Answer(Verdict.HUMAN, matches, Reason.NOTHING_TO_COMPARE, _NAMELESS)
    return _verdict(matches, ordered, limits, among)


def _alone(weight: float, among: int, limits: Limits) -> float:
    return probabilities([weight], among, limits)[0]


def _verdict(matches: tuple[Match, ...], ordered: Sequence[Scored], limits: Limits, among: int) -> Answer:
    best = matches[0]

    def human(reason: Reason, said: str) -> Answer:
        return Answer(Verdict.HUMAN, matches, reason, said)

    if best.contradictions:
        fields = "、".join(f"{one.field.label}（{one.label}）" for one in best.contradictions)
        return human(Reason.CONTRADICTED, f"{fields}が食いちがうため、人が確かめます。")
    if len(ordered) > 1 and ordered[0].weight - ordered[1].weight < limits.margin:
        return human(Reason.SEVERAL, "同じくらい似た人がほかにもいるため、人が確かめます。")
    doubt = doubt_of(best)
    if doubt is not None:
        return human(*doubt)
    exchanged = _fits_another(best, ordered[1:])
    if exchanged:
        return human(Reason.SEVERAL, f"{exchanged}は同じ家の別の人と一致するため、人が確かめます。")
    # The margin has settled who; whether at all is the chance of the best against nobody.
    if _alone(best.weight, among, limits) < limits.sure:
        return human(Reason.UNLIKELY, "一致する項目が少なく、別人のおそれがあるため、人が確かめます。")
    agreeing = "、".join(one.field.label for one in best.evidence if one.agreement is Agreement.AGREES)
    return Answer(Verdict.SURE, matches, Reason.CLEAR, f"{agreeing}が一致し、ほかに似た人はいません。")


def _fits_another(best: Match, others: Sequence[Scored]) -> str:
    """The field in which the best has a slip and somebody else of the house agrees: brothers exchanged."""
    for one in best.evidence:
        if one.agreement is Agreement.OPEN and one.field in (Field.GIVEN, Field.BIRTH):
            for other in others:
                in_house = other.levels.get(Field.ADDRESS) in ("home", "number")
                if in_house and level(one.field, other.levels[one.field]).agreement is Agreement.AGREES:
                    return one.field.label
    return ""


def doubt_of(match: Match) -> tuple[Reason, str] | None:
    """Why a match without contradictions is not sure, whatever its weight; None where it may be."""
    by_field = {one.field: one for one in match.evidence}
    agrees = {field for field, one in by_field.items() if one.agreement is Agreement.AGREES}
    opened = [one for one in match.evidence if one.agreement is Agreement.OPEN]
    if len(opened) > 1 and {one.level for one in opened[:2]} == {"swapped"}:
        opened = opened[1:]  # one slip in two fields
    if Field.CORPORATE in by_field:
        if opened:
            return Reason.DOUBTFUL, f"{_said(opened)}のため、人が確かめます。"
        if not {Field.CORPORATE, Field.ADDRESS} <= agrees:
            return Reason.THIN, "名称のほかに一致する項目がないため、人が確かめます。"
        return None
    # Of given name, birth date and address all must agree where anything is open, and two where nothing is.
    main = {Field.GIVEN, Field.BIRTH, Field.ADDRESS} & agrees
    if any(one.field is Field.GIVEN and one.level == "close" for one in opened):
        return Reason.DOUBTFUL, "名が1字ちがい、双子や親子のおそれがあるため、人が確かめます。"
    if by_field[Field.FAMILY].level == "different":
        return Reason.DOUBTFUL, "氏がちがうため、人が確かめます。"
    if len(opened) > 1:
        return Reason.DOUBTFUL, f"{_said(opened)}のため、人が確かめます。"
    address = by_field[Field.ADDRESS]
    if address.agreement is not Agreement.AGREES and address.level != MISSING:
        return Reason.MOVED, "住所がちがい、転居か、同姓同名の別人かがわからないため、人が確かめます。"
    if opened:
        if len(main | {opened[0].field}) < 3:
            return Reason.DOUBTFUL, f"{_said(opened)}のため、人が確かめます。"
        return None
    if Field.GIVEN not in agrees or len(main) < 2:
        return Reason.THIN, "氏名のほかに一致する項目がないため、人が確かめます。"
    return None


def _said(opened: Sequence[Evidence]) -> str:
    return "、".join(f"{one.field.label}（{one.label}）" for one in opened)
