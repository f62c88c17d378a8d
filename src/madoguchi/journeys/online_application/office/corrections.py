"""What becomes of a correction: used by the desks that asked, held for a person, or not used."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef

from madoguchi.core.actions import Context, run
from madoguchi.core.languages import translatable
from madoguchi.engines.cases.api import (
    AddNote,
    Case,
    CaseCorrection,
    CaseEvent,
    CaseStep,
    ReceiveCorrection,
    Status,
    Step,
)
from madoguchi.journeys.online_application.domain.holds import Hold
from madoguchi.journeys.online_application.models import Application, ApplicationState, SignedVersion
from madoguchi.journeys.online_application.office.applications import pending_correction
from madoguchi.journeys.online_application.office.filing import Filed
from madoguchi.journeys.online_application.office.opening import (
    SYSTEM,
    File,
    attach,
    forget_files,
    keep_files,
)
from madoguchi.journeys.online_application.office.telling import add_message, told_once

NOTHING_TO_CORRECT = translatable("いま直していただく手続きはないため、送られた訂正は使っていません。")
HELD = translatable(
    "送られた訂正に、係が確かめることがあります。確かめ終わるまで、前の内容のままお待ちください。"
)
REPLACED = translatable("このあとに送られた訂正を使います。")
_NOT_USED = "送られた訂正は使っていません。{reason}"
_TAKEN = "申請した人がオンラインで補正しました。"
_LEFT_OUT = "補正された申請に、この手続きがありません。前の内容のままです。"
_WAITS = (
    "補正が届きましたが、確かめることがあるため、まだ使っていません。{holds}"
    "「オンライン申請」の確認待ちで決めてください。"
)
_PURPOSE = "オンライン申請の補正"


def cases_to_correct(application: Application, *, asked_by: datetime | None = None) -> list[Case]:
    """The cases that wait for the applicant; only those that asked until a moment."""
    status = Status.CORRECTION.value
    found = Case.objects.filter(source_uuid=application.uuid, status=status)
    if asked_by is not None:
        later = CaseEvent.objects.filter(
            case=OuterRef("pk"), step=Step.CORRECTION_REQUESTED.value, at__gt=asked_by
        )
        found = found.exclude(Exists(later))
    return list(found.order_by("id"))


def take_correction(
    context: Context,
    application: Application,
    version: SignedVersion,
    filed: Filed,
    files: Iterable[File],
    *,
    note: str = "",
) -> None:
    """Give each desk that waits its new answers and the files; `note` is what a clerk cleared before.

    The row of the application is changed and not saved. Nobody waiting any more, it is told and not used.
    """
    # A desk that has asked since then asked for something else.
    waiting = cases_to_correct(application, asked_by=version.received_at)
    _nothing_waits(application)
    if not waiting:
        leave_correction(context, application, version, NOTHING_TO_CORRECT)
        return
    version.taken, version.problem = True, ""
    version.save(update_fields=["taken", "problem"])
    as_system = _as_system(context)
    with told_once():
        for case in waiting:
            data = filed.answers_of(case.procedure_key, case.person_index)
            corrected = CaseCorrection(case.uuid, case.data if data is None else data, _TAKEN)
            run(ReceiveCorrection(), as_system, corrected)
            _note(as_system, [case.uuid], _LEFT_OUT if data is None else "", note)
        attach(as_system, application, [case.uuid for case in waiting], files)
    answered = {str(case.uuid) for case in waiting}
    application.to_correct = [one for one in application.to_correct if one["case"] not in answered]
    application.files_wanted = [one for one in application.files_wanted if one["case"] not in answered]


def hold_correction(
    context: Context, application: Application, holds: tuple[Hold, ...], files: Iterable[File]
) -> None:
    """Let a correction wait for a person with its files; applicant and desks read that it does.

    The row is changed and not saved.
    """
    application.hold_for(holds)
    application.state = ApplicationState.HELD
    keep_files(application, files)
    add_message(application, context.now, HELD)
    labels = "".join(dict.fromkeys(one.reason.label for one in holds))
    waiting = [case.uuid for case in cases_to_correct(application)]
    _note(_as_system(context), waiting, _WAITS.format(holds=labels))


def leave_correction(context: Context, application: Application, version: SignedVersion, reason: str) -> None:
    """Keep a correction and do not use it; its sender and the desks that wait read why.

    The row of the application is changed and not saved.
    """
    version.taken, version.problem = False, reason
    version.save(update_fields=["taken", "problem"])
    add_message(application, context.now, reason)
    waiting = [case.uuid for case in cases_to_correct(application)]
    _note(_as_system(context), waiting, _NOT_USED.format(reason=reason))


def supersede_waiting(application: Application) -> None:
    """A later correction takes the place of one that waits for a person. The row is changed and not saved."""
    waits = pending_correction(application)
    if waits is not None:
        waits.problem = REPLACED
        waits.save(update_fields=["problem"])
        _nothing_waits(application)


def _nothing_waits(application: Application) -> None:
    application.holds, application.state = [], ApplicationState.OPENED
    forget_files(application)


def _as_system(context: Context) -> Context:
    return Context(context.municipality_code, SYSTEM, context.now, _PURPOSE)


def _note(context: Context, cases: Iterable[UUID], *texts: str) -> None:
    for uuid in cases:
        for text in filter(None, texts):
            run(AddNote(), context, CaseStep(uuid, text))
