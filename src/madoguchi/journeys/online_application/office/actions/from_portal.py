"""An application of the マイナポータル arrives, puts an earlier one right, or takes one back."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID, uuid4

from madoguchi.core.actions import Action, Context
from madoguchi.engines.cases.api import next_number
from madoguchi.engines.portal.api import PortalApplication, PortalArrivalRefusedError, record_report
from madoguchi.engines.residents.api import CertificateHolder
from madoguchi.journeys.online_application.domain.holds import Hold, HoldReason, not_cleared
from madoguchi.journeys.online_application.domain.states import CaseStatus
from madoguchi.journeys.online_application.models import Application, IdentifiedBy, SignedVersion
from madoguchi.journeys.online_application.office.actions.arriving import PERMISSION
from madoguchi.journeys.online_application.office.actions.withdrawing import withdraw
from madoguchi.journeys.online_application.office.applications import (
    UnknownApplicationError,
    likeness_of,
    locked_application,
    one_at_a_time,
)
from madoguchi.journeys.online_application.office.corrections import (
    cases_to_correct,
    hold_correction,
    supersede_waiting,
    take_correction,
)
from madoguchi.journeys.online_application.office.filing import Filed, NotFiledError, filed
from madoguchi.journeys.online_application.office.identifying import holds_of_correction
from madoguchi.journeys.online_application.office.portal.identifying import (
    applicant_of,
    as_registered,
    holder_told,
    identity_told,
    is_the_same_applicant,
    portal_holds,
)
from madoguchi.journeys.online_application.office.portal.reading import PortalContent, content_of, facts_of
from madoguchi.journeys.online_application.office.settling import Arrived, settle_all
from madoguchi.journeys.online_application.office.telling import tell
from madoguchi.lib.jpki import CertificateIdentity

PATIENCE = timedelta(days=1)
"""How long what belongs to an application may be here before the application itself is."""

NOT_KNOWN = (
    "取下げの届けですが、取り下げる申請（マイナポータルの受付番号 {number}）が届いていません。"
    "申請した人に連絡してください。"
)
OTHER_APPLICANT = (
    "取下げの届けですが、はじめに申請した人のものだと確かめられません（マイナポータルの受付番号 {number}）。"
    "申請はそのままです。申請した人に連絡してください。"
)


class ReceivePortalApplication(Action[PortalApplication, Application]):
    """Take an application of the portal in, as one of our own; the same number again is the one that is here.

    One that puts an earlier one right goes to the desks that wait for it. Where none waits, or where somebody
    else sends it, it is an application of its own that a clerk looks at first. Raises
    PortalArrivalRefusedError for what the format does not describe rightly; the portal engine keeps it then.
    """

    name: ClassVar[str] = "online_application.receive_portal"
    permission: ClassVar[str | None] = PERMISSION

    def perform(self, context: Context, given: PortalApplication) -> Application:
        """One number at a time."""
        one_at_a_time(_lock(context, given.number))
        there = _version(given.number)
        if there is not None:
            return there.application
        identity = identity_told(given)
        holder = holder_told(identity, context.municipality_code)
        at = _sent_at(context, given)
        earlier = _version(given.corrects) if given.corrects else None
        if earlier is not None:
            corrected = _correct(context, earlier.application.uuid, given, at, identity, holder)
            if corrected is not None:
                return corrected
        return _arrive(context, given, at, identity, holder, earlier)

    def subject(self, given: PortalApplication, result: Application) -> str:
        """The application."""
        return f"application:{result.uuid}"

    def details(self, given: PortalApplication, result: Application) -> Mapping[str, Any]:
        """What became of it, and whom the register was read about."""
        return {
            "state": str(result.state),
            "holds": [one["reason"] for one in result.holds],
            "files": len(given.files),
            "resident": str(result.resident_uuid or ""),
            "portal": given.number,
        }


class WithdrawPortalApplication(Action[PortalApplication, Application]):
    """The applicant takes an application back in the portal; that it is the same person proves it.

    Raises UnknownApplicationError where the application may still be on its way, PortalArrivalRefusedError
    where a clerk has to ask.
    """

    name: ClassVar[str] = "online_application.withdraw_portal"
    permission: ClassVar[str | None] = PERMISSION

    def perform(self, context: Context, given: PortalApplication) -> Application:
        """Once is enough: again changes nothing."""
        version = _version(given.withdraws)
        if version is None:
            if context.now - given.received_at < PATIENCE:
                raise UnknownApplicationError
            raise PortalArrivalRefusedError(NOT_KNOWN.format(number=given.withdraws))
        application = locked_application(version.application.uuid)
        identity = identity_told(given)
        holder = holder_told(identity, context.municipality_code)
        facts = facts_of(context.municipality_code, given, _sent_at(context, given))
        if not is_the_same_applicant(application, facts, identity, holder):
            raise PortalArrivalRefusedError(OTHER_APPLICANT.format(number=given.withdraws))
        withdraw(context, application)
        record_report(context, given.number, CaseStatus.DONE.value)
        return application

    def subject(self, given: PortalApplication, result: Application) -> str:
        """The application."""
        return f"application:{result.uuid}"

    def details(self, given: PortalApplication, result: Application) -> Mapping[str, Any]:
        """Where it stands now."""
        return {"state": str(result.state), "portal": given.number}


class TakeBackFromPortal(Action[str, Application]):
    """The portal says that an application with this number was taken back there, by whoever is signed in as
    its applicant. A former number, in whose place another was sent, changes nothing.

    Raises UnknownApplicationError.
    """

    name: ClassVar[str] = "online_application.taken_back_in_portal"
    permission: ClassVar[str | None] = PERMISSION

    def perform(self, context: Context, given: str) -> Application:
        """Withdraw what is not decided."""
        version = _version(given)
        if version is None:
            raise UnknownApplicationError
        application = locked_application(version.application.uuid)
        if application.portal_number == given:
            withdraw(context, application)
        return application

    def subject(self, given: str, result: Application) -> str:
        """The application."""
        return f"application:{result.uuid}"

    def details(self, given: str, result: Application) -> Mapping[str, Any]:
        """Where it stands now."""
        return {"state": str(result.state), "portal": given}


def _arrive(
    context: Context,
    given: PortalApplication,
    at: datetime,
    identity: CertificateIdentity | None,
    holder: CertificateHolder | None,
    earlier: SignedVersion | None,
) -> Application:
    """A new application: opened, held, or refused as the same again."""
    # Made here and told to nobody: no letter from outside can lay claim to the number of this application.
    read = content_of(context.municipality_code, given, uuid4(), at)
    likeness = _likeness(given, read, identity)
    one_at_a_time(likeness)
    application = Application(
        municipality_code=context.municipality_code,
        uuid=read.content.application,
        number=next_number(context),
        event_key=read.content.event,
        reply_address=b"",
        reply_key=b"",
        sent_at=at,
        received_at=context.now,
        portal_number=given.number,
        first=None if earlier is None else earlier.application,
    )

    def version(problem: str) -> SignedVersion:
        kept = _Kept(read, likeness, at, identity)
        return _version_of(context, application, given, kept, taken=not problem, problem=problem)

    def holds(found: Sequence[tuple[Arrived, Filed]]) -> list[tuple[Hold, ...]]:
        if found and holder is not None:
            application.resident_uuid = holder.resident.uuid
            application.identified_by = IdentifiedBy.SERIAL
        anew = () if earlier is None else (Hold(HoldReason.SENT_ANEW),)
        return [(*portal_holds(holder, one), *anew) for _, one in found]

    arrived = Arrived(application, read.content, read.files, at, likeness, version)
    (cases,) = settle_all(context, [arrived], holds)
    tell(context, application, cases)
    return application


def _correct(
    context: Context,
    uuid: UUID,
    given: PortalApplication,
    at: datetime,
    identity: CertificateIdentity | None,
    holder: CertificateHolder | None,
) -> Application | None:
    """The earlier application with the new answers, or None where it waits for none of this sender."""
    application = locked_application(uuid)
    if not cases_to_correct(application):
        return None
    read = content_of(context.municipality_code, given, application.uuid, at)
    if not is_the_same_applicant(application, read.facts, identity, holder):
        return None
    try:
        found = filed(context.municipality_code, read.content, at)
    except NotFiledError:
        return None
    owner = None if holder is None else as_registered(holder.resident, found.pack)
    holds = not_cleared(
        holds_of_correction(application, owner, holder, found), found.facts, application.cleared
    )
    supersede_waiting(application)
    kept = _Kept(read, _likeness(given, read, identity), at, identity)
    number = SignedVersion.objects.filter(application=application).count() + 1
    version = _version_of(context, application, given, kept, number=number, taken=not holds)
    version.save()
    if holds:
        hold_correction(context, application, holds, read.files)
    else:
        take_correction(context, application, version, found, read.files)
    # The former number stays in the portal as one to be sent anew; the new one goes on.
    application.portal_number = given.number
    application.save(
        update_fields=["state", "holds", "messages", "to_correct", "files_wanted", "portal_number"]
    )
    tell(context, application)
    return application


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is kept of an application besides what came."""

    read: PortalContent
    likeness: str
    at: datetime
    identity: CertificateIdentity | None


def _version_of(
    context: Context,
    application: Application,
    given: PortalApplication,
    kept: _Kept,
    *,
    number: int = 1,
    taken: bool = True,
    problem: str = "",
) -> SignedVersion:
    return SignedVersion(
        municipality_code=context.municipality_code,
        application=application,
        number=number,
        signed=kept.read.content.to_bytes(),
        signature=b"",
        certificate=b"",
        issuer=kept.identity.issuer if kept.identity else "",
        serial=kept.identity.serial_text if kept.identity else "",
        likeness=kept.likeness,
        verified_at=kept.at,
        received_at=context.now,
        taken=taken,
        problem=problem,
        portal_number=given.number,
        original=given.data,
    )


def _likeness(given: PortalApplication, read: PortalContent, identity: CertificateIdentity | None) -> str:
    """As for our own. Where nothing says who applies, no two are the same: a form may ask for very little."""
    applicant = applicant_of(read.facts)
    if identity is None and (applicant is None or not applicant.name or applicant.birth_date is None):
        return hashlib.sha256(f"portal:{given.number}".encode()).hexdigest()
    return likeness_of(read.content, identity)


def _version(number: str) -> SignedVersion | None:
    return SignedVersion.objects.select_related("application").filter(portal_number=number).first()


def _sent_at(context: Context, given: PortalApplication) -> datetime:
    """When it was sent; the portal's clock may run ahead of ours."""
    return min(given.received_at, context.now)


def _lock(context: Context, number: str) -> str:
    return f"{context.municipality_code}:portal:{number}"
