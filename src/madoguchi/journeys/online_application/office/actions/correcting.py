"""A corrected application: signed anew, by the same person; the desks that asked get the new answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from madoguchi.core.actions import Action, Context, run
from madoguchi.engines.cases.api import AddNote, Case, CaseCorrection, CaseStep, ReceiveCorrection, Status
from madoguchi.journeys.online_application.domain.holds import same_birth
from madoguchi.journeys.online_application.models import Application, ApplicationState, SignedVersion
from madoguchi.journeys.online_application.office.actions.arriving import (
    PERMISSION,
    Delivered,
    new_version,
    signer_of_checked,
)
from madoguchi.journeys.online_application.office.applications import (
    current_version,
    likeness_of,
    locked_application,
    one_at_a_time,
)
from madoguchi.journeys.online_application.office.filing import Filed, NotFiledError, filed
from madoguchi.journeys.online_application.office.identifying import holder_of
from madoguchi.journeys.online_application.office.opening import SYSTEM, attach
from madoguchi.journeys.online_application.office.telling import add_message, tell, told_once
from madoguchi.journeys.online_application.office.verifying import Checked, check_signature, signer_of
from madoguchi.lib.jpki import same_name

OTHER_SIGNER = (
    "はじめに申請した人とは別の人のカードで署名されています。申請した人のカードで署名してください。"
)
NOTHING_TO_CORRECT = "いま直していただく手続きはないため、送られた訂正は使っていません。"
NO_CARD = "電子証明書の発行元を確かめられないため、送られた訂正は使っていません。窓口に連絡してください。"


class ReceiveCorrectedApplication(Action[Delivered, Application]):
    """Take a correction in; what cannot be used is kept with the reason, and its sender is told.

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
        problem, found = checked.problem or _other_signer(context, application, checked), None
        waiting = _waiting(application)
        if not problem and not waiting:
            problem = NOTHING_TO_CORRECT
        if not problem:
            try:
                found = filed(context.municipality_code, submission.content, checked.at)
            except NotFiledError as error:
                problem = str(error)
        new_version(
            context,
            application,
            given,
            checked,
            likeness_of(submission.content, checked.identity),
            number=len(versions) + 1,
            taken=not problem,
            problem=problem,
        )
        if problem or found is None:
            add_message(application, context.now, problem)
        else:
            _take(context, application, waiting, found, given)
        application.save(update_fields=["messages", "to_correct", "files_wanted"])
        tell(context, application)
        return application

    def subject(self, given: Delivered, result: Application) -> str:
        """The application."""
        return f"application:{result.uuid}"

    def details(self, given: Delivered, result: Application) -> Mapping[str, Any]:
        """How many files came with it."""
        return {"files": len(given.files)}


def _waiting(application: Application) -> list[Case]:
    """The cases that wait for the applicant."""
    if application.state != ApplicationState.OPENED:
        return []
    status = Status.CORRECTION.value
    return list(Case.objects.filter(source_uuid=application.uuid, status=status).order_by("id"))


def _take(
    context: Context, application: Application, waiting: list[Case], found: Filed, given: Delivered
) -> None:
    """Give each desk that waits its new answers and the files."""
    as_system = Context(context.municipality_code, SYSTEM, context.now, "オンライン申請の補正")
    with told_once():
        for case in waiting:
            data = found.answers_of(case.procedure_key, case.person_index)
            corrected = CaseCorrection(
                case.uuid, case.data if data is None else data, "申請した人がオンラインで補正しました。"
            )
            run(ReceiveCorrection(), as_system, corrected)
            if data is None:
                missing = "補正された申請に、この手続きがありません。前の内容のままです。"
                run(AddNote(), as_system, CaseStep(case.uuid, missing))
        attach(as_system, application, [case.uuid for case in waiting], given.files)
    answered = {str(case.uuid) for case in waiting}
    application.to_correct = [one for one in application.to_correct if one["case"] not in answered]
    application.files_wanted = [one for one in application.files_wanted if one["case"] not in answered]


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
