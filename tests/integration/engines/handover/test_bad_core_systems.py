"""Core systems that answer late, twice, wrongly or never, by each way in: who is told, nothing lost or twice.

What each way does in detail is beside it; here every way meets every misbehaviour once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from tests.integration.engines.handover.methods import (
    CLERK,
    CODE,
    COLLEAGUE,
    MANAGER,
    NOW,
    SIGN_IN,
    accept,
    pack,
    robot_signs_in,
    stored,
)

from madoguchi.core import clock
from madoguchi.core.actions import run
from madoguchi.core.packs import HandoverMethod
from madoguchi.engines.handover import batches, robot_entry
from madoguchi.engines.handover.actions.reconciling import OfList
from madoguchi.engines.handover.api import (
    Agreement,
    BulkFolders,
    CoreSystemList,
    FinishEntry,
    Finishing,
    HandOverMissing,
    HandoverRecord,
    NewList,
    NotMissingError,
    ReadList,
    RefuseEntry,
    Refusing,
    RetryHandover,
    RetryInput,
    SettleLate,
    Status,
    TakeEntry,
    Taking,
    TickField,
    Ticking,
    compared,
    digest_of,
    open_record,
    screen_code,
    to_enter,
)
from madoguchi.lib.sealing import generate_keypair, verify_key_of, write_keypair
from madoguchi_testing.core_system import (
    Behaviour,
    CoreSystem,
    EnteredLedger,
    EntryScreens,
    Ledger,
    PlainScreen,
    acknowledgement,
    list_csv,
)

pytestmark = pytest.mark.django_db
BY_PEOPLE = [HandoverMethod.TRANSCRIPTION, HandoverMethod.SCREEN_IMPORT]
EVERY_WAY = [*BY_PEOPLE, HandoverMethod.BULK_FILE, HandoverMethod.ROBOT]
LATER = timedelta(days=2)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.MADOGUCHI_HANDOVER_DIRECTORY = tmp_path / "exchange"
    settings.MADOGUCHI_KEYS_DIRECTORY = tmp_path / "keys"
    robot_signs_in(settings)
    return tmp_path / "exchange"


@pytest.fixture
def screens(tmp_path: Path) -> EntryScreens:
    pair = generate_keypair()
    write_keypair(tmp_path / "keys", CODE, pair)
    screen = pack().procedures["child_allowance_claim"].entry_screen
    assert screen is not None
    ledger = EnteredLedger(tmp_path / "entered.sqlite3")
    keys = {CODE: verify_key_of(pair.private)}
    return EntryScreens({screen.key: screen}, ledger, verify_keys=keys, sign_in=SIGN_IN)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "ledger.sqlite3")


def robot(screens: EntryScreens, record: HandoverRecord) -> Status | None:
    return robot_entry.attempt(
        CODE, record.uuid, again=lambda *_: None, open_screen=lambda: PlainScreen(screens)
    )


def gather() -> UUID:
    (batch,) = batches.gather(CODE, then=lambda *_: None)
    return batch


def deliver(batch: UUID) -> bool:
    return batches.attempt(CODE, batch, again=lambda *_: None)


def answer(folder: Path, batch: UUID, lines: Sequence[tuple[str, str, str, str]]) -> None:
    file = BulkFolders(folder, CODE).batch_answer_file(batch)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(acknowledgement(lines))


def read(record: HandoverRecord, *lines: tuple[str, str]) -> CoreSystemList:
    """The core system's list with these results and numbers for the record."""
    content = list_csv([(str(record.uuid), result, number, "") for result, number in lines])
    begins = NOW - timedelta(hours=1)
    return run(ReadList(), MANAGER, NewList(record.target, begins, begins + timedelta(days=1), content))


def place_of(record: HandoverRecord, listed: CoreSystemList) -> Agreement:
    (place,) = [one for one in Agreement if str(record.uuid) in {line.key for line in compared(listed, one)}]
    return place


def waits_at_the_desk(record: HandoverRecord) -> bool:
    return record.uuid in {one.uuid for one in to_enter(COLLEAGUE, desks=COLLEAGUE.actor.desks)}


def finish(record: HandoverRecord) -> None:
    """A clerk says that everything is entered."""
    run(TakeEntry(), CLERK, Taking(record.uuid, from_other=True))
    sheet = open_record(CLERK, record.uuid, pack()).sheet
    assert sheet is not None
    for entry in sheet.entries:
        run(TickField(), CLERK, Ticking(record.uuid, entry.key, True, pack()))
    run(FinishEntry(), CLERK, Finishing(record.uuid, pack()))


def scan(screens: EntryScreens, record: HandoverRecord) -> str:
    """A clerk reads the record's code at the core system's screen; what it showed."""
    sheet = open_record(CLERK, record.uuid, pack()).sheet
    assert sheet is not None
    code = screen_code(stored(record.uuid), sheet).text
    return screens.page("/import", {"市町村": CODE, "取込コード": code})[1]


def bring(
    method: HandoverMethod, record: HandoverRecord, screens: EntryScreens, ledger: Ledger, folder: Path
) -> None:
    """Everything is done, and the core system has it; nothing was heard of it yet."""
    match method:
        case HandoverMethod.BULK_FILE:
            deliver(gather())
            CoreSystem(folder, ledger).receive_batches()
        case HandoverMethod.ROBOT:
            screens.behave = Behaviour(after_storing=_breaks_off, hidden=True)
            assert robot(screens, record) is Status.WAITING
        case HandoverMethod.SCREEN_IMPORT:
            assert "登録完了" in scan(screens, record)
        case _:
            run(TakeEntry(), CLERK, Taking(record.uuid))


def _breaks_off(_: UUID) -> None:
    raise ConnectionAbortedError


@pytest.mark.parametrize("method", EVERY_WAY, ids=str)
def test_late_what_is_only_in_its_list_is_settled_by_people_and_never_entered_again(
    method: HandoverMethod, screens: EntryScreens, ledger: Ledger, folder: Path
) -> None:
    (record,) = accept(method)
    bring(method, record, screens, ledger, folder)
    assert stored(record.uuid).state is not Status.ACKNOWLEDGED
    listed = read(record, ("stored", "K-77"))
    assert place_of(record, listed) is Agreement.LATE
    assert digest_of(CODE, NOW).disagreements[Agreement.LATE] == 1
    with pytest.raises(NotMissingError):
        run(HandOverMissing(), MANAGER, OfList(record.uuid, listed.uuid))
    assert run(SettleLate(), MANAGER, listed.uuid) == 1
    settled = stored(record.uuid)
    assert (settled.state, settled.reference, settled.next_attempt_at) == (Status.ACKNOWLEDGED, "K-77", None)
    assert not waits_at_the_desk(record)
    assert digest_of(CODE, NOW + LATER).trouble == 0
    if method is HandoverMethod.ROBOT:
        assert robot(screens, record) is Status.ACKNOWLEDGED
        assert len(screens.ledger.all()) == 1
    if method is HandoverMethod.BULK_FILE:
        assert batches.gather(CODE, then=lambda *_: None) == []


def test_late_the_answer_to_a_bulk_file_whose_record_went_into_another_one_meanwhile(
    folder: Path, ledger: Ledger
) -> None:
    (record,) = accept(HandoverMethod.BULK_FILE)
    first = gather()
    deliver(first)
    run(RetryHandover(), MANAGER, RetryInput(record.uuid))  # somebody lost patience
    second = gather()
    assert deliver(second) is False
    CoreSystem(folder, ledger).receive_batches()
    deliver(first)
    assert stored(record.uuid).state is Status.DELIVERED, "the old file does not answer for the new one"
    assert deliver(second) is True
    assert stored(record.uuid).state is Status.ACKNOWLEDGED
    assert [one.key for one in ledger.all()] == [record.uuid]
    assert list((folder / CODE / "bulk").iterdir()) == []


@pytest.mark.parametrize("method", EVERY_WAY, ids=str)
def test_twice_a_record_that_stands_in_its_list_twice_is_told_and_left_to_people(
    method: HandoverMethod, screens: EntryScreens, ledger: Ledger, folder: Path
) -> None:
    (record,) = accept(method)
    bring(method, record, screens, ledger, folder)
    before = stored(record.uuid).state
    listed = read(record, ("stored", "K-1"), ("stored", "K-2"))
    assert place_of(record, listed) is Agreement.TWICE
    assert digest_of(CODE, NOW).disagreements[Agreement.TWICE] == 1
    assert "二重の登録を確かめて" in Agreement.TWICE.explanation
    with pytest.raises(NotMissingError):
        run(HandOverMissing(), MANAGER, OfList(record.uuid, listed.uuid))
    assert run(SettleLate(), MANAGER, listed.uuid) == 0
    assert stored(record.uuid).state is before


def test_twice_a_code_that_is_read_again_is_refused_and_entered_once(screens: EntryScreens) -> None:
    (record,) = accept(HandoverMethod.SCREEN_IMPORT)
    run(TakeEntry(), CLERK, Taking(record.uuid))
    assert "登録完了" in scan(screens, record)
    assert "既に使われています" in scan(screens, record)
    assert [one.key for one in screens.ledger.all()] == [str(record.uuid)]
    assert stored(record.uuid).holder_name == CLERK.actor.display_name


def test_twice_a_robot_that_meets_its_own_number_after_the_press_enters_nothing_more(
    screens: EntryScreens,
) -> None:
    (record,) = accept(HandoverMethod.ROBOT)
    screens.ledger.enter(str(record.uuid), "child_allowance_claim", {}, "K-1")
    screens.behave = Behaviour(hidden=True)
    assert robot(screens, record) is Status.WAITING
    assert "確かめられません" in stored(record.uuid).message
    screens.behave = Behaviour()
    assert robot(screens, record) is Status.ACKNOWLEDGED
    assert (stored(record.uuid).reference, len(screens.ledger.all())) == ("K-1", 1)


def test_twice_the_same_answer_in_one_bulk_acknowledgement_settles_it_once(folder: Path) -> None:
    first, second = accept(HandoverMethod.BULK_FILE, number=2)
    batch = gather()
    deliver(batch)
    line = (str(first.uuid), "stored", "K-1", "")
    answer(folder, batch, [line, line, (str(second.uuid), "stored", "K-2", "")])
    assert deliver(batch) is True
    assert [stored(one.uuid).reference for one in (first, second)] == ["K-1", "K-2"]
    assert [stored(one.uuid).attempts for one in (first, second)] == [1, 1]


def test_wrongly_a_bulk_answer_for_records_of_another_file_settles_none_of_them(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "LARGEST", 1)
    mine, others = accept(HandoverMethod.BULK_FILE, number=2)
    first, second = batches.gather(CODE, then=lambda *_: None)
    deliver(first)
    deliver(second)
    answer(
        folder, first, [(str(mine.uuid), "stored", "K-1", ""), (str(others.uuid), "refused", "", "宛名なし")]
    )
    assert deliver(first) is True
    assert stored(mine.uuid).state is Status.ACKNOWLEDGED
    assert stored(others.uuid).state is Status.DELIVERED
    (told,) = [one.message for one in batches.batches(CODE) if one.uuid == first]
    assert "この一括ファイルにない引渡番号が1件" in told


@pytest.mark.parametrize("method", BY_PEOPLE, ids=str)
def test_wrongly_what_the_core_system_does_not_take_is_told_with_the_reason_and_comes_back_to_the_desk(
    method: HandoverMethod, screens: EntryScreens
) -> None:
    (record,) = accept(method)
    run(TakeEntry(), CLERK, Taking(record.uuid))
    if method is HandoverMethod.SCREEN_IMPORT:
        screens.verify_keys[CODE] = verify_key_of(generate_keypair().private)
        assert "取り込まないでください" in re.sub("<[^>]*>", "", scan(screens, record))
        assert screens.ledger.all() == ()
    assert stored(record.uuid).waits_for_people, "a screen that refuses settles nothing by itself"
    run(RefuseEntry(), CLERK, Refusing(record.uuid, "宛名番号がありません"))
    assert (stored(record.uuid).state, stored(record.uuid).message) == (Status.FAILED, "宛名番号がありません")
    assert digest_of(CODE, NOW).failed == 1
    assert not waits_at_the_desk(record)
    run(RetryHandover(), MANAGER, RetryInput(record.uuid))
    assert waits_at_the_desk(record)


def test_wrongly_a_list_that_refuses_what_people_took_for_done_brings_it_back(screens: EntryScreens) -> None:
    (record,) = accept(HandoverMethod.TRANSCRIPTION)
    finish(record)
    listed = read(record, ("refused", ""))
    assert place_of(record, listed) is Agreement.REFUSED
    run(HandOverMissing(), MANAGER, OfList(record.uuid, listed.uuid))
    assert waits_at_the_desk(record)
    assert open_record(CLERK, record.uuid, pack()).entered == {}, "every field is to be entered again"


def test_wrongly_a_robots_screen_that_ends_otherwise_keeps_the_press_on_record(screens: EntryScreens) -> None:
    (record,) = accept(HandoverMethod.ROBOT)
    screens.behave = Behaviour(shown=lambda name, value: value + "？" if name == "氏名1" else value)
    assert robot(screens, record) is Status.FAILED
    assert stored(record.uuid).pressed_at is None
    assert digest_of(CODE, NOW).failed == 1
    screens.behave = Behaviour()
    run(RetryHandover(), MANAGER, RetryInput(record.uuid))
    assert robot(screens, record) is Status.ACKNOWLEDGED
    assert len(screens.ledger.all()) == 1


@pytest.mark.parametrize("method", BY_PEOPLE, ids=str)
def test_never_what_nobody_enters_stays_with_its_desk_and_is_counted_each_day(method: HandoverMethod) -> None:
    (record,) = accept(method)
    run(TakeEntry(), CLERK, Taking(record.uuid))  # and goes home
    assert waits_at_the_desk(record)
    assert digest_of(CODE, NOW + LATER).to_enter == 1
    run(TakeEntry(), COLLEAGUE, Taking(record.uuid, from_other=True))
    finish(record)
    assert stored(record.uuid).state is Status.ACKNOWLEDGED
    assert digest_of(CODE, NOW + LATER).to_enter == 0


@pytest.mark.parametrize("method", BY_PEOPLE, ids=str)
def test_never_what_people_took_for_done_and_the_list_lacks_is_told_and_entered_again(
    method: HandoverMethod,
) -> None:
    (record,) = accept(method)
    with clock.fixed(NOW):
        finish(record)
    listed = read(record)
    assert place_of(record, listed) is Agreement.MISSING
    assert digest_of(CODE, NOW).disagreements[Agreement.MISSING] == 1
    run(HandOverMissing(), MANAGER, OfList(record.uuid, listed.uuid))
    assert waits_at_the_desk(record)


def test_never_a_bulk_file_without_an_answer_is_told_after_a_day_and_lies_there_once(folder: Path) -> None:
    accept(HandoverMethod.BULK_FILE, number=3)
    batch = gather()
    waits: list[timedelta] = []
    for _ in range(4):
        assert not batches.attempt(CODE, batch, again=lambda _code, _batch, wait: waits.append(wait))
    assert waits == sorted(waits)
    assert digest_of(CODE, NOW + timedelta(hours=1)).trouble == 0
    told = digest_of(CODE, NOW + LATER)
    assert (told.unanswered, told.trouble) == (3, 3)
    assert len(list((folder / CODE / "bulk").iterdir())) == 1


def test_never_a_robots_press_that_shows_no_effect_asks_people_and_types_nothing_more(
    screens: EntryScreens, monkeypatch: pytest.MonkeyPatch
) -> None:
    (record,) = accept(HandoverMethod.ROBOT)
    screens.behave = Behaviour(before_storing=_breaks_off)
    assert robot(screens, record) is Status.WAITING
    pressed: list[UUID] = []
    screens.behave = Behaviour(before_storing=pressed.append)
    for _ in range(3):
        assert robot(screens, record) is Status.WAITING
    monkeypatch.setattr(robot_entry, "PATIENCE", timedelta(0))
    assert robot(screens, record) is Status.FAILED
    assert "登録されていないことを確かめてから" in stored(record.uuid).message
    assert digest_of(CODE, NOW).failed == 1
    assert pressed == []
