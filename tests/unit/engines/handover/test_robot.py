"""The robot at a screen that behaves, and at one that does not: at most one press, whatever happens."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.core.packs import RobotScript, RobotSignIn, RobotStep, Verb
from madoguchi.engines.handover.domain.entries import Entry, EntryGroup, EntrySheet, NotEnterableError
from madoguchi.engines.handover.domain.parcels import RobotOutcome
from madoguchi.engines.handover.domain.robot import (
    Credentials,
    Robot,
    ScreenUnreachableError,
    SurpriseError,
)

NUMBER = "6e1f6f3a-7d55-4b7e-9a6c-2f1f4a0c9b11"
SCRIPT = RobotScript(
    find=(RobotStep(Verb.OPEN, "/search"), RobotStep(Verb.NUMBER, "整理番号"), RobotStep(Verb.PRESS, "検索")),
    found="登録済",
    absent="該当データなし",
    enter=(
        RobotStep(Verb.OPEN, "/entry"),
        RobotStep(Verb.SEE, "入力"),
        RobotStep(Verb.NUMBER, "整理番号"),
        RobotStep(Verb.FIELDS, "all"),
        RobotStep(Verb.PRESS, "確認"),
        RobotStep(Verb.SAME, "all"),
        RobotStep(Verb.SUBMIT, "登録"),
        RobotStep(Verb.SEE, "登録完了"),
    ),
    receipt="受付番号",
)
SHEET = EntrySheet(
    "入力",
    (
        EntryGroup(
            "世帯",
            (
                Entry("move.date", "move.date", "異動日", "5080311", "令和8年3月11日", "異動日"),
                Entry("0.person.name", "person.name", "氏名", "会津 十三蔵", "会津 十三蔵", "氏名1"),
            ),
        ),
    ),
)


class DiedError(BaseException):
    """The robot's process dies."""


ENDINGS = [DiedError, SurpriseError, ScreenUnreachableError]


@dataclass
class CoreSystem:
    """What outlives a robot: what is registered, how often, and whether the permit was given."""

    registered: list[str] = field(default_factory=list)
    permitted: bool = False

    def permit(self) -> bool:
        given, self.permitted = not self.permitted, True
        return given


@dataclass
class FakeScreen:
    """A screen in memory; `goes_wrong(call)` is asked before each call, numbered from 0, and may raise."""

    core: CoreSystem
    goes_wrong: Callable[[int, str], None] = lambda _number, _call: None
    shows: Callable[[str], str] = lambda value: value
    receipt: str = "K00000001"
    calls: int = 0
    page: str = ""
    typed: dict[str, str] = field(default_factory=dict)
    pictures: int = 0

    def _call(self, what: str) -> None:
        self.goes_wrong(self.calls, what)
        self.calls += 1

    def open(self, path: str) -> None:
        self._call("open")
        self.page, self.typed = {"/search": "検索", "/entry": "入力"}[path], {}

    def sees(self, *texts: str) -> str:
        self._call("sees")
        return next((text for text in texts if text in self.page), "")

    def fill(self, name: str, value: str) -> None:
        self._call("fill")
        self.typed[name] = value

    def value_of(self, name: str) -> str:
        self._call("value_of")
        if name == "受付番号":
            if "登録" not in self.page:
                raise SurpriseError("画面に「受付番号」の欄がありません。")
            return self.receipt
        value = self.typed.get(name, "")
        return self.shows(value) if self.page == "確認" else value

    def press(self, name: str) -> None:
        self._call(f"press {name}")
        match name:
            case "検索":
                there = self.typed["整理番号"] in self.core.registered
                self.page = "登録済" if there else "該当データなし"
            case "確認":
                self.page = "確認"
            case "登録":
                self.core.registered.append(self.typed["整理番号"])
                self.page = "登録完了"
        self._call(f"after {name}")

    def picture(self) -> bytes:
        self.pictures += 1
        return b"png"

    def close(self) -> None:
        self.page = ""


def robot(screen: FakeScreen, *, script: RobotScript = SCRIPT) -> Robot:
    return Robot(
        screen, script, SHEET, NUMBER, screen.core.permitted, screen.core.permit, lambda _step, _picture: None
    )


def test_a_record_that_is_absent_is_entered_and_its_receipt_kept() -> None:
    core = CoreSystem()
    screen = FakeScreen(core)
    ended = robot(screen).work()
    assert (ended.outcome, ended.receipt) == (RobotOutcome.ENTERED, "K00000001")
    assert core.registered == [NUMBER]
    assert screen.pictures == 5


def test_a_record_that_is_there_is_not_typed_again() -> None:
    core = CoreSystem(registered=[NUMBER])
    ended = robot(FakeScreen(core)).work()
    assert (ended.outcome, ended.receipt) == (RobotOutcome.FOUND, "K00000001")
    assert core.registered == [NUMBER]
    assert not core.permitted


def test_after_a_press_it_only_looks_until_a_person_says_otherwise() -> None:
    core = CoreSystem(permitted=True)
    screen = FakeScreen(core)
    assert robot(screen).work().outcome is RobotOutcome.UNCERTAIN
    assert core.registered == []
    core.permitted = False
    assert robot(FakeScreen(core)).work().outcome is RobotOutcome.ENTERED


@pytest.mark.parametrize(
    "error", [DiedError, SurpriseError, ScreenUnreachableError], ids=lambda one: one.__name__
)
@pytest.mark.parametrize("place", range(30))
def test_wherever_it_dies_or_stops_the_record_is_registered_at_most_once(
    place: int, error: type[BaseException]
) -> None:
    core = CoreSystem()

    def goes_wrong(number: int, _call: str) -> None:
        if number == place:
            raise error

    for attempt in range(3):
        screen = FakeScreen(core, goes_wrong) if attempt == 0 else FakeScreen(core)
        try:
            ended = robot(screen).work()
        except DiedError:
            continue
        if ended.outcome in (RobotOutcome.ENTERED, RobotOutcome.FOUND):
            break
    assert len(core.registered) <= 1
    if core.registered:
        assert robot(FakeScreen(core)).work().outcome is RobotOutcome.FOUND
    else:
        assert core.permitted, "it never pressed, and nothing but an unused permit keeps it from pressing"


@given(st.lists(st.integers(min_value=0, max_value=25), max_size=6))
def test_many_robots_that_die_one_after_the_other_register_at_most_once(places: list[int]) -> None:
    core = CoreSystem()
    for place in [*places, 1000]:

        def goes_wrong(number: int, _call: str, place: int = place) -> None:
            if number == place:
                raise DiedError

        with contextlib.suppress(DiedError):
            robot(FakeScreen(core, goes_wrong)).work()
    assert len(core.registered) <= 1


def test_two_robots_at_once_press_once() -> None:
    core = CoreSystem()
    first, second = robot(FakeScreen(core)), robot(FakeScreen(core))
    assert first.work().outcome is RobotOutcome.ENTERED
    late = dataclasses.replace(second, screen=FakeScreen(CoreSystem()))
    assert late.work().outcome is RobotOutcome.UNCERTAIN
    assert core.registered == [NUMBER]


def test_a_field_that_cuts_a_value_off_stops_it_before_it_presses() -> None:
    core = CoreSystem()
    screen = FakeScreen(core)
    screen.value_of = lambda name: screen.typed.get(name, "")[:3]  # type: ignore[method-assign]
    ended = robot(screen).work()
    assert ended.outcome is RobotOutcome.STOPPED
    assert "欄「異動日」に、入れたとおりに入りません" in ended.message
    assert "5080311" not in ended.message
    assert (core.registered, core.permitted) == ([], False)


def test_a_confirmation_that_shows_something_else_stops_it_before_it_presses() -> None:
    core = CoreSystem()
    ended = robot(FakeScreen(core, shows=lambda value: value.replace("十三蔵", "十三"))).work()
    assert ended.outcome is RobotOutcome.STOPPED
    assert "確かめの画面の「氏名1」" in ended.message
    assert "会津" not in ended.message
    assert (core.registered, core.permitted) == ([], False)


def test_a_search_that_says_neither_stops_it() -> None:
    core = CoreSystem()
    script = dataclasses.replace(SCRIPT, absent="データなし！")
    assert robot(FakeScreen(core), script=script).work().outcome is RobotOutcome.STOPPED
    assert core.registered == []


@pytest.mark.parametrize("place", range(6))
def test_a_sign_in_that_ends_in_any_other_way_types_nothing_and_leaves_no_picture(place: int) -> None:
    steps = (
        RobotStep(Verb.OPEN, "/search"),
        RobotStep(Verb.USER, "利用者ID"),
        RobotStep(Verb.PASSWORD, "パスワード"),
        RobotStep(Verb.PRESS, "ログイン"),
    )
    script = dataclasses.replace(SCRIPT, sign_in=RobotSignIn(steps, "業務メニュー", "違います"))

    def goes_wrong(number: int, _call: str) -> None:
        if number == place:
            raise SurpriseError("画面に、手順にない確認の窓が出ました。")

    screen = FakeScreen(CoreSystem(), goes_wrong)
    working = dataclasses.replace(
        robot(screen, script=script), credentials=Credentials("robot-1", "only-for-tests")
    )
    ended = working.work()
    assert ended.outcome is RobotOutcome.BARRED
    assert "何も入力していません" in ended.message
    assert (screen.core.registered, screen.core.permitted, screen.pictures) == ([], False, 0)
    assert "only-for-tests" not in repr(working.credentials) + ended.message


def test_what_a_screen_cannot_take_is_for_people() -> None:
    two = dataclasses.replace(SHEET, people=7, rows=6)
    with pytest.raises(NotEnterableError, match="入力画面は6人分ですが、7人います"):
        two.check_enterable()
    entry = dataclasses.replace(SHEET.entries[0], exact=False)
    with pytest.raises(NotEnterableError, match="「異動日」は一部が分からない"):
        EntrySheet("", (EntryGroup("", (entry,)),)).check_enterable()
