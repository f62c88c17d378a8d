"""The robot in a real browser at the stand-in's old screens: at a good one, and at ones that misbehave.

What it decides is tested without a browser beside the engine; here is what only a browser can show.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.integration.engines.handover.methods import (
    CLERK,
    CODE,
    SIGN_IN,
    accept,
    pack,
    robot_signs_in,
    stored,
)

from madoguchi.core.packs import HandoverMethod
from madoguchi.engines.handover import robot_entry
from madoguchi.engines.handover.api import (
    HandoverRecord,
    RobotOutcome,
    Status,
    evidence,
    open_record,
)
from madoguchi.engines.handover.contrib.browser_screen import BrowserScreen
from madoguchi.engines.handover.domain.robot import SurpriseError
from madoguchi_testing.core_system import Behaviour, EnteredLedger, EntryScreens
from madoguchi_testing.core_system.screens import names_of

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("committed_db")]
PATIENCE, LITTLE = 120.0, 4.0
"""Seconds: whatever comes comes sooner; what is held back until the test lets it go is given up soon."""


class KeptOpen(BrowserScreen):
    """A browser for several records: starting one takes longer than what is tested."""

    _impatient_after = ""

    @contextmanager
    def impatient_after(self, button: str) -> Iterator[None]:
        """Pressing this button, and what follows, may take a little only."""
        self._impatient_after = button
        yield
        self._impatient_after = ""
        self._wait_for(PATIENCE)

    def press(self, name: str) -> None:
        """As anybody's."""
        if name == self._impatient_after:
            self._wait_for(LITTLE)
        super().press(name)

    def _wait_for(self, seconds: float) -> None:
        self._session._patience = seconds
        self._thread.submit(self._session._page.set_default_timeout, seconds * 1_000).result()

    def close(self) -> None:
        """Not yet."""

    def end(self) -> None:
        """End the browser."""
        super().close()


@pytest.fixture
def screens(tmp_path: Path) -> Iterator[EntryScreens]:
    screen = pack().procedures["child_allowance_claim"].entry_screen
    assert screen is not None
    ledger = EnteredLedger(tmp_path / "core.sqlite3")
    with EntryScreens({screen.key: screen}, ledger, sign_in=SIGN_IN) as served:
        yield served


@pytest.fixture
def browser(screens: EntryScreens, settings: Any) -> Iterator[KeptOpen]:
    robot_signs_in(settings)
    # The shell is the same engine without the windows around it.
    settings.MADOGUCHI_ROBOT_BROWSER = shutil.which("chromium-headless-shell") or "/usr/bin/chromium"
    kept = KeptOpen(screens.address, patience_seconds=PATIENCE)
    yield kept
    kept.end()


def wait_for(event: threading.Event) -> None:
    event.wait(120)


def attempt(browser: KeptOpen, record: HandoverRecord) -> Status | None:
    return robot_entry.attempt(CODE, record.uuid, again=lambda *_: None, open_screen=lambda: browser)


def test_it_signs_in_types_records_in_and_stops_at_what_it_does_not_expect(
    screens: EntryScreens, browser: KeptOpen
) -> None:
    fine, late, cut, dialog, away = accept(HandoverMethod.ROBOT, number=5)

    assert attempt(browser, fine) is Status.ACKNOWLEDGED
    (entered,) = screens.ledger.all()
    assert entered.key == str(fine.uuid)
    assert entered.fields["氏名1"] == "会津 十三蔵"
    assert stored(fine.uuid).reference == entered.receipt
    ((run, pictures),) = open_record(CLERK, fine.uuid, pack()).runs
    assert run.result is RobotOutcome.ENTERED
    assert len(pictures) == 7
    assert bytes(evidence(CLERK, pictures[-1].uuid).picture).startswith(b"\x89PNG")

    answers = threading.Event()
    screens.behave = Behaviour(after_storing=lambda _: wait_for(answers))
    with browser.impatient_after("登録"):
        assert attempt(browser, late) is Status.WAITING
    answers.set()
    assert browser.sees("登録完了"), "the late answer, which would take the place of another page"
    assert [one.result for one, _ in open_record(CLERK, late.uuid, pack()).runs] == [RobotOutcome.UNCERTAIN]
    screens.behave = Behaviour()
    assert attempt(browser, late) is Status.ACKNOWLEDGED
    assert len(screens.ledger.all()) == 2

    screens.behave = Behaviour(longest={"町字": 3})
    assert attempt(browser, cut) is Status.FAILED
    assert "欄「町字」に、入れたとおりに入りません" in stored(cut.uuid).message

    browser.open("/search")
    assert browser.sees("番号検索", "整理番号検索") == "整理番号検索", "part of a text is another text"
    for call in (lambda: browser.fill("番号", "1"), lambda: browser.value_of("番号")):
        with pytest.raises(SurpriseError, match=r"「番号」(の欄)?が0個あります"):
            call()

    script = pack().procedures["child_allowance_claim"].entry_screen
    assert script is not None
    assert script.robot is not None
    browser.open("/labelled/child_allowance_claim")
    for number, one in enumerate(names_of(script)):
        browser.fill(one, f"値{number}")
        assert browser.value_of(one) == f"値{number}"
    browser.fill("整理番号", str(dialog.uuid))
    browser.press("確認")
    assert browser.sees("入力内容確認")
    assert [browser.value_of(one) for one in names_of(script)] == [
        f"値{number}" for number in range(len(names_of(script)))
    ]

    screens.behave = Behaviour(popup=True)
    assert attempt(browser, dialog) is Status.FAILED
    assert "手順にない確認の窓" in stored(dialog.uuid).message
    ((_, pictures),) = open_record(CLERK, dialog.uuid, pack()).runs
    assert pictures[-1].step == "止まったときの画面"
    assert stored(dialog.uuid).pressed_at is None
    assert len(screens.ledger.all()) == 2

    screens.close()
    assert attempt(browser, away) is Status.WAITING
    assert "つながりません" in stored(away.uuid).message
