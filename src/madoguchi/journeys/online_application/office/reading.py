"""Looking at applications: what has arrived, and one with everything that is known. Each look is audited."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.conf import settings
from django.db.models import Count

from madoguchi.core import tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, NotAllowedError
from madoguchi.core.audit.api import record_reading
from madoguchi.core.packs import MunicipalityPack, load_packs_or_refuse
from madoguchi.core.vocabulary import MEMBERS
from madoguchi.engines.cases.api import Case
from madoguchi.engines.courier.api import ArrivalStatus, arrival_counts
from madoguchi.engines.forms.api import Finding, check_form
from madoguchi.engines.portal.api import PortalArrival, PortalReport, report_of, unreadable
from madoguchi.engines.residents.api import Found, ResidentRecord, find, resident
from madoguchi.journeys.online_application.domain.candidates import Candidate
from madoguchi.journeys.online_application.domain.comparing import Compared, compared_with_form
from madoguchi.journeys.online_application.domain.holds import signer_in_form
from madoguchi.journeys.online_application.domain.signed_content import SignedContent
from madoguchi.journeys.online_application.models import (
    Application,
    ApplicationState,
    SignedVersion,
    WaitingFile,
)
from madoguchi.journeys.online_application.office.applications import (
    UnknownApplicationError,
    version_in_question,
)
from madoguchi.journeys.online_application.office.filing import Filed, NotFiledError, filed, labels_of
from madoguchi.journeys.online_application.office.identifying import candidates_for
from madoguchi.journeys.online_application.office.portal.identifying import applicant_of
from madoguchi.journeys.online_application.office.verifying import Signer, signer_of
from madoguchi.lib.jpki import BasicInformation

READ = "online_application.read"
NEWEST = 100
MOST_UNREAD = 10
_PORTAL_NUMBER = re.compile(r"[0-9A-Za-z_-]{1,64}", re.ASCII)
_BIRTH_DATE = re.compile(r"\d{7,8}", re.ASCII)
"""What a clerk means as a birth date, whatever number the マイナポータル may give."""


@dataclass(frozen=True, slots=True)
class ArrivalLine:
    """One application in the list: who signed it (in the マイナポータル: who says to apply), for what."""

    application: Application
    signer: str = field(repr=False)
    procedures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Arrivals:
    """The applications in one state: those that wait the oldest first, others the newest first.

    `counts` are all applications by state, `unopened` the letters that could not even be opened, `unread`
    what the マイナポータル gave and the configured format could not read, with its reasons.
    """

    lines: tuple[ArrivalLine, ...]
    counts: Mapping[ApplicationState, int]
    unopened: int
    unread: tuple[PortalArrival, ...] = ()


@dataclass(frozen=True)
class ApplicationSheet:
    """One application: what was signed, what is known of the signer, what the register says beside it."""

    application: Application
    version: SignedVersion
    versions: tuple[SignedVersion, ...]
    pack: MunicipalityPack = field(repr=False)
    content: SignedContent = field(repr=False)
    procedures: tuple[str, ...]
    signer: Signer | None = field(repr=False)
    owner: BasicInformation | None = field(repr=False)
    """Who has applied: as the certificate says, in the マイナポータル as the form does."""
    filed: Filed | None = field(repr=False)
    compared: tuple[Compared, ...] = field(repr=False)
    resident: ResidentRecord | None = field(repr=False)
    candidates: tuple[Candidate, ...] = field(repr=False)
    findings: tuple[Finding, ...] = field(repr=False)
    cases: tuple[Case, ...] = field(repr=False)
    waiting_files: tuple[str, ...] = field(repr=False)
    portal_report: PortalReport | None = None
    """The last word that the マイナポータル was told or is to be told."""


def waiting_applications(actor: Actor) -> tuple[tenancy.Counted, ...]:
    """What is to be counted for the actor: the applications that wait for a person; nothing where they may
    not see them.
    """
    if not actor.may(READ):
        return ()
    query = "SELECT 1 FROM online_application_application WHERE state = %s"
    return (tenancy.Counted("applications", query, [ApplicationState.HELD.value]),)


def arrivals(context: Context, state: ApplicationState) -> Arrivals:
    """What has arrived in one state. Raises NotAllowedError."""
    _may_read(context)
    pack = _pack(context)
    order = "id" if state == ApplicationState.HELD else "-id"
    with tenancy.municipality(context.municipality_code):
        counted = Application.objects.order_by().values_list("state").annotate(Count("pk"))
        counts = dict.fromkeys(ApplicationState, 0) | {ApplicationState(one): n for one, n in counted}
        found = list(Application.objects.filter(state=state.value).order_by(order)[:NEWEST])
        first_versions = SignedVersion.objects.filter(application__in=found, number=1)
        versions = {one.application_id: one for one in first_versions}
        record_reading(context, "online_application.arrivals", "", {"applications": len(found)})
    lines = tuple(_line(one, versions[one.pk], pack) for one in found)
    unopened = arrival_counts(context.municipality_code)[ArrivalStatus.REFUSED]
    return Arrivals(lines, counts, unopened, tuple(unreadable(context.municipality_code, MOST_UNREAD)))


def application_sheet(context: Context, uuid: UUID) -> ApplicationSheet:
    """One application with what is known of it. Raises UnknownApplicationError, NotAllowedError."""
    _may_read(context)
    pack = _pack(context)
    with tenancy.municipality(context.municipality_code):
        application = Application.objects.filter(uuid=uuid).first()
        if application is None:
            raise UnknownApplicationError
        version = version_in_question(application)
        signer = signer_of(bytes(version.certificate))
        waits = application.state == ApplicationState.HELD
        known = application.resident_uuid
        found = _filed(context, version)
        owner = _owner(application, signer, found)
        sheet = ApplicationSheet(
            application=application,
            version=version,
            versions=tuple(SignedVersion.objects.filter(application=application).order_by("number")),
            pack=pack,
            content=version.content,
            procedures=labels_of(pack, version.content.procedures),
            signer=signer,
            owner=owner,
            filed=found,
            compared=_compared(signer, found),
            resident=resident(known, context.municipality_code) if known else None,
            candidates=candidates_for(owner, pack) if waits and owner and not known else (),
            findings=_findings(found),
            cases=tuple(Case.objects.filter(source_uuid=application.uuid).order_by("id")),
            waiting_files=tuple(
                WaitingFile.objects.filter(application=application).values_list("file_name", flat=True)
            ),
            portal_report=_portal_report(application),
        )
        shown = [known] if known else [one.resident.uuid for one in sheet.candidates]
        record_reading(
            context,
            "online_application.application",
            f"application:{uuid}",
            {"residents": [str(one) for one in shown]},
        )
    return sheet


def portal_number_of(municipality_code: str, application: UUID) -> str:
    """The number in the マイナポータル of an application that came from there, else empty."""
    with tenancy.reading(municipality_code):
        numbers = Application.objects.filter(uuid=application).values_list("portal_number", flat=True)
        return numbers.first() or ""


def application_numbered(context: Context, text: str) -> Application | None:
    """The application with this number of the マイナポータル, also a former one; None for any other text.

    Raises NotAllowedError.
    """
    if not context.actor.may("cases.read"):
        raise NotAllowedError(NotAllowedError.__doc__)
    number = unicodedata.normalize("NFKC", text).strip()
    if _PORTAL_NUMBER.fullmatch(number) is None or _BIRTH_DATE.fullmatch(number):
        return None
    with tenancy.municipality(context.municipality_code):
        version = SignedVersion.objects.select_related("application").filter(portal_number=number).first()
        if version is None:
            return None
        subject = f"application:{version.application.uuid}"
        record_reading(context, "online_application.search", subject, {"portal": number})
    return version.application


def search_applicant(context: Context, text: str) -> Found:
    """People of the register whom a clerk looks for to identify an applicant. Raises NotAllowedError."""
    _may_read(context)
    with tenancy.municipality(context.municipality_code):
        found = find(text, context.municipality_code, limit=20)
        seen = [str(one.uuid) for one in found.records]
        record_reading(context, "residents.search", "", {"residents": seen})
    return found


def _pack(context: Context) -> MunicipalityPack:
    return load_packs_or_refuse(settings.MADOGUCHI_PACKS).for_municipality(context.municipality_code)


def _may_read(context: Context) -> None:
    if not context.actor.may(READ):
        raise NotAllowedError(NotAllowedError.__doc__)


def _line(application: Application, version: SignedVersion, pack: MunicipalityPack) -> ArrivalLine:
    signer = signer_of(bytes(version.certificate))
    name = signer.information.name if signer else _name_in_form(version) if application.is_from_portal else ""
    return ArrivalLine(application, name, labels_of(pack, version.content.procedures))


def _name_in_form(version: SignedVersion) -> str:
    """The name of the first person, who applies, without the packs of the day."""
    columns = version.content.answers.get(MEMBERS)
    names = columns.get("name") if isinstance(columns, Mapping) else None
    return names[0] if isinstance(names, list) and names and isinstance(names[0], str) else ""


def _owner(application: Application, signer: Signer | None, found: Filed | None) -> BasicInformation | None:
    if signer is not None:
        return signer.information
    return applicant_of(found.facts) if application.is_from_portal and found is not None else None


def _portal_report(application: Application) -> PortalReport | None:
    if not application.is_from_portal:
        return None
    return report_of(application.municipality_code, application.portal_number)


def _filed(context: Context, version: SignedVersion) -> Filed | None:
    try:
        return filed(context.municipality_code, version.content, version.verified_at)
    except NotFiledError:
        return None


def _compared(signer: Signer | None, found: Filed | None) -> tuple[Compared, ...]:
    if signer is None or found is None:
        return ()
    place = found.pack.municipality.name
    person, _ = signer_in_form(signer.information, found.facts, place)
    return compared_with_form(signer.information, found.facts, person, place)


def _findings(found: Filed | None) -> tuple[Finding, ...]:
    if found is None:
        return ()
    chosen = {one.procedure for one in found.content.procedures}
    return tuple(check_form(found.pack, found.plan, found.facts, chosen=chosen, online=True))
