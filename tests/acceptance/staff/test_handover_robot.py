"""The robot in a real browser at the stand-in's old screens: at a good one, and at ones that misbehave."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from tests.integration.engines.handover.methods import CLERK, CODE, MANAGER, accept, pack, stored

from madoguchi.core import tenancy
from madoguchi.core.actions import run
from madoguchi.core.packs import HandoverMethod
from madoguchi.engines.handover import robot_entry
from madoguchi.engines.handover.api import (
    HandoverRecord,
    RetryHandover,
    RetryInput,
    RobotOutcome,
    Status,
    evidence,
    open_record,
)
from madoguchi.engines.handover.contrib.browser_screen import BrowserScreen
from madoguchi_testing.core_system import Behaviour, EnteredLedger, EntryScreens

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("committed_db")]


@pytest.fixture
def screens(tmp_path: Path) -> Iterator[EntryScreens]:
    screen = pack().procedures["child_allowance_claim"].entry_screen
    assert screen is not None
    with EntryScreens({screen.key: screen}, EnteredLedger(tmp_path / "core.sqlite3")) as served:
        yield served


@pytest.fixture(autouse=True)
def browser(settings: Any) -> None:
    settings.MADOGUCHI_ROBOT_BROWSER = "/usr/bin/chromium"


@pytest.fixture
def record() -> HandoverRecord:
    return accept(HandoverMethod.ROBOT)[0]


def attempt(screens: EntryScreens, record: HandoverRecord) -> Status | None:
    return robot_entry.attempt(
        CODE,
        record.uuid,
        again=lambda _code, _uuid, _wait: None,
        open_screen=lambda: BrowserScreen(screens.address, patience_seconds=2.5),
    )


def outcomes(record: HandoverRecord) -> list[RobotOutcome]:
    return [one.result for one, _ in reversed(open_record(CLERK, record.uuid, pack()).runs)]


def test_it_types_a_record_in_and_leaves_pictures_and_the_number(
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
    ((run_, pictures),) = open_record(CLERK, record.uuid, pack()).runs
    assert run_.result is RobotOutcome.ENTERED
    assert len(pictures) == 7
    assert bytes(evidence(CLERK, pictures[-1].uuid).picture).startswith(b"\x89PNG")
    assert attempt(screens, record) is Status.ACKNOWLEDGED
    assert len(screens.ledger.all()) == 1


def test_a_robot_that_dies_at_the_worst_moment_finds_what_it_registered(
    screens: EntryScreens, record: HandoverRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    class DiedError(BaseException):
        pass

    with monkeypatch.context() as patched:

        def dies(*_: Any) -> Status:
            raise DiedError

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
    screens.behave = Behaviour(late_seconds=4)
    assert attempt(screens, record) is Status.WAITING
    screens.behave = Behaviour()
    assert attempt(screens, record) is Status.ACKNOWLEDGED
    assert outcomes(record) == [RobotOutcome.UNCERTAIN, RobotOutcome.FOUND]
    assert len(screens.ledger.all()) == 1


def test_a_core_system_that_never_registers_is_told_to_people_and_their_retry_types_it_again(
    screens: EntryScreens, record: HandoverRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(_: UUID) -> None:
        raise ConnectionAbortedError

    screens.behave = Behaviour(before_storing=dies)
    assert attempt(screens, record) is Status.WAITING
    screens.behave = Behaviour()
    assert attempt(screens, record) is Status.WAITING
    assert screens.ledger.all() == ()
    monkeypatch.setattr(robot_entry, "PATIENCE", timedelta(0))
    assert attempt(screens, record) is Status.FAILED
    assert "登録されていないことを確かめてから" in stored(record.uuid).message
    run(RetryHandover(), MANAGER, RetryInput(record.uuid))
    assert attempt(screens, record) is Status.ACKNOWLEDGED
    assert len(screens.ledger.all()) == 1


@pytest.mark.parametrize(
    ("behave", "said"),
    [
        (Behaviour(popup=True), "手順にない確認の窓"),
        (
            Behaviour(shown=lambda name, value: "" if name == "氏名2" else value),
            "「氏名2」が、入れた内容と違います",
        ),
        (Behaviour(longest={"町字": 3}), "欄「町字」に、入れたとおりに入りません"),
    ],
    ids=["a dialog", "another confirmation", "a field that cuts off"],
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


def test_screens_that_are_away_or_broken_are_tried_again(
    screens: EntryScreens, record: HandoverRecord
) -> None:
    screens.behave = Behaviour(broken=True)
    assert attempt(screens, record) is Status.WAITING
    assert "エラーを返しました" in stored(record.uuid).message
    away: Callable[[], BrowserScreen] = lambda: BrowserScreen("http://127.0.0.1:9", patience_seconds=2)  # noqa: E731
    robot_entry.attempt(CODE, record.uuid, again=lambda *_: None, open_screen=away)
    assert "つながりません" in stored(record.uuid).message
    screens.behave = Behaviour()
    assert attempt(screens, record) is Status.ACKNOWLEDGED
    with tenancy.municipality(CODE):
        assert HandoverRecord.objects.get(uuid=record.uuid).attempts == 3
