"""The robot's job at the stand-in's screens, without a browser: nothing lost, nothing typed twice."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.integration.engines.handover.methods import (
    ANSWERS,
    CLERK,
    CODE,
    MANAGER,
    SIGN_IN,
    accept,
    pack,
    robot_signs_in,
    stored,
)

from madoguchi.core import tenancy
from madoguchi.core.actions import run
from madoguchi.core.audit.models import AuditEntry
from madoguchi.core.jobs import run_jobs_until_idle
from madoguchi.core.packs import HandoverMethod
from madoguchi.engines.handover import robot_entry, tasks
from madoguchi.engines.handover.api import (
    Evidence,
    HandoverRecord,
    RetryHandover,
    RetryInput,
    RobotAtWorkError,
    RobotOutcome,
    Status,
    open_record,
)
from madoguchi_testing.core_system import Behaviour, EnteredLedger, EntryScreens, PlainScreen

pytestmark = pytest.mark.usefixtures("committed_db")


class DiedError(BaseException):
    """The robot's process dies."""


@pytest.fixture
def screens(tmp_path: Path, settings: Any) -> EntryScreens:
    robot_signs_in(settings)
    screen = pack().procedures["child_allowance_claim"].entry_screen
    assert screen is not None
    return EntryScreens({screen.key: screen}, EnteredLedger(tmp_path / "core.sqlite3"), sign_in=SIGN_IN)


@pytest.fixture
def record() -> HandoverRecord:
    return accept(HandoverMethod.ROBOT)[0]


def attempt(screens: EntryScreens, record: HandoverRecord) -> Status | None:
    return robot_entry.attempt(
        CODE, record.uuid, again=lambda *_: None, open_screen=lambda: PlainScreen(screens)
    )


def retry(record: HandoverRecord) -> HandoverRecord:
    return run(RetryHandover(), MANAGER, RetryInput(record.uuid))


def outcomes(record: HandoverRecord) -> list[RobotOutcome]:
    return [one.result for one, _ in reversed(open_record(CLERK, record.uuid, pack()).runs)]


def breaks_off(_: UUID) -> None:
    raise ConnectionAbortedError


def dies(*_: Any, **__: Any) -> Any:
    raise DiedError


def no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """People are asked as soon as a robot sees that what it registered is not there."""
    monkeypatch.setattr(robot_entry, "PATIENCE", timedelta(0))


def test_it_types_a_record_in_once_and_keeps_the_number(
    screens: EntryScreens, record: HandoverRecord
) -> None:
    assert attempt(screens, record) is Status.ACKNOWLEDGED
    (entered,) = screens.ledger.all()
    assert entered.key == str(record.uuid)
    assert entered.fields["氏名1"] == "会津 十三蔵"
    assert entered.fields["カナ1"] == "ｱｲﾂﾞ ﾄﾐｿﾞｳ"
    assert entered.fields["生年月日2"] == "3250212"
    assert entered.fields["氏名3"] == ""
    assert stored(record.uuid).reference == entered.receipt
    assert attempt(screens, record) is Status.ACKNOWLEDGED
    assert len(screens.ledger.all()) == 1
    assert outcomes(record) == [RobotOutcome.ENTERED]


def test_a_robot_that_dies_at_the_worst_moment_finds_what_it_registered(
    screens: EntryScreens, record: HandoverRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(robot_entry, "_finish", dies)
        with pytest.raises(DiedError):
            attempt(screens, record)
    assert stored(record.uuid).state is Status.WAITING
    assert attempt(screens, record) is Status.ACKNOWLEDGED
    assert outcomes(record) == [RobotOutcome.RUNNING, RobotOutcome.FOUND]
    assert len(screens.ledger.all()) == 1


def test_a_core_system_that_answers_late_is_looked_at_again_and_never_pressed_twice(
    screens: EntryScreens, record: HandoverRecord
) -> None:
    screens.behave = Behaviour(after_storing=breaks_off)
    assert attempt(screens, record) is Status.WAITING
    screens.behave = Behaviour()
    assert attempt(screens, record) is Status.ACKNOWLEDGED
    assert outcomes(record) == [RobotOutcome.UNCERTAIN, RobotOutcome.FOUND]
    assert len(screens.ledger.all()) == 1


def test_a_core_system_that_never_registers_is_told_to_people_and_their_retry_types_it_again(
    screens: EntryScreens, record: HandoverRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    screens.behave = Behaviour(before_storing=breaks_off)
    assert attempt(screens, record) is Status.WAITING
    screens.behave = Behaviour()
    assert attempt(screens, record) is Status.WAITING
    assert screens.ledger.all() == ()
    no_patience(monkeypatch)
    assert attempt(screens, record) is Status.FAILED
    assert "登録されていないことを確かめてから" in stored(record.uuid).message
    retry(record)
    assert attempt(screens, record) is Status.ACKNOWLEDGED
    assert len(screens.ledger.all()) == 1


@pytest.mark.parametrize(
    ("behave", "said"),
    [
        (
            Behaviour(shown=lambda name, value: "" if name == "氏名2" else value),
            "「氏名2」が、入れた内容と違います",
        ),
        (Behaviour(longest={"町字": 3}), "欄「町字」に、入れたとおりに入りません"),
    ],
    ids=["another confirmation", "a field that cuts off"],
)
def test_it_stops_at_a_surprise_with_a_picture_and_nothing_is_registered(
    screens: EntryScreens, record: HandoverRecord, behave: Behaviour, said: str
) -> None:
    screens.behave = behave
    assert attempt(screens, record) is Status.FAILED
    assert said in stored(record.uuid).message
    assert "会津" not in stored(record.uuid).message
    assert screens.ledger.all() == ()
    ((_, pictures),) = open_record(CLERK, record.uuid, pack()).runs
    assert pictures[-1].step == "止まったときの画面"
    assert stored(record.uuid).pressed_at is None


def test_screens_that_are_broken_are_tried_again(screens: EntryScreens, record: HandoverRecord) -> None:
    screens.sign_in = None
    screens.behave = Behaviour(broken=True)
    assert attempt(screens, record) is Status.WAITING
    assert "エラーを返しました" in stored(record.uuid).message
    screens.sign_in, screens.behave = SIGN_IN, Behaviour()
    assert attempt(screens, record) is Status.ACKNOWLEDGED
    assert stored(record.uuid).attempts == 2


def test_a_retry_while_it_is_not_known_what_became_of_the_press_only_looks_again(
    screens: EntryScreens, record: HandoverRecord
) -> None:
    pressed: list[UUID] = []

    def press(number: UUID) -> None:
        pressed.append(number)
        retry(record)  # somebody loses patience while the robot is at the screen

    screens.behave = Behaviour(before_storing=press, after_storing=breaks_off, hidden=True)
    assert attempt(screens, record) is Status.WAITING
    assert stored(record.uuid).pressed_at is not None
    retry(record)
    assert attempt(screens, record) is Status.WAITING
    assert outcomes(record) == [RobotOutcome.UNCERTAIN, RobotOutcome.UNCERTAIN]
    screens.behave = Behaviour(before_storing=press)
    assert attempt(screens, record) is Status.ACKNOWLEDGED
    assert pressed == [record.uuid]
    assert len(screens.ledger.all()) == 1


@pytest.mark.parametrize("place", ["storing", "stored", "finishing"])
def test_wherever_it_dies_after_the_press_retries_without_end_type_it_once(
    place: str, screens: EntryScreens, record: HandoverRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    pressed: list[UUID] = []
    deadly = {
        "storing": Behaviour(before_storing=lambda number: pressed.append(number) or dies()),
        "stored": Behaviour(before_storing=pressed.append, after_storing=dies),
        "finishing": Behaviour(before_storing=pressed.append),
    }
    screens.behave = deadly[place]
    with monkeypatch.context() as patched:
        if place == "finishing":
            patched.setattr(robot_entry, "_finish", dies)
        with pytest.raises(DiedError):
            attempt(screens, record)
    for hidden in (True, True, False):
        screens.behave = Behaviour(before_storing=pressed.append, hidden=hidden)
        retry(record)
        attempt(screens, record)
    assert pressed == [record.uuid]
    assert len(screens.ledger.all()) == (0 if place == "storing" else 1)
    assert stored(record.uuid).state is (Status.WAITING if place == "storing" else Status.ACKNOWLEDGED)


def at_the_screen(screens: EntryScreens, record: HandoverRecord, meanwhile: Callable[[], None]) -> Status:
    """One robot stands before the press for as long as `meanwhile` takes; what became of its record."""
    there, go_on = threading.Event(), threading.Event()

    def stands(_: UUID) -> None:
        there.set()
        assert go_on.wait(120)

    def work() -> Status | None:
        try:
            return attempt(screens, record)
        finally:
            connection.close()

    screens.behave = Behaviour(before_storing=stands)
    with ThreadPoolExecutor(1) as pool:
        robot = pool.submit(work)
        try:
            assert there.wait(120)
            meanwhile()
        finally:
            go_on.set()
        ended = robot.result()
    assert ended is not None
    return ended


def test_a_second_robot_waits_until_the_first_has_left(screens: EntryScreens, record: HandoverRecord) -> None:
    def second() -> None:
        waits: list[timedelta] = []
        state = robot_entry.attempt(
            CODE,
            record.uuid,
            again=lambda _code, _uuid, wait: waits.append(wait),
            open_screen=lambda: pytest.fail("it went to the screen"),
        )
        assert (state, waits) == (Status.WAITING, [robot_entry.AT_WORK_AGAIN])

    assert at_the_screen(screens, record, second) is Status.ACKNOWLEDGED
    assert outcomes(record) == [RobotOutcome.ENTERED]
    assert len(screens.ledger.all()) == 1


def test_nobody_gives_the_press_back_while_a_robot_is_at_the_screen(
    screens: EntryScreens, record: HandoverRecord
) -> None:
    def gives_back() -> None:
        with tenancy.municipality(CODE):
            HandoverRecord.objects.filter(uuid=record.uuid).update(status=Status.FAILED.value)
        with pytest.raises(RobotAtWorkError, match="まだ入力しています"):
            retry(record)

    assert at_the_screen(screens, record, gives_back) is Status.FAILED
    assert stored(record.uuid).pressed_at is not None
    screens.behave = Behaviour()
    retry(record)
    assert attempt(screens, record) is Status.ACKNOWLEDGED
    assert outcomes(record) == [RobotOutcome.ENTERED, RobotOutcome.FOUND]
    assert len(screens.ledger.all()) == 1


def test_a_wrong_password_stops_it_says_so_and_keeps_the_account_from_being_locked(
    screens: EntryScreens, record: HandoverRecord, settings: Any
) -> None:
    (other,) = accept(HandoverMethod.ROBOT)
    settings.MADOGUCHI_ENTRY_SCREENS_PASSWORD = "wrong-on-purpose"
    assert attempt(screens, record) is Status.FAILED
    assert "サインインを断りました" in stored(record.uuid).message
    assert attempt(screens, other) is Status.WAITING
    assert "まだ試していません" in stored(other.uuid).message
    assert screens.refused_sign_ins == 1
    assert outcomes(record) == [RobotOutcome.BARRED]
    settings.MADOGUCHI_ENTRY_SCREENS_PASSWORD = SIGN_IN[1]
    retry(record)
    assert attempt(screens, record) is Status.ACKNOWLEDGED
    assert attempt(screens, other) is Status.ACKNOWLEDGED
    assert len(screens.ledger.all()) == 2
    with tenancy.municipality(CODE):
        kept = [bytes(one.picture) for one in Evidence.objects.all()]
        log = str([(one.action, one.details) for one in AuditEntry.objects.all()])
        messages = str(list(HandoverRecord.objects.values_list("message", flat=True)))
    assert kept
    assert not any("パスワード".encode() in one for one in kept)
    assert "wrong-on-purpose" not in log + messages
    assert SIGN_IN[1] not in log + messages


def test_the_password_is_read_from_its_file_each_time_and_a_missing_one_is_told(
    screens: EntryScreens, record: HandoverRecord, settings: Any, tmp_path: Path
) -> None:
    file = tmp_path / "password"
    settings.MADOGUCHI_ENTRY_SCREENS_PASSWORD_FILE = str(file)
    assert attempt(screens, record) is Status.WAITING
    assert "PASSWORD_FILE のファイルを読めません" in stored(record.uuid).message
    file.write_text(f"{SIGN_IN[1]}\n")
    settings.MADOGUCHI_ENTRY_SCREENS_USER = ""
    assert attempt(screens, record) is Status.WAITING
    assert "MADOGUCHI_ENTRY_SCREENS_USER" in stored(record.uuid).message
    settings.MADOGUCHI_ENTRY_SCREENS_USER = SIGN_IN[0]
    assert attempt(screens, record) is Status.ACKNOWLEDGED
    assert screens.refused_sign_ins == 0


def test_each_municipality_has_its_own_account_and_nobody_gets_a_neighbours(
    screens: EntryScreens, record: HandoverRecord, settings: Any, tmp_path: Path
) -> None:
    file = tmp_path / "password"
    file.write_text(SIGN_IN[1])
    settings.MADOGUCHI_ENTRY_SCREENS_USER = "072028=somebody-else"
    assert attempt(screens, record) is Status.WAITING
    assert "この市町村の" in stored(record.uuid).message
    settings.MADOGUCHI_ENTRY_SCREENS_USER += f";{CODE}={SIGN_IN[0]}"
    assert attempt(screens, record) is Status.WAITING, "the password of all is nobody's here"
    settings.MADOGUCHI_ENTRY_SCREENS_PASSWORD_FILE = f"072028=/nowhere;{CODE}={file}"
    assert attempt(screens, record) is Status.ACKNOWLEDGED
    assert screens.refused_sign_ins == 0


def test_a_robot_without_an_address_says_which_setting_and_is_tried_again(
    record: HandoverRecord, settings: Any
) -> None:
    robot_signs_in(settings)
    settings.MADOGUCHI_ENTRY_SCREENS_URL = ""
    assert ProcrastinateJob.objects.get().queue_name == tasks.ROBOT_QUEUE
    ProcrastinateJob.objects.all().update(scheduled_at=None)
    run_jobs_until_idle()
    kept = stored(record.uuid)
    assert (kept.state, kept.attempts, kept.pressed_at) == (Status.WAITING, 1, None)
    assert "MADOGUCHI_ENTRY_SCREENS_URL を設定してください" in kept.message
    assert kept.next_attempt_at is not None
    assert ProcrastinateJob.objects.filter(task_name="handover.enter", status="todo").count() == 1


def test_a_robot_without_its_part_says_how_to_install_it(
    record: HandoverRecord, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    robot_signs_in(settings)
    settings.MADOGUCHI_ENTRY_SCREENS_URL = "http://127.0.0.1:9"
    monkeypatch.setitem(sys.modules, "playwright.sync_api", None)
    robot_entry.attempt(CODE, record.uuid, again=lambda *_: None)
    message = stored(record.uuid).message
    assert "pip install 'madoguchi[robot]'" in message
    assert "書いてください。そのあと" in message
    assert stored(record.uuid).state is Status.WAITING


def test_what_no_machine_can_type_goes_to_people_at_once_and_a_retry_is_a_new_job(settings: Any) -> None:
    (record,) = accept(HandoverMethod.ROBOT, answers=ANSWERS)
    robot_entry.attempt(CODE, record.uuid, again=lambda *_: None)
    assert stored(record.uuid).state is Status.FAILED
    assert "「生年月日」は一部が分からない" in stored(record.uuid).message
    ProcrastinateJob.objects.all().delete()
    retry(record)
    assert ProcrastinateJob.objects.get().task_name == "handover.enter"
