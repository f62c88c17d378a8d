"""Who has applied, and whether they may apply for the people of the form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from madoguchi.core.packs import MunicipalityPack
from madoguchi.core.vocabulary import PartialDate
from madoguchi.engines.matching.api import weights_for
from madoguchi.engines.residents.api import (
    CertificateHolder,
    HouseholdRecord,
    PersonSought,
    ResidentRecord,
    Status,
    certificate_holder,
    certificate_holders,
    households_of,
    people_like,
    resident,
    same_people,
)
from madoguchi.journeys.online_application.domain.candidates import Candidate, scored
from madoguchi.journeys.online_application.domain.comparing import acts_from_outside, same_birth
from madoguchi.journeys.online_application.domain.holds import (
    Hold,
    HoldReason,
    is_newborn,
    signer_in_form,
)
from madoguchi.journeys.online_application.models import Application, IdentifiedBy
from madoguchi.journeys.online_application.office.filing import Filed
from madoguchi.journeys.online_application.office.verifying import Signer
from madoguchi.lib.jpki import BasicInformation, CertificateIdentity, Purpose


def holder_of(signer: Signer, municipality_code: str) -> CertificateHolder | None:
    """Whom the register knows by issuer and serial number, or None."""
    return certificate_holder(signer.identity, Purpose.SIGNING, municipality_code)


def candidates_for(owner: BasicInformation, pack: MunicipalityPack) -> tuple[Candidate, ...]:
    """Who in the register may be the owner of a certificate, the likeliest first."""
    municipality = pack.municipality
    alike = people_like(municipality.code, PersonSought(name=owner.name, birth_date=owner.birth_date))
    place = municipality.prefecture + municipality.name
    return scored(owner, alike, place, weights_for(municipality.code))


def holders_of(
    signers: Sequence[Signer], municipality_code: str
) -> dict[CertificateIdentity, CertificateHolder]:
    """Whom the register knows of the signers, by certificate."""
    return certificate_holders([one.identity for one in signers], Purpose.SIGNING, municipality_code)


@dataclass(frozen=True, slots=True)
class Applying:
    """Whose certificate it is, as the certificate says (or where nobody has it the register), whom the
    register knows by it, and what they apply for.
    """

    owner: BasicInformation = field(repr=False)
    holder: CertificateHolder | None = field(repr=False)
    filed: Filed


def holds_of(given: Applying) -> tuple[Hold, ...]:
    """What a person has to clear before a desk gets the application; empty for most."""
    return holds_of_all([given])[0]


def holds_of_all(given: Sequence[Applying]) -> list[tuple[Hold, ...]]:
    """What a person has to clear of each of some applications to one municipality."""
    signers = [signer_in_form(one.owner, one.filed.facts, one.filed.pack.municipality.name) for one in given]
    households = iter(
        all_household_holds(
            [
                Concerned(one.holder.resident, person, one.filed)
                for one, (person, _) in zip(given, signers, strict=True)
                if one.holder is not None
            ]
        )
    )
    return [
        (Hold(HoldReason.IDENTITY), *wrong)
        if one.holder is None
        else (*_revoked(one.holder), *wrong, *next(households))
        for one, (_, wrong) in zip(given, signers, strict=True)
    ]


def holds_of_correction(
    application: Application,
    owner: BasicInformation | None,
    holder: CertificateHolder | None,
    filed: Filed,
) -> tuple[Hold, ...]:
    """What a correction has to be held for, whatever was cleared before.

    Whose application it is was settled with its first version, also where the signer has a new card since.
    `owner` is whose certificate it is; None where none is known, which only the マイナポータル sends.
    """
    code = application.municipality_code
    place = filed.pack.municipality.name
    person, wrong = (
        (filed.facts.applicant(), ()) if owner is None else signer_in_form(owner, filed.facts, place)
    )
    revoked = _revoked(holder)
    if application.identified_by == IdentifiedBy.OUTSIDER:
        return (*revoked, *wrong)
    known = resident(application.resident_uuid, code) if application.resident_uuid else None
    if known is None:
        return (Hold(HoldReason.IDENTITY), *wrong)
    return (*revoked, *wrong, *household_holds(Concerned(known, person, filed)))


def _revoked(holder: CertificateHolder | None) -> tuple[Hold, ...]:
    is_revoked = holder is not None and holder.revoked_at is not None
    return (Hold(HoldReason.REVOKED_IN_REGISTER),) if is_revoked else ()


@dataclass(frozen=True, slots=True)
class Concerned:
    """The resident who applies, their place among the people of the form, and what they apply for."""

    applicant: ResidentRecord = field(repr=False)
    place: int | None
    filed: Filed

    @property
    def acts_from_outside(self) -> bool:
        """Whether they act for people of whom they are none."""
        return acts_from_outside(self.filed.facts)

    @property
    def looks_for_others(self) -> bool:
        """Whether the people of the form are looked for: of who has left, only where they act for others."""
        return self.acts_from_outside or self.applicant.status is Status.RESIDENT

    def named(self) -> dict[int, PersonSought]:
        """Whom the application is about besides the applicant, by their places in the form."""
        others = {one: _sought(self.filed, one) for one in self.filed.concerned() if one != self.place}
        return {one: sought for one, sought in others.items() if _is_somebody(self.filed, one, sought)}


def household_holds(given: Concerned) -> tuple[Hold, ...]:
    """Whether the people whom the application is about live in the household of the resident who signed.

    Names are compared as the register searches for them, and birth dates; a child of up to a year may be new
    to the register. 「わからない」 clears nobody: who has a name and no birth date, or the other way round,
    is looked for by what there is.
    """
    return all_household_holds([given])[0]


def all_household_holds(given: Sequence[Concerned]) -> list[tuple[Hold, ...]]:
    """`household_holds` of each of some applications to one municipality; the register is asked once."""
    if not given:
        return []
    code = given[0].filed.pack.municipality.code
    named = [one.named() if one.looks_for_others else {} for one in given]
    at_home = [one.applicant.uuid for one, others in zip(given, named, strict=True) if others]
    households = households_of(at_home, code)
    missing = [
        {
            place: sought
            for place, sought in others.items()
            if not _lives_in(households.get(one.applicant.uuid), sought)
        }
        for one, others in zip(given, named, strict=True)
    ]
    elsewhere = iter(same_people(code, [sought for others in missing for sought in others.values()]))
    return [
        tuple(
            hold
            for hold in _judged(others, [next(elsewhere) for _ in others], one.filed.facts.today)
            # Who acts for somebody lives elsewhere as a rule, and is looked at for that already.
            if not (one.acts_from_outside and hold.reason is HoldReason.OTHER_HOUSEHOLD)
        )
        if one.looks_for_others
        else (Hold(HoldReason.LEFT),)
        for one, others in zip(given, missing, strict=True)
    ]


def _is_somebody(filed: Filed, person: int, sought: PersonSought) -> bool:
    """Whether the form is about somebody in particular, or says that it does not know about whom."""
    said = any(filed.facts.is_answered(f"person.{item}", person) for item in ("name", "birth_date"))
    return said or bool(any(sought.keys) or sought.birth_date)


def _judged(
    missing: dict[int, PersonSought], elsewhere: list[tuple[ResidentRecord, ...]], today: date
) -> Iterator[Hold]:
    for (person, sought), found in zip(missing.items(), elsewhere, strict=True):
        if any(one.status is Status.RESIDENT for one in found):
            yield Hold(HoldReason.OTHER_HOUSEHOLD, person)
        elif not is_newborn(sought.birth_date, today):
            yield Hold(HoldReason.NOT_IN_REGISTER, person)


def _lives_in(household: HouseholdRecord | None, sought: PersonSought) -> bool:
    if household is None:
        return False
    return any(_may_be(one, sought) for one in (*household.members, *household.former_members))


def _may_be(one: ResidentRecord, sought: PersonSought) -> bool:
    """Whether everything that is known of the person sought is true of one of the register; never nothing."""
    name, kana = sought.keys
    if not (name or kana):
        return sought.birth_date is not None and same_birth(one.birth_date, sought.birth_date)
    is_born = sought.birth_date is None or same_birth(one.birth_date, sought.birth_date)
    return is_born and _is_called(one, name, kana)


def _is_called(one: ResidentRecord, name: str, kana: str) -> bool:
    their_name, their_kana = PersonSought(one.name, one.name_kana).keys
    return bool(name and name == their_name) or bool(kana and kana == their_kana)


def _sought(filed: Filed, person: int) -> PersonSought:
    name, kana, birth = (
        filed.facts.get(f"person.{item}", person) for item in ("name", "name_kana", "birth_date")
    )
    return PersonSought(
        name=name if isinstance(name, str) else "",
        name_kana=kana if isinstance(kana, str) else "",
        birth_date=birth if isinstance(birth, date | PartialDate) else None,
    )
