"""Transcription and codes for input screens: what people do, and two of them at the same moment."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.integration.engines.handover.methods import (
    CLERK,
    CODE,
    COLLEAGUE,
    MANAGER,
    NOW,
    STRANGER,
    accept,
    pack,
    stored,
)

from madoguchi.core import tenancy
from madoguchi.core.actions import NotAllowedError, run
from madoguchi.core.audit.models import AuditEntry
from madoguchi.core.measuring.api import work_sums
from madoguchi.core.packs import HandoverMethod
from madoguchi.engines.handover.api import (
    FieldsLeftError,
    FinishEntry,
    Finishing,
    HandoverNotFoundError,
    HandoverRecord,
    HeldByOtherError,
    NoLongerWaitingError,
    NotEnteredByPeopleError,
    NotYourRecordError,
    ReasonMissingError,
    RefuseEntry,
    Refusing,
    ReleaseEntry,
    RetryHandover,
    RetryInput,
    Status,
    TakeEntry,
    Taking,
    TickField,
    Ticking,
    UnknownFieldError,
    open_record,
    screen_code,
    to_enter,
)
from madoguchi.lib.sealing import (
    SignedCodeAltered,
    SignedCodeError,
    generate_keypair,
    read_code,
    verify_key_of,
    write_keypair,
)
from madoguchi_testing.core_system import EnteredLedger, EntryScreens

pytestmark = pytest.mark.usefixtures("committed_db")


@pytest.fixture
def record() -> HandoverRecord:
    return accept(HandoverMethod.TRANSCRIPTION)[0]


def tick_all(record: HandoverRecord) -> None:
    sheet = open_record(CLERK, record.uuid, pack()).sheet
    assert sheet is not None
    assert sheet.entries
    for entry in sheet.entries:
        run(TickField(), CLERK, Ticking(record.uuid, entry.key, True, pack()))


def test_what_typing_took_is_left_behind_for_the_flow_of_the_procedure(record: HandoverRecord) -> None:
    procedure = pack().procedures[record.procedure_key]
    in_a_flow = replace(pack(), procedures={procedure.key: replace(procedure, flow="a_flow")})
    run(TakeEntry(), CLERK, Taking(record.uuid))
    tick_all(record)
    later = replace(CLERK, now=NOW + timedelta(minutes=6))
    for _ in range(2):  # saying it twice changes nothing
        run(FinishEntry(), later, Finishing(record.uuid, in_a_flow))
    with tenancy.municipality(CODE):
        found = work_sums("a_flow", since=NOW)["handover.enter"]
    assert (found.cases, found.seconds) == (1, 360)


def test_what_people_enter_waits_for_people_and_for_no_job(record: HandoverRecord) -> None:
    assert ProcrastinateJob.objects.count() == 0
    assert record.waits_for_people
    assert record.state_label == "職員の入力待ち"
    assert [one.uuid for one in to_enter(CLERK, desks=CLERK.actor.desks)] == [record.uuid]
    assert to_enter(STRANGER, desks=STRANGER.actor.desks) == ()


def test_a_record_is_done_when_every_field_was_ticked_and_somebody_says_so(record: HandoverRecord) -> None:
    run(TakeEntry(), CLERK, Taking(record.uuid))
    with pytest.raises(FieldsLeftError, match="まだ入力していない欄が"):
        run(FinishEntry(), CLERK, Finishing(record.uuid, pack()))
    tick_all(record)
    done = run(FinishEntry(), CLERK, Finishing(record.uuid, pack(), "Ｋ-123"))
    assert (done.state, done.attempts) == (Status.ACKNOWLEDGED, 1)
    assert done.reference == "K-123"
    again = run(FinishEntry(), CLERK, Finishing(record.uuid, pack(), "other"))
    assert again.reference == "K-123"
    with pytest.raises(NoLongerWaitingError):
        run(TakeEntry(), COLLEAGUE, Taking(record.uuid))


def test_ticks_are_kept_taken_back_and_counted_once(record: HandoverRecord) -> None:
    run(TakeEntry(), CLERK, Taking(record.uuid))
    key = "0.person.name"
    for entered in (True, True, False, False, True):
        run(TickField(), CLERK, Ticking(record.uuid, key, entered, pack()))
    assert list(open_record(CLERK, record.uuid, pack()).entered) == [key]
    with pytest.raises(UnknownFieldError):
        run(TickField(), CLERK, Ticking(record.uuid, "7.person.name", True, pack()))


def test_of_two_clerks_at_the_same_moment_one_takes_it_and_the_other_is_told_who(
    record: HandoverRecord,
) -> None:
    together = threading.Barrier(2, timeout=120)

    def take(context: Any) -> str:
        try:
            together.wait()
            run(TakeEntry(), context, Taking(record.uuid))
        except HeldByOtherError as problem:
            return str(problem)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(take, (CLERK, COLLEAGUE)))
    assert said[0] == ""
    assert stored(record.uuid).holder_name in said[1]


def test_who_does_not_hold_it_changes_nothing_until_it_is_taken_over(record: HandoverRecord) -> None:
    run(TakeEntry(), CLERK, Taking(record.uuid))
    tick_all(record)
    for action, given in (
        (TickField(), Ticking(record.uuid, "0.person.name", False, pack())),
        (FinishEntry(), Finishing(record.uuid, pack())),
        (RefuseEntry(), Refusing(record.uuid, "宛名がありません")),
        (ReleaseEntry(), Taking(record.uuid)),
    ):
        with pytest.raises(HeldByOtherError, match="職員 1さんが入力しています"):
            run(action, COLLEAGUE, given)  # type: ignore[arg-type]
    run(TakeEntry(), COLLEAGUE, Taking(record.uuid, from_other=True))
    with pytest.raises(HeldByOtherError, match="職員 2さん"):
        run(FinishEntry(), CLERK, Finishing(record.uuid, pack()))
    assert run(FinishEntry(), COLLEAGUE, Finishing(record.uuid, pack())).state is Status.ACKNOWLEDGED


def test_other_desks_other_methods_and_other_municipalities_are_kept_out(record: HandoverRecord) -> None:
    with pytest.raises(NotYourRecordError):
        run(TakeEntry(), STRANGER, Taking(record.uuid))
    assert open_record(STRANGER, record.uuid, pack()).sheet is None
    with pytest.raises(NotEnteredByPeopleError):
        run(TakeEntry(), MANAGER, Taking(accept(HandoverMethod.FILE)[0].uuid))
    with pytest.raises(HandoverNotFoundError):
        run(TakeEntry(), CLERK, Taking(uuid4()))
    with pytest.raises(NotAllowedError):
        run(RetryHandover(), CLERK, RetryInput(record.uuid))


def test_what_the_core_system_refused_is_told_and_repeated_with_the_ticks_kept(
    record: HandoverRecord,
) -> None:
    run(TakeEntry(), CLERK, Taking(record.uuid))
    tick_all(record)
    with pytest.raises(ReasonMissingError):
        run(RefuseEntry(), CLERK, Refusing(record.uuid, " 　\n"))
    run(RefuseEntry(), CLERK, Refusing(record.uuid, "宛名番号がありません"))
    assert (stored(record.uuid).state, stored(record.uuid).message) == (Status.FAILED, "宛名番号がありません")
    run(RetryHandover(), MANAGER, RetryInput(record.uuid))
    assert stored(record.uuid).waits_for_people
    run(TakeEntry(), COLLEAGUE, Taking(record.uuid))
    assert run(FinishEntry(), COLLEAGUE, Finishing(record.uuid, pack())).state is Status.ACKNOWLEDGED


def test_the_audit_log_says_who_entered_what_without_a_value(record: HandoverRecord) -> None:
    run(TakeEntry(), CLERK, Taking(record.uuid))
    tick_all(record)
    run(FinishEntry(), CLERK, Finishing(record.uuid, pack(), "K-1"))
    with tenancy.municipality(CODE):
        log = [(one.action, one.subject, str(one.details)) for one in AuditEntry.objects.all()]
    assert {"handover.take", "handover.tick", "handover.finish", "read.handover.record"} <= {
        one[0] for one in log
    }
    assert "会津" not in str(log)


@pytest.fixture
def keys(settings: Any, tmp_path: Path) -> bytes:
    """The verify key of the municipality."""
    settings.MADOGUCHI_KEYS_DIRECTORY = tmp_path / "keys"
    pair = generate_keypair()
    write_keypair(tmp_path / "keys", CODE, pair)
    return verify_key_of(pair.private)


def code_of(record: HandoverRecord) -> str:
    sheet = open_record(CLERK, record.uuid, pack()).sheet
    assert sheet is not None
    return screen_code(stored(record.uuid), sheet).text


def test_an_input_screen_reads_the_code_once_and_stores_the_same_fields(keys: bytes, tmp_path: Path) -> None:
    (record,) = accept(HandoverMethod.SCREEN_IMPORT)
    text = code_of(record)
    assert text == code_of(record)
    ledger = EnteredLedger(tmp_path / "core.sqlite3")
    screens = EntryScreens({}, ledger, verify_keys={CODE: keys})
    for _ in range(2):
        screens.page("/import", {"市町村": CODE, "取込コード": text.lower() + "\r\n"})
    (entered,) = ledger.all()
    sheet = open_record(CLERK, record.uuid, pack()).sheet
    assert sheet is not None
    assert entered.key == str(record.uuid)
    assert set(entered.fields.values()) <= {one.value for one in sheet.entries}
    run(TakeEntry(), CLERK, Taking(record.uuid))
    done = run(FinishEntry(), CLERK, Finishing(record.uuid, pack(), entered.receipt))
    assert (done.state, done.reference) == (Status.ACKNOWLEDGED, entered.receipt)


def test_a_code_that_is_altered_torn_or_of_a_neighbour_is_not_taken(keys: bytes) -> None:
    text = code_of(accept(HandoverMethod.SCREEN_IMPORT)[0])
    assert read_code(text, keys)["municipality"] == CODE
    with pytest.raises(SignedCodeAltered):
        read_code(text[:-4] + ("0" if text[-4] != "0" else "1") + text[-3:], keys)
    with pytest.raises(SignedCodeError):
        read_code(text[: len(text) // 2], keys)
    with pytest.raises(SignedCodeAltered):
        read_code(text, verify_key_of(generate_keypair().private))
    with pytest.raises(SignedCodeError):
        read_code("MDG1/ABC", keys)
