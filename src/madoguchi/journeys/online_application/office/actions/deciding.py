"""What a clerk decides about an application that waits: who it is, that it may go on, or that it may not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from madoguchi.core.actions import Action, Context, run
from madoguchi.engines.cases.api import Case, NoteMissingError
from madoguchi.engines.residents.api import (
    CertificateLink,
    LinkCertificate,
    ResidentNotFoundError,
    resident,
)
from madoguchi.journeys.online_application.domain.holds import (
    Hold,
    HoldReason,
    cleared_rows,
    not_cleared,
    signer_in_form,
)
from madoguchi.journeys.online_application.domain.submissions import SignedApplication
from madoguchi.journeys.online_application.models import Application, ApplicationState, IdentifiedBy
from madoguchi.journeys.online_application.office.applications import (
    current_version,
    locked_application,
    pending_correction,
    version_in_question,
)
from madoguchi.journeys.online_application.office.corrections import leave_correction, take_correction
from madoguchi.journeys.online_application.office.filing import Filed, filed
from madoguchi.journeys.online_application.office.identifying import (
    Applying,
    Concerned,
    holder_of,
    holds_of,
    household_holds,
)
from madoguchi.journeys.online_application.office.opening import Cleared, forget_files, kept_files, open_cases
from madoguchi.journeys.online_application.office.settling import refuse
from madoguchi.journeys.online_application.office.telling import tell
from madoguchi.journeys.online_application.office.verifying import Signer, check_signature, signer_of
from madoguchi.lib.japanese.text import clean_text
from madoguchi.lib.jpki import Purpose

IDENTIFY = "online_application.identify"
_WHO = frozenset({HoldReason.IDENTITY, HoldReason.AUTHORITY_MISSING})
"""Reasons that no explanation clears: it has to be known first who signed."""


class NotWaitingError(Exception):
    """この申請は、すでにほかの職員が処理しました。画面を読み込み直して、いまの状態を確かめてください。"""


class NotIdentifiedError(Exception):
    """申請した人がまだ決まっていません。先に、だれの申請かを決めてください。"""


class StillUnverifiedError(Exception):
    """発行元の証明書が、まだ足りません。情報担当に、認証局の証明書の置き場所を確かめてもらってください。"""


@dataclass(frozen=True, slots=True)
class Identification:
    """Whose application it is; `resident_uuid` None: of somebody who does not live here."""

    uuid: UUID
    resident_uuid: UUID | None
    note: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Decision:
    """About which application, and why."""

    uuid: UUID
    note: str = field(default="", repr=False)


class _Deciding(Action[Any, Application]):
    """What the verbs have in common: they concern an application that waits."""

    permission: ClassVar[str | None] = IDENTIFY

    def subject(self, given: Any, result: Application) -> str:
        """The application."""
        return f"application:{result.uuid}"

    def details(self, given: Any, result: Application) -> Mapping[str, Any]:
        """Where it stands now, what is left to clear, and whose it is."""
        return {
            "state": str(result.state),
            "holds": [one["reason"] for one in result.holds],
            "resident": str(result.resident_uuid or ""),
        }


class IdentifyApplicant(_Deciding):
    """Say who has applied; what is left to clear keeps it waiting. The certificate is known from now on,
    unless only the マイナポータル has seen it: what we have not verified identifies nobody later.
    """

    name: ClassVar[str] = "online_application.identify"

    def perform(self, context: Context, given: Identification) -> Application:
        """Raises NotWaitingError, StillUnverifiedError, ResidentNotFoundError, UnknownApplicationError, and
        NoteMissingError where somebody from elsewhere is let in without a reason.
        """
        application = _waiting(given.uuid)
        if any(one.reason is HoldReason.AUTHORITY_MISSING for one in application.held_for):
            raise StillUnverifiedError(StillUnverifiedError.__doc__)
        signer = None if application.is_from_portal else _signer(application)
        note = clean_text(given.note)
        found = _filed(context, application)
        person, wrong = _applicant_in_form(application, signer, found)
        if given.resident_uuid is None:
            if not note:
                raise NoteMissingError(NoteMissingError.__doc__)
            application.resident_uuid, application.identified_by = None, IdentifiedBy.OUTSIDER
            holds = wrong
        else:
            person_found = resident(given.resident_uuid, context.municipality_code)
            if person_found is None:
                raise ResidentNotFoundError(ResidentNotFoundError.__doc__)
            if signer is not None:
                link = CertificateLink(
                    signer.identity,
                    Purpose.SIGNING,
                    given.resident_uuid,
                    signer.valid_from,
                    signer.valid_until,
                )
                run(LinkCertificate(), context, link)
            application.resident_uuid = given.resident_uuid
            application.identified_by = IdentifiedBy.CLERK
            holds = (*wrong, *household_holds(Concerned(person_found, person, found)))
        _decided(context, application, note)
        return _go_on(context, application, holds, note)


class ReleaseApplication(_Deciding):
    """What kept the application waiting is cleared: it goes to the desks, with what the clerk wrote."""

    name: ClassVar[str] = "online_application.release"

    def perform(self, context: Context, given: Decision) -> Application:
        """Raises NotWaitingError, NotIdentifiedError, NoteMissingError, UnknownApplicationError."""
        application = _waiting(given.uuid)
        note = clean_text(given.note)
        if any(one.reason in _WHO for one in application.held_for):
            raise NotIdentifiedError(NotIdentifiedError.__doc__)
        if not note:
            raise NoteMissingError(NoteMissingError.__doc__)
        held = application.held_for
        cleared = "".join(dict.fromkeys(one.reason.label for one in held))
        rows = cleared_rows(held, _filed(context, application).facts)
        application.cleared = [*application.cleared, *rows]
        _decided(context, application, note)
        return _go_on(context, application, (), f"確認したこと：{cleared}{note}")


class RefuseApplication(_Deciding):
    """No desk gets it; the applicant reads why, and can come to the counter.

    A correction that is refused leaves the cases as they are, waiting for another one.
    """

    name: ClassVar[str] = "online_application.refuse"

    def perform(self, context: Context, given: Decision) -> Application:
        """Raises NotWaitingError, NoteMissingError, UnknownApplicationError."""
        application = _waiting(given.uuid)
        note = clean_text(given.note)
        if not note:
            raise NoteMissingError(NoteMissingError.__doc__)
        _decided(context, application, note)
        correction = pending_correction(application)
        if correction is None:
            refuse(context, application, note)
        else:
            application.state = ApplicationState.OPENED
            leave_correction(context, application, correction, note)
        application.holds = []
        application.save()
        forget_files(application)
        tell(context, application)
        return application


class VerifyAgain(_Deciding):
    """Ask once more whether the signature holds, after a missing authority was added."""

    name: ClassVar[str] = "online_application.verify_again"

    def perform(self, context: Context, given: Decision) -> Application:
        """Raises NotWaitingError, StillUnverifiedError, UnknownApplicationError."""
        application = _waiting(given.uuid)
        if not any(one.reason is HoldReason.AUTHORITY_MISSING for one in application.held_for):
            raise NotWaitingError(NotWaitingError.__doc__)
        version, files = current_version(application), kept_files(application)
        submission = SignedApplication(
            content=version.content,
            signed=bytes(version.signed),
            signature=bytes(version.signature),
            certificate=bytes(version.certificate),
            reply=application.reply,
            mail=application.mail,
            sent_at=application.sent_at,
        )
        checked = check_signature(
            submission,
            tuple(files),
            municipality_code=context.municipality_code,
            sealed_at=version.verified_at,
            now=context.now,
        )
        if checked.hold is not None:
            raise StillUnverifiedError(StillUnverifiedError.__doc__)
        if checked.verified is None:
            refuse(context, application, checked.problem)
            application.holds = []
            application.save()
            tell(context, application)
            return application
        version.revocation = checked.verified.revocation.status.value
        version.for_testing = checked.verified.for_testing
        version.save(update_fields=["revocation", "for_testing"])
        signer = _signer(application)
        found = _filed(context, application)
        holder = holder_of(signer, context.municipality_code)
        if holder is not None:
            application.resident_uuid = holder.resident.uuid
            application.identified_by = IdentifiedBy.SERIAL
        return _go_on(context, application, holds_of(Applying(signer.information, holder, found)), "")


def _waiting(uuid: UUID) -> Application:
    application = locked_application(uuid)
    if application.state != ApplicationState.HELD:
        raise NotWaitingError(NotWaitingError.__doc__)
    return application


def _applicant_in_form(
    application: Application, signer: Signer | None, found: Filed
) -> tuple[int | None, tuple[Hold, ...]]:
    """Who of the form's people applies, and what is wrong with it besides."""
    if signer is not None:
        return signer_in_form(signer.information, found.facts, found.pack.municipality.name)
    anew = tuple(one for one in application.held_for if one.reason is HoldReason.SENT_ANEW)
    return found.facts.applicant(), anew


def _signer(application: Application) -> Signer:
    signer = signer_of(bytes(version_in_question(application).certificate))
    if signer is None:
        raise StillUnverifiedError(StillUnverifiedError.__doc__)
    return signer


def _decided(context: Context, application: Application, note: str) -> None:
    application.decided_at, application.decision = context.now, note
    application.decided_by = context.actor.id
    application.decided_by_name = context.actor.display_name


def _go_on(context: Context, application: Application, holds: tuple[Hold, ...], note: str) -> Application:
    """Wait for what is left to clear, or open the cases; those of a correction get the new answers."""
    version, found = version_in_question(application), _filed(context, application)
    application.hold_for(not_cleared(holds, found.facts, application.cleared))
    if application.holds:
        application.save()
        return application
    files = kept_files(application)
    cases: list[Case] | None = None
    if version.taken:
        cases = open_cases(context, Cleared(application, found, files, note))
    else:
        take_correction(context, application, version, found, files, note=note)
    forget_files(application)
    application.save()
    tell(context, application, cases)
    return application


def _filed(context: Context, application: Application) -> Filed:
    """What is decided about, read. Raises NotFiledError."""
    version = version_in_question(application)
    return filed(context.municipality_code, version.content, version.verified_at)
