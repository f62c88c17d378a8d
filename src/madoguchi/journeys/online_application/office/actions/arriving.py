"""An application arrives: verified again, its applicant identified, opened or held for a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet

from madoguchi.core.actions import Action, Context
from madoguchi.core.database.compiled import CompiledQuery
from madoguchi.core.database.searching import is_one_of
from madoguchi.engines.cases.api import next_numbers
from madoguchi.journeys.online_application.domain.holds import Hold
from madoguchi.journeys.online_application.domain.submissions import SignedApplication
from madoguchi.journeys.online_application.models import Application, IdentifiedBy, SignedVersion
from madoguchi.journeys.online_application.office.applications import likeness_of, one_at_a_time
from madoguchi.journeys.online_application.office.filing import Filed
from madoguchi.journeys.online_application.office.identifying import Applying, holders_of, holds_of_all
from madoguchi.journeys.online_application.office.opening import File
from madoguchi.journeys.online_application.office.settling import Arrived, settle_all
from madoguchi.journeys.online_application.office.telling import tell
from madoguchi.journeys.online_application.office.verifying import Checked, Signer, check_signature

PERMISSION = "online_application.receive"


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
        """As several, of which there is one."""
        return self.perform_all(context, [given])[0]

    def perform_all(self, context: Context, given: Sequence[Delivered]) -> list[Application]:
        """One application at a time of the same number, and of the same signer with the same content.

        Several are taken together, in one statement for each table; what is alike among them one after the
        other.
        """
        opened = [_opened(context, one) for one in given]
        one_at_a_time(*(name for one in opened for name in one.names(context)))
        taken: dict[UUID, Application] = {}
        left = opened
        while left:
            together, left = _unlike(left)
            taken |= _take_all(context, together)
        return [taken[one.submission.application] for one in given]

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


@dataclass(frozen=True, slots=True)
class _Opened:
    """What a letter brought, and what is known of its signature."""

    given: Delivered
    checked: Checked
    likeness: str

    @property
    def uuid(self) -> UUID:
        """The number of the application."""
        return self.given.submission.application

    def names(self, context: Context) -> tuple[str, str]:
        """By what no two go on at once."""
        return f"{context.municipality_code}:{self.uuid}", self.likeness


def _opened(context: Context, given: Delivered) -> _Opened:
    checked = check_signature(
        given.submission,
        given.files,
        municipality_code=context.municipality_code,
        sealed_at=given.sealed_at,
        now=context.now,
    )
    return _Opened(given, checked, likeness_of(given.submission.content, checked.identity))


def _unlike(some: Sequence[_Opened]) -> tuple[list[_Opened], list[_Opened]]:
    """Those of which no earlier one has the number or asks for the same, and the others."""
    first: list[_Opened] = []
    others: list[_Opened] = []
    seen: set[UUID | str] = set()
    for one in some:
        (others if {one.uuid, one.likeness} & seen else first).append(one)
        seen |= {one.uuid, one.likeness}
    return first, others


def _take_all(context: Context, some: Sequence[_Opened]) -> dict[UUID, Application]:
    """The applications by number, those included that were here before."""
    known = {one.uuid: one for one in _BY_NUMBER.rows(applications=[one.uuid for one in some])}
    new = {one.uuid: one for one in some if one.uuid not in known}
    if not new:
        return known
    numbers = next_numbers(context, len(new))
    arrived = [_arrived(context, one, number) for one, number in zip(new.values(), numbers, strict=True)]

    def holds(found: Sequence[tuple[Arrived, Filed]]) -> list[tuple[Hold, ...]]:
        return _holds(context, [(one.application, new[one.application.uuid], filed) for one, filed in found])

    cases = settle_all(context, arrived, holds)
    for one, opened in zip(arrived, cases, strict=True):
        verified = new[one.application.uuid].checked.verified is not None
        # What follows opened cases needs no second look at them.
        tell(context, one.application, opened, verified=verified)
    return known | {one.application.uuid: one.application for one in arrived}


def _arrived(context: Context, one: _Opened, number: str) -> Arrived:
    submission = one.given.submission
    # Nobody is told anything in a box that whoever signed has not named.
    mine = submission.is_answered_as_signed
    application = Application(
        municipality_code=context.municipality_code,
        uuid=one.uuid,
        number=number,
        event_key=submission.content.event,
        reply_address=submission.reply.address if mine else b"",
        reply_key=submission.reply.key if mine else b"",
        mail=submission.mail if mine else "",
        language=submission.language,
        sent_at=one.checked.at,
        received_at=context.now,
    )
    return Arrived(
        application,
        submission.content,
        one.given.files,
        one.checked.at,
        one.likeness,
        lambda problem: signed_version(
            context,
            application,
            one.given,
            one.checked,
            one.likeness,
            taken=not problem,
            problem=problem,
        ),
        one.checked.problem,
    )


def _holds(context: Context, some: Sequence[tuple[Application, _Opened, Filed]]) -> list[tuple[Hold, ...]]:
    """What a person has to clear; notes who has applied where that is known."""
    signers = {one.uuid: signer_of_checked(one.checked) for _, one, _ in some if one.checked.hold is None}
    known = {uuid: signer for uuid, signer in signers.items() if signer is not None}
    holders = holders_of(list(known.values()), context.municipality_code)
    applying: list[Applying] = []
    for application, one, filed in some:
        signer = known.get(one.uuid)
        if signer is None:
            continue
        holder = holders.get(signer.identity)
        if holder is not None:
            application.resident_uuid = holder.resident.uuid
            application.identified_by = IdentifiedBy.SERIAL
        applying.append(Applying(signer.information, holder, filed))
    of_signers = dict(zip(known, holds_of_all(applying), strict=True))
    return [of_signers.get(one.uuid, (one.checked.hold,) if one.checked.hold else ()) for _, one, _ in some]


def signed_version(
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
    """The row of what was signed, with what is known of the signature; not saved."""
    identity, verified = checked.identity, checked.verified
    return SignedVersion(
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


def _by_number(applications: list[UUID]) -> QuerySet[Application]:
    return Application.objects.filter(is_one_of("uuid", applications))


_BY_NUMBER = CompiledQuery(_by_number, applications=[UUID(int=1)])
