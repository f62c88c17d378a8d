"""Who has applied in the マイナポータル: by the certificate that it names, else for a clerk to say."""

from __future__ import annotations

from datetime import date

from madoguchi.core.packs import MunicipalityPack
from madoguchi.core.vocabulary import Facts, PartialDate
from madoguchi.engines.portal.api import PortalApplication
from madoguchi.engines.residents.api import CertificateHolder, ResidentRecord, certificate_holder
from madoguchi.journeys.online_application.domain.comparing import addresses_of, same_birth
from madoguchi.journeys.online_application.domain.holds import Hold, HoldReason
from madoguchi.journeys.online_application.models import Application
from madoguchi.journeys.online_application.office.applications import current_version
from madoguchi.journeys.online_application.office.filing import Filed, NotFiledError, filed
from madoguchi.journeys.online_application.office.identifying import Applying, holds_of
from madoguchi.lib.jpki import BasicInformation, CertificateIdentity, Purpose, same_name
from madoguchi.lib.jpki.certificates import Sex


def identity_told(given: PortalApplication) -> CertificateIdentity | None:
    """The certificate that the portal names; None where it does not name issuer and number both."""
    if not (given.certificate_serial and given.certificate_issuer):
        return None
    return CertificateIdentity(given.certificate_issuer, int(given.certificate_serial, 16))


def holder_told(identity: CertificateIdentity | None, municipality_code: str) -> CertificateHolder | None:
    """Whom the register knows by the certificate, or None."""
    return None if identity is None else certificate_holder(identity, Purpose.SIGNING, municipality_code)


def portal_holds(holder: CertificateHolder | None, found: Filed) -> tuple[Hold, ...]:
    """What a person has to clear. No certificate is here to be read: form and register are compared."""
    if holder is None:
        return (Hold(HoldReason.IDENTITY),)
    return holds_of(Applying(as_registered(holder.resident, found.pack), holder, found))


def applicant_of(facts: Facts) -> BasicInformation | None:
    """Who the applicant says to be; None where the form asks for neither name nor birth date."""
    person = facts.applicant()
    if person is None:
        return None
    name, birth, sex = (facts.get(f"person.{item}", person) for item in ("name", "birth_date", "sex"))
    if not isinstance(name, str) and not isinstance(birth, date | PartialDate):
        return None
    return BasicInformation(
        name=name if isinstance(name, str) else "",
        name_substitutes="",
        sex=_sex(sex),
        birth_date=birth if isinstance(birth, date | PartialDate) else None,
        birth_date_code="",
        address=next(addresses_of(facts), ""),
        address_substitutes="",
    )


def is_the_same_applicant(
    application: Application,
    facts: Facts,
    identity: CertificateIdentity | None,
    holder: CertificateHolder | None,
) -> bool:
    """Whether somebody who applies now is who made an earlier application: by certificate, by the register,
    else by name and birth date.
    """
    before = current_version(application)
    if identity is not None and (before.issuer, before.serial) == (identity.issuer, identity.serial_text):
        return True
    if holder is not None and application.resident_uuid is not None:
        return holder.resident.uuid == application.resident_uuid
    try:
        earlier = applicant_of(filed(application.municipality_code, before.content, before.verified_at).facts)
    except NotFiledError:
        return False
    now = applicant_of(facts)
    if earlier is None or now is None or not (earlier.name and now.name):
        return False
    return (
        same_name(earlier.name, now.name)
        and earlier.birth_date is not None
        and same_birth(earlier.birth_date, now.birth_date)
    )


def as_registered(person: ResidentRecord, pack: MunicipalityPack) -> BasicInformation:
    """A resident as a certificate would name them, without substitutes."""
    return BasicInformation(
        name=person.name,
        name_substitutes="",
        sex=_sex(person.sex),
        birth_date=person.birth_date,
        birth_date_code="",
        address=pack.municipality.prefecture + pack.municipality.name + person.address,
        address_substitutes="",
    )


def _sex(given: object) -> Sex:
    return Sex(given) if isinstance(given, str) and given in set(Sex) else Sex.UNKNOWN
