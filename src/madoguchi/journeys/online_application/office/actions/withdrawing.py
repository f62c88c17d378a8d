"""The applicant takes an application back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from madoguchi.core.actions import Action, Context, run
from madoguchi.core.languages import translatable
from madoguchi.engines.cases.api import Case, CaseStep, Step, WithdrawCase, is_possible
from madoguchi.engines.courier.api import LetterRefusedError
from madoguchi.journeys.online_application.domain.submissions import Withdrawal
from madoguchi.journeys.online_application.models import Application, ApplicationState
from madoguchi.journeys.online_application.office.actions.arriving import PERMISSION
from madoguchi.journeys.online_application.office.applications import locked_application, pending_correction
from madoguchi.journeys.online_application.office.opening import SYSTEM, forget_files
from madoguchi.journeys.online_application.office.telling import add_message, tell, told_once

NOT_PROVED = translatable("取下げの届け出ですが、申請した人のものだと確かめられません。申請はそのままです。")
TOO_LATE = translatable("すでに決定した手続きは取り下げられません。窓口に連絡してください。")
_NOTE = "申請した人がオンラインで取り下げました。"


class WithdrawApplication(Action[Withdrawal, Application]):
    """Withdraw every case that is not decided yet; those that are stay, and the applicant is told so.

    Raises UnknownApplicationError, and LetterRefusedError for whoever has not the secret.
    """

    name: ClassVar[str] = "online_application.withdraw"
    permission: ClassVar[str | None] = PERMISSION

    def perform(self, context: Context, given: Withdrawal) -> Application:
        """Once is enough: again changes nothing."""
        application = locked_application(given.application)
        # What came from the マイナポータル has no secret of ours, and is taken back there. Without a box the
        # proof would have no key.
        if not application.has_reply_box or not given.is_proved_by(application.reply):
            raise LetterRefusedError(NOT_PROVED)
        withdraw(context, application)
        return application

    def subject(self, given: Withdrawal, result: Application) -> str:
        """The application."""
        return f"application:{result.uuid}"

    def details(self, given: Withdrawal, result: Application) -> Mapping[str, Any]:
        """Where it stands now."""
        return {"state": str(result.state)}


def withdraw(context: Context, application: Application) -> None:
    """Take back what can be, and tell; the row is locked by the caller."""
    if application.state == ApplicationState.HELD:
        correction = pending_correction(application)
        if correction is not None:
            correction.problem = _NOTE
            correction.save(update_fields=["problem"])
        application.state = ApplicationState.WITHDRAWN if correction is None else ApplicationState.OPENED
        application.holds = []
        forget_files(application)
    if application.state == ApplicationState.OPENED:
        _withdraw_cases(context, application)
    application.save(update_fields=["state", "holds", "messages"])
    tell(context, application)


def _withdraw_cases(context: Context, application: Application) -> None:
    as_system = Context(context.municipality_code, SYSTEM, context.now, "オンライン申請の取下げ")
    unfinished = Case.objects.filter(source_uuid=application.uuid, closed_at__isnull=True).order_by("id")
    with told_once():
        for case in unfinished:
            if is_possible(case.state, Step.WITHDRAWN):
                run(WithdrawCase(), as_system, CaseStep(case.uuid, _NOTE))
            else:
                add_message(application, context.now, TOO_LATE)
