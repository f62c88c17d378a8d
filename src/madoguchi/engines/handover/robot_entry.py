"""One attempt of the robot, from the record to what it left behind."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from uuid import UUID

from django.conf import settings

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context
from madoguchi.core.audit.api import record_change
from madoguchi.core.packs import Procedure, RobotScript, load_packs_or_refuse
from madoguchi.engines.handover.contrib.browser_screen import open_browser_screen
from madoguchi.engines.handover.credentials import robot_credentials
from madoguchi.engines.handover.domain.entries import EntrySheet, NotEnterableError, entry_sheet
from madoguchi.engines.handover.domain.parcels import RobotOutcome, Status, wait_before
from madoguchi.engines.handover.domain.robot import (
    Credentials,
    Ended,
    Robot,
    RobotUnavailableError,
    Screen,
    ScreenUnreachableError,
)
from madoguchi.engines.handover.models import Evidence, HandoverRecord, RobotRun
from madoguchi.engines.handover.robots_at_work import alone_with
from madoguchi.engines.handover.telling import tell_acknowledged

ACTOR = Actor.system("robot")
PURPOSE = "基幹システムへのロボット入力"
PATIENCE = timedelta(minutes=10)
"""How long a core system may take to show what was registered, before people are asked to look."""

AT_WORK_AGAIN = timedelta(minutes=1)
"""When a record at which another robot is at work is looked at again."""
BARRED_FOR = timedelta(hours=1)
"""How long after a refused sign-in no other record tries one: accounts are locked after a few refusals."""
BARRED_AGAIN = timedelta(minutes=10)
"""When such a record is looked at again: somebody may have repeated the refused one with success."""

Again = Callable[[str, UUID, timedelta], None]
OpenScreen = Callable[[], Screen]


def attempt(
    municipality_code: str, uuid: UUID, *, again: Again, open_screen: OpenScreen | None = None
) -> Status | None:
    """One attempt, at the municipality's screens in a browser or at `open_screen`. Returns the status
    afterwards, None for a record that is not there.

    When another attempt is due, `again(code, uuid, wait)` is called, in the transaction that says so.
    """
    with alone_with(uuid) as alone:
        if not alone:
            return _later(municipality_code, uuid, AT_WORK_AGAIN, "", again)
        return _attempt(municipality_code, uuid, again, open_screen)


def _attempt(
    municipality_code: str, uuid: UUID, again: Again, open_screen: OpenScreen | None
) -> Status | None:
    record = _begin(municipality_code, uuid)
    if record is None or record.is_settled:
        return record.state if record is not None else None
    if _others_are_barred(record):
        return _later(municipality_code, uuid, BARRED_AGAIN, _OTHERS_BARRED, again)
    pack = load_packs_or_refuse(settings.MADOGUCHI_PACKS).for_municipality(municipality_code)
    procedure = pack.procedures.get(record.procedure_key)
    script = _script(procedure)
    if procedure is None or script is None:
        return _finish(record, None, Ended(RobotOutcome.STOPPED, _NO_SCRIPT), again)
    sheet = entry_sheet(record.payload, procedure, pack.vocabulary)
    run = _new_run(record)
    try:
        sheet.check_enterable()
        credentials = None if script.sign_in is None else robot_credentials(municipality_code)
        opened = open_screen() if open_screen else open_browser_screen(municipality_code, script.named_by)
        with closing(opened) as screen:
            ended = _robot(screen, script, sheet, record, run, credentials).work()
    except NotEnterableError as error:
        ended = Ended(RobotOutcome.STOPPED, str(error))
    except (RobotUnavailableError, ScreenUnreachableError) as error:
        said = str(error) or str(type(error).__doc__)
        ended = Ended(RobotOutcome.UNREACHABLE, "".join(line.strip() for line in said.splitlines()))
    return _finish(record, run, ended, again)


_OTHERS_BARRED = (
    "基幹システムが、少し前にロボットのサインインを断りました。利用者名が使えなくならないよう、"
    "まだ試していません。直ったら、自動でもう一度試みます。"
)
_NO_SCRIPT = (
    "この手続きのロボットの手順がパックにありません。手続きの handover と入力画面を確かめてください。"
)
_LOOK_FIRST = (
    "登録を押したあとです。基幹システムで引渡番号を探し、登録されていないことを確かめてから、"
    "「いま引き渡す」を押してください。"
)


def _script(procedure: Procedure | None) -> RobotScript | None:
    screen = procedure.entry_screen if procedure is not None else None
    return screen.robot if screen is not None else None


def _others_are_barred(record: HandoverRecord) -> bool:
    """Whether another record's robot was not let in lately. A record that a person repeats is tried again."""
    since = clock.now() - BARRED_FOR
    with tenancy.municipality(record.municipality_code):
        ended = RobotRun.objects.exclude(outcome=RobotOutcome.RUNNING.value)
        newest = ended.filter(started_at__gt=since).order_by("-id").first()
    return newest is not None and newest.result is RobotOutcome.BARRED and newest.record_id != record.pk


def _later(municipality_code: str, uuid: UUID, wait: timedelta, message: str, again: Again) -> Status | None:
    """Put the record off without a run."""
    with tenancy.municipality(municipality_code):
        record = HandoverRecord.objects.select_for_update().filter(uuid=uuid).first()
        if record is None or record.is_settled:
            return None if record is None else record.state
        record.message, record.next_attempt_at = message or record.message, clock.now() + wait
        record.save(update_fields=["message", "next_attempt_at"])
        again(municipality_code, uuid, wait)
        return record.state


def _begin(municipality_code: str, uuid: UUID) -> HandoverRecord | None:
    with tenancy.municipality(municipality_code):
        record = HandoverRecord.objects.select_for_update().filter(uuid=uuid).first()
        if record is not None and not record.is_settled:
            record.attempts += 1
            record.save(update_fields=["attempts"])
        return record


def _new_run(record: HandoverRecord) -> RobotRun:
    with tenancy.municipality(record.municipality_code):
        return RobotRun.objects.create(
            municipality_code=record.municipality_code, record=record, started_at=clock.now()
        )


def _robot(
    screen: Screen,
    script: RobotScript,
    sheet: EntrySheet,
    record: HandoverRecord,
    run: RobotRun,
    credentials: Credentials | None,
) -> Robot:
    code = record.municipality_code

    def permit() -> bool:
        # Committed before the press; of two robots at once one gets it.
        with tenancy.municipality(code):
            given = HandoverRecord.objects.filter(
                pk=record.pk, pressed_at=None, status=Status.WAITING.value
            ).update(pressed_at=clock.now())
        return given == 1

    def keep(step: str, picture: bytes) -> None:
        with tenancy.municipality(code):
            Evidence.objects.create(
                municipality_code=code,
                run=run,
                step=step,
                taken_at=clock.now(),
                picture=picture,
                sha256=hashlib.sha256(picture).hexdigest(),
            )

    pressed = record.pressed_at is not None
    return Robot(screen, script, sheet, str(record.uuid), pressed, permit, keep, credentials)


def _finish(record: HandoverRecord, run: RobotRun | None, ended: Ended, again: Again) -> Status:
    """Write down how it ended; defer the next attempt where one is due."""
    now = clock.now()
    with tenancy.municipality(record.municipality_code):
        if run is not None:
            run.outcome, run.message, run.finished_at = ended.outcome.value, ended.message, now
            run.save(update_fields=["outcome", "message", "finished_at"])
        current = HandoverRecord.objects.select_for_update().get(pk=record.pk)
        if current.is_settled:
            return current.state
        current.message, current.next_attempt_at = ended.message, None
        match ended.outcome:
            case RobotOutcome.ENTERED | RobotOutcome.FOUND:
                current.status, current.reference = Status.ACKNOWLEDGED.value, ended.receipt
                current.delivered_at, current.acknowledged_at = current.pressed_at or now, now
            case RobotOutcome.STOPPED | RobotOutcome.BARRED:
                current.status = Status.FAILED.value
                current.message += _LOOK_FIRST if current.pressed_at else ""
            case RobotOutcome.UNCERTAIN if current.pressed_at and now - current.pressed_at >= PATIENCE:
                current.status = Status.FAILED.value
                current.message += _LOOK_FIRST
            case _:
                wait = wait_before(current.attempts)
                current.next_attempt_at = now + wait
                again(current.municipality_code, current.uuid, wait)
        current.save(
            update_fields=[
                "status", "reference", "message", "delivered_at", "acknowledged_at", "next_attempt_at",
            ]
        )  # fmt: skip
        if current.next_attempt_at is None:
            context = Context(current.municipality_code, ACTOR, now, purpose=PURPOSE)
            record_change(
                context,
                f"handover.{current.status}",
                f"handover:{current.uuid}",
                {"attempts": current.attempts},
            )
            if current.state is Status.ACKNOWLEDGED:
                tell_acknowledged(context, [current.uuid])
        return current.state
