"""Who in the register may be the owner of a certificate that nobody knows: candidates, for a clerk.

Nothing here decides anything. The score says who is shown at all, the comparison of the matching engine in
which order; every part of both is shown, so that a clerk sees why.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from madoguchi.engines.matching.api import Comparer, Match, Person, Weights
from madoguchi.engines.residents.api import ResidentRecord
from madoguchi.journeys.online_application.domain.comparing import same_birth
from madoguchi.lib.japanese.dates import AnyDate
from madoguchi.lib.jpki import BasicInformation, Likeness, Sex, compare_addresses, compare_names

MOST_CANDIDATES = 5
LEAST_SCORE = 40

_NAME, _BIRTH, _ADDRESS, _SEX = 40, 30, 25, 5
_NEARLY = 0.5
"""For a birth date with one part different, and a name or address that is the same but for substitutes."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody of the register, with a score from 0 to 100 and what it is made of.

    `address` is None where the applicant's is not told: a form of the マイナポータル may not ask for it.
    """

    resident: ResidentRecord = field(repr=False)
    name: Likeness
    birth: Likeness
    address: Likeness | None
    sex: Likeness
    match: Match = field(repr=False)
    """The comparison: evidence field by field, and its weight."""

    @property
    def score(self) -> int:
        """How much speaks for this person, of what is told."""
        parts = ((_NAME, self.name), (_BIRTH, self.birth), (_ADDRESS, self.address), (_SEX, self.sex))
        told = [(weight, likeness) for weight, likeness in parts if likeness is not None]
        worth = sum(weight * _WORTH[likeness] for weight, likeness in told)
        return round(100 * worth / sum(weight for weight, _ in told))


_WORTH = {Likeness.SAME: 1.0, Likeness.SUBSTITUTED: _NEARLY, Likeness.DIFFERENT: 0.0}


def scored(
    owner: BasicInformation,
    people: Iterable[ResidentRecord],
    municipality: str,
    weights: Weights | None = None,
) -> tuple[Candidate, ...]:
    """The likeliest people first, without those for whom too little speaks.

    `municipality` is prefecture and name, which the register's addresses leave out; `weights` are those of
    the municipality. A rare name weighs more
    than a common one, so that the order is that of the matching engine; ties go by the score.
    """
    comparer = Comparer(weights)
    found = [_candidate(owner, one, municipality, comparer) for one in people]
    likely = [one for one in found if one.score >= LEAST_SCORE]
    likely.sort(key=lambda one: (-one.match.weight, -one.score, one.resident.resident_number))
    return tuple(likely[:MOST_CANDIDATES])


def _candidate(
    owner: BasicInformation, person: ResidentRecord, municipality: str, comparer: Comparer
) -> Candidate:
    name = compare_names(owner.name, person.name, owner.name_substitutes)
    whole = municipality + person.address
    address = compare_addresses(owner.address, whole, owner.address_substitutes) if owner.address else None
    return Candidate(
        resident=person,
        name=name,
        birth=_births(owner.birth_date, person.birth_date),
        address=address,
        sex=_sexes(owner.sex, person.sex),
        match=comparer.compare(
            Person(
                "",
                # What differs only by a 代替文字 is taken as the register writes it: nothing else is known.
                name=person.name if name is Likeness.SUBSTITUTED else owner.name,
                birth_date=owner.birth_date,
                address=whole if address is Likeness.SUBSTITUTED else owner.address,
                sex="" if owner.sex is Sex.UNKNOWN else owner.sex.value,
            ),
            Person(
                str(person.uuid),
                name=person.name,
                kana=person.name_kana,
                birth_date=person.birth_date,
                address=whole,
                sex=person.sex,
            ),
        ),
    )


def _births(certified: AnyDate | None, registered: AnyDate) -> Likeness:
    if certified is None:
        return Likeness.SUBSTITUTED
    if certified == registered:
        return Likeness.SAME
    if isinstance(certified, date) and isinstance(registered, date):
        pairs = zip(certified.timetuple()[:3], registered.timetuple()[:3], strict=True)
        return Likeness.SUBSTITUTED if sum(one != other for one, other in pairs) == 1 else Likeness.DIFFERENT
    return Likeness.SUBSTITUTED if same_birth(certified, registered) else Likeness.DIFFERENT


def _sexes(certified: Sex, registered: str) -> Likeness:
    if certified is Sex.UNKNOWN or not registered:
        return Likeness.SUBSTITUTED
    return Likeness.SAME if certified.value == registered else Likeness.DIFFERENT
