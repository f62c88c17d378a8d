"""An application arrives: verified again, its applicant identified, opened or held for a person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from madoguchi.core.actions import Action, Context
from madoguchi.core.database.compiled import CompiledQuery
from madoguchi.engines.cases.api import Case, Status, format_number, next_number
from madoguchi.journeys.online_application.domain.holds import Hold
from madoguchi.journeys.online_application.domain.signed_content import SignedContent
from madoguchi.journeys.online_application.domain.submissions import SignedApplication
from madoguchi.journeys.online_application.models import (
    Application,
    ApplicationState,
    IdentifiedBy,
    SignedVersion,
)
from madoguchi.journeys.online_application.office.applications import likeness_of, one_at_a_time
from madoguchi.journeys.online_application.office.filing import Filed, NotFiledError, filed
from madoguchi.journeys.online_application.office.identifying import holder_of, holds_of
from madoguchi.journeys.online_application.office.opening import File, keep_files, open_cases
from madoguchi.journeys.online_application.office.telling import add_message, tell
from madoguchi.journeys.online_application.office.verifying import Checked, Signer, check_signature

PERMISSION = "online_application.receive"
_TAKEN_BACK = (Status.WITHDRAWN, Status.REJECTED)


@dataclass(frozen=True, slots=True)
class Delivered:
    """What a letter brought, with its files (name and content), and when it was sealed (aware)."""

    submission: SignedApplication = field(repr=False)
    files: tuple[File, ...] = field(repr=False)
    sealed_at: datetime


class ReceiveApplication(Action[Delivered, Application]):
    """Take an application in. The same one again is the one that is here.

    Whatever does not hold is kept as well, with the reason, and its sender is told. Raises
    RevocationUnavailable and AnchorsUnusable, where the letter waits for a better moment.
    """

    name: ClassVar[str] = "online_application.receive"
    permission: ClassVar[str | None] = PERMISSION

    def perform(self, context: Context, given: Delivered) -> Application:
        """One application at a time of the same number, and of the same signer with the same content."""
        submission = given.submission
        checked = check_signature(
            submission,
            given.files,
            municipality_code=context.municipality_code,
            sealed_at=given.sealed_at,
            now=context.now,
        )
        likeness = likeness_of(submission.content, checked.identity)
        one_at_a_time(f"{context.municipality_code}:{submission.application}", likeness)
        there = _BY_NUMBER.rows(application=submission.application)
        if there:
            return there[0]
        # Nobody is told anything in a box that whoever signed has not named.
        mine = submission.is_answered_as_signed
        application = Application(
            municipality_code=context.municipality_code,
            uuid=submission.application,
            number=next_number(context),
            event_key=submission.content.event,
            reply_address=submission.reply.address if mine else b"",
            reply_key=submission.reply.key if mine else b"",
            mail=submission.mail if mine else "",
            language=submission.language,
            sent_at=checked.at,
            received_at=context.now,
        )
        cases = _settle(context, application, given, checked, likeness)
        # What follows opened cases needs no second look at them.
        tell(context, application, cases)
        return application

    def subject(self, given: Delivered, result: Application) -> str:
        """The application."""
        return f"application:{result.uuid}"

    def details(self, given: Delivered, result: Application) -> Mapping[str, Any]:
        """What became of it, and whom the register was read about."""
        return {
            "state": str(result.state),
            "holds": [one["reason"] for one in result.holds],
            "files": len(given.files),
            "resident": str(result.resident_uuid or ""),
        }


def new_version(
    context: Context,
    application: Application,
    given: Delivered,
    checked: Checked,
    likeness: str,
    *,
    number: int = 1,
    taken: bool = True,
    problem: str = "",
) -> SignedVersion:
    """Keep what was signed, with what is known of the signature. The application has its row already."""
    identity, verified = checked.identity, checked.verified
    return SignedVersion.objects.create(
        municipality_code=context.municipality_code,
        application=application,
        number=number,
        signed=given.submission.signed,
        signature=given.submission.signature,
        certificate=given.submission.certificate,
        issuer=identity.issuer if identity else "",
        serial=identity.serial_text if identity else "",
        likeness=likeness,
        revocation=verified.revocation.status.value if verified else "",
        for_testing=verified is not None and verified.for_testing,
        verified_at=checked.at,
        received_at=context.now,
        taken=taken,
        problem=problem,
    )


def signer_of_checked(checked: Checked) -> Signer | None:
    """The owner of the card, where the signature holds."""
    if checked.verified is None:
        return None
    certificate = checked.verified.certificate
    return Signer(
        certificate.basic_information, certificate.identity, certificate.valid_from, certificate.valid_until
    )


def _settle(
    context: Context, application: Application, given: Delivered, checked: Checked, likeness: str
) -> list[Case]:
    """Decide what becomes of a new application of our own; saves it with its version."""
    signer = signer_of_checked(checked)
    arrived = Arrived(given.submission.content, given.files, checked.at, likeness, checked.problem)

    def keep(problem: str) -> None:
        new_version(context, application, given, checked, likeness, taken=not problem, problem=problem)

    def holds(found: Filed) -> tuple[Hold, ...]:
        return _holds(context, application, signer, checked, found)

    return settle(context, application, arrived, keep, holds)


@dataclass(frozen=True, slots=True)
class Arrived:
    """What a new application says, whichever way it came: `at` is when it was sent, `likeness` the same for
    another that asks for the same, `problem` why it can not be taken, if that is known already.
    """

    content: SignedContent = field(repr=False)
    files: tuple[File, ...] = field(repr=False)
    at: datetime
    likeness: str
    problem: str = ""


def settle(
    context: Context,
    application: Application,
    arrived: Arrived,
    keep: Callable[[str], None],
    holds_of: Callable[[Filed], tuple[Hold, ...]],
) -> list[Case]:
    """Refuse, hold or open a new application; saves its row. The cases, where there are any.

    `keep` stores the version with the problem that there is, or with an empty text; `holds_of` says what a
    person has to clear.
    """
    problem, found = arrived.problem, None
    first = None if problem else _first_of(arrived.likeness)
    if first is not None:
        problem = f"同じ内容の申請を、すでに受け取っています（受付番号 {format_number(first.number)}）。"
        application.state, application.first = ApplicationState.REPEATED, first
    elif not problem:
        try:
            found = filed(context.municipality_code, arrived.content, arrived.at)
        except NotFiledError as error:
            problem = str(error)
    if problem or found is None:
        refuse(context, application, problem)
    else:
        application.hold_for(holds_of(found))
        application.state = ApplicationState.HELD if application.holds else ApplicationState.OPENED
    application.save()
    keep(problem)
    if application.state != ApplicationState.OPENED or found is None:
        # The application that this one repeats has the very same files.
        if application.state != ApplicationState.REPEATED:
            keep_files(application, arrived.files)
        return []
    cases = open_cases(context, application, found, arrived.files)
    if application.messages:
        application.save(update_fields=["messages"])
    return cases


def refuse(context: Context, application: Application, problem: str) -> None:
    """Put down that no case is opened, and tell why; the row is not saved."""
    if application.state != ApplicationState.REPEATED:
        application.state = ApplicationState.REFUSED
    application.problem = problem
    add_message(application, context.now, problem)


def _holds(
    context: Context, application: Application, signer: Signer | None, checked: Checked, found: Filed
) -> tuple[Hold, ...]:
    """What a person has to clear; notes who has applied where that is known."""
    if checked.hold is not None or signer is None:
        return (checked.hold,) if checked.hold else ()
    holder = holder_of(signer, context.municipality_code)
    if holder is not None:
        application.resident_uuid = holder.resident.uuid
        application.identified_by = IdentifiedBy.SERIAL
    return holds_of(signer.information, holder, found)


def _first_of(likeness: str) -> Application | None:
    """An application that this one repeats: it waits for a person, or something of it stands or was granted.

    Whoever has taken theirs back, or was refused, may apply for the same again.
    """
    found = _IN_FORCE.rows(likeness=likeness)
    return found[0].application if found else None


def _in_force(likeness: str) -> QuerySet[SignedVersion]:
    standing = Case.objects.filter(source_uuid=OuterRef("application__uuid")).exclude(
        status__in=[status.value for status in _TAKEN_BACK]
    )
    held_or_standing = Q(application__state=ApplicationState.HELD) | Q(
        Exists(standing), application__state=ApplicationState.OPENED
    )
    versions = SignedVersion.objects.select_related("application")
    return versions.filter(held_or_standing, likeness=likeness, taken=True).order_by("id")[:1]


def _by_number(application: UUID) -> QuerySet[Application]:
    return Application.objects.filter(uuid=application)


_IN_FORCE = CompiledQuery(_in_force, likeness="a likeness")
_BY_NUMBER = CompiledQuery(_by_number, application=UUID(int=1))
