"""A corrected application: signed anew, by the same person; the desks that asked get the new answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from madoguchi.core.actions import Action, Context
from madoguchi.core.languages import translatable
from madoguchi.journeys.online_application.domain.comparing import same_birth
from madoguchi.journeys.online_application.domain.holds import Hold, not_cleared
from madoguchi.journeys.online_application.models import Application, SignedVersion
from madoguchi.journeys.online_application.office.actions.arriving import (
    PERMISSION,
    Delivered,
    signed_version,
    signer_of_checked,
)
from madoguchi.journeys.online_application.office.applications import (
    current_version,
    likeness_of,
    locked_application,
    one_at_a_time,
)
from madoguchi.journeys.online_application.office.corrections import (
    NOTHING_TO_CORRECT,
    cases_to_correct,
    hold_correction,
    leave_correction,
    supersede_waiting,
    take_correction,
)
from madoguchi.journeys.online_application.office.filing import Filed, NotFiledError, filed
from madoguchi.journeys.online_application.office.identifying import holder_of, holds_of_correction
from madoguchi.journeys.online_application.office.telling import add_message, tell
from madoguchi.journeys.online_application.office.verifying import (
    OTHER_REPLY,
    Checked,
    check_signature,
    signer_of,
)
from madoguchi.lib.jpki import same_name

OTHER_SIGNER = translatable(
    "はじめに申請した人とは別の人のカードで署名されています。申請した人のカードで署名してください。"
)
NO_CARD = translatable(
    "電子証明書の発行元を確かめられないため、送られた訂正は使っていません。窓口に連絡してください。"
)


class ReceiveCorrectedApplication(Action[Delivered, Application]):
    """Take a correction in; what cannot be used is kept with the reason, and its sender is told.

    It goes through the same questions as an application: what nobody has cleared yet holds it for a person.

    Raises UnknownApplicationError, RevocationUnavailable, AnchorsUnusable.
    """

    name: ClassVar[str] = "online_application.receive_correction"
    permission: ClassVar[str | None] = PERMISSION

    def perform(self, context: Context, given: Delivered) -> Application:
        """The same correction again changes nothing."""
        submission = given.submission
        checked = check_signature(
            submission,
            given.files,
            municipality_code=context.municipality_code,
            sealed_at=given.sealed_at,
            now=context.now,
        )
        one_at_a_time(f"{context.municipality_code}:{submission.application}")
        application = locked_application(submission.application)
        versions = list(SignedVersion.objects.filter(application=application).order_by("number"))
        if any(bytes(one.signed) == submission.signed for one in versions):
            return application
        found, problem = _usable(context, application, given, checked)
        holds = () if found is None else _uncleared(application, checked, found)
        if found is not None:
            supersede_waiting(application)
            # Who sent it is the applicant: notices follow to the address and the language of now.
            application.mail, application.language = submission.mail or application.mail, submission.language
        version = signed_version(
            context,
            application,
            given,
            checked,
            likeness_of(submission.content, checked.identity),
            number=len(versions) + 1,
            taken=found is not None and not holds,
            problem=problem,
        )
        version.save()
        if problem == OTHER_REPLY:
            # Nobody's slip: the desks that wait are to know it too.
            leave_correction(context, application, version, problem)
        elif found is None:
            add_message(application, context.now, problem)
        elif holds:
            hold_correction(context, application, holds, given.files)
        else:
            take_correction(context, application, version, found, given.files)
        application.save(
            update_fields=["state", "holds", "messages", "to_correct", "files_wanted", "mail", "language"]
        )
        tell(context, application)
        return application

    def subject(self, given: Delivered, result: Application) -> str:
        """The application."""
        return f"application:{result.uuid}"

    def details(self, given: Delivered, result: Application) -> Mapping[str, Any]:
        """How many files came with it, and what a person has to clear."""
        return {
            "state": str(result.state),
            "holds": [one["reason"] for one in result.holds],
            "files": len(given.files),
        }


def _usable(
    context: Context, application: Application, given: Delivered, checked: Checked
) -> tuple[Filed | None, str]:
    """The correction as it is to be read; None, and why, where it cannot be used."""
    is_mine = given.submission.content.is_answered_in(application.reply)
    problem = checked.problem or ("" if is_mine else OTHER_REPLY)
    problem = problem or _other_signer(context, application, checked)
    if not problem and not cases_to_correct(application):
        problem = NOTHING_TO_CORRECT
    if problem:
        return None, problem
    try:
        return filed(context.municipality_code, given.submission.content, checked.at), ""
    except NotFiledError as error:
        return None, str(error)


def _uncleared(application: Application, checked: Checked, found: Filed) -> tuple[Hold, ...]:
    """What a person has to clear before the desks get the new answers; what was cleared before is."""
    signer = signer_of_checked(checked)
    if signer is None:
        return ()
    holder = holder_of(signer, application.municipality_code)
    holds = holds_of_correction(application, signer.information, holder, found)
    return not_cleared(holds, found.facts, application.cleared)


def _other_signer(context: Context, application: Application, checked: Checked) -> str:
    """Why the signer is not the applicant; empty where it is the same person, also with a new card."""
    signer = signer_of_checked(checked)
    if signer is None:
        return NO_CARD if checked.hold is not None else ""
    before = current_version(application)
    if (before.issuer, before.serial) == (signer.identity.issuer, signer.identity.serial_text):
        return ""
    holder = holder_of(signer, context.municipality_code)
    if holder is not None and application.resident_uuid is not None:
        return "" if holder.resident.uuid == application.resident_uuid else OTHER_SIGNER
    first = signer_of(bytes(before.certificate))
    if first is None:
        return OTHER_SIGNER
    one, other = first.information, signer.information
    is_same = same_name(one.name, other.name, one.name_substitutes) and same_birth(
        one.birth_date, other.birth_date
    )
    return "" if is_same else OTHER_SIGNER
