"""Reconciliation with the core system's own list, and the digest: every record in exactly one place."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core import mail
from hypothesis import given
from hypothesis import strategies as st
from tests.integration.engines.handover.methods import CLERK, CODE, MANAGER, NOW, accept, pack, stored

from madoguchi.core import tenancy
from madoguchi.core.actions import NotAllowedError, run
from madoguchi.core.packs import HandoverMethod
from madoguchi.engines.handover.actions.reconciling import (
    HandOverMissing,
    ListReadBeforeError,
    NewList,
    NotMissingError,
    OfList,
    ReadList,
    SettleLate,
    SpanWrongError,
)
from madoguchi.engines.handover.api import (
    Agreement,
    CoreSystemList,
    HandoverRecord,
    Status,
    agreements,
    compared,
    digest_of,
    digest_text,
    send_digest,
)
from madoguchi.engines.handover.domain.lists import COLUMNS, ListedLine, ListUnreadableError, read_list
from madoguchi_testing.core_system import list_csv

pytestmark = pytest.mark.django_db
TARGET = "care_insurance"
Line = tuple[str, str, str, str]


def records(number: int) -> list[UUID]:
    return [one.uuid for one in accept(HandoverMethod.TRANSCRIPTION, number=number)]


def put(uuid: UUID, status: Status, delivered: datetime | None = None) -> None:
    """As the methods leave a record behind."""
    done = status is Status.ACKNOWLEDGED
    with tenancy.municipality(CODE):
        HandoverRecord.objects.filter(uuid=uuid).update(
            status=status.value, delivered_at=delivered, acknowledged_at=delivered if done else None
        )


def read(lines: Sequence[Line], *, hours: int = 24) -> CoreSystemList:
    begins = NOW - timedelta(hours=1)
    return run(ReadList(), MANAGER, NewList(TARGET, begins, begins + timedelta(hours=hours), list_csv(lines)))


def keys_in(listed: CoreSystemList, place: Agreement) -> list[str]:
    return [one.key for one in compared(listed, place)]


def test_every_record_and_every_line_stands_in_one_place() -> None:
    agreed, refused, failed, missing, late, twice, waiting, after = records(8)
    for uuid in (agreed, refused, missing, twice):
        put(uuid, Status.ACKNOWLEDGED, NOW)
    put(failed, Status.FAILED)
    put(late, Status.DELIVERED, NOW)
    put(after, Status.ACKNOWLEDGED, NOW + timedelta(days=2))
    listed = read(
        [
            (str(agreed).upper(), "stored", "K-1", ""),
            (str(refused), "refused", "", "宛名番号がありません"),
            (str(late), "stored", "K-2", ""),
            (str(twice), "stored", "K-3", ""),
            (str(twice), "stored", "K-4", ""),
            ("A-99", "stored", "K-5", ""),
        ]
    )
    assert {place: keys_in(listed, place) for place in Agreement} == {
        Agreement.AGREED: [str(agreed)],
        Agreement.REFUSED: sorted([str(refused), str(failed)]),
        Agreement.MISSING: [str(missing)],
        Agreement.LATE: [str(late)],
        Agreement.TWICE: [str(twice)],
        Agreement.UNKNOWN: ["A-99"],
        Agreement.WAITING: sorted([str(waiting), str(after)]),
    }
    assert sum(agreements(listed).values()) == 9


def test_reading_a_list_changes_no_record_and_people_mend_what_it_shows() -> None:
    missing, late, fine = records(3)
    put(missing, Status.ACKNOWLEDGED, NOW)
    put(late, Status.DELIVERED, NOW)
    put(fine, Status.ACKNOWLEDGED, NOW)
    listed = read([(str(late), "stored", "K-2", ""), (str(fine), "stored", "K-3", "")])
    assert (stored(missing).state, stored(late).state) == (Status.ACKNOWLEDGED, Status.DELIVERED)
    assert run(SettleLate(), MANAGER, listed.uuid) == 1
    assert (stored(late).state, stored(late).reference) == (Status.ACKNOWLEDGED, "K-2")
    assert run(SettleLate(), MANAGER, listed.uuid) == 0
    with pytest.raises(NotMissingError):
        run(HandOverMissing(), MANAGER, OfList(fine, listed.uuid))
    run(HandOverMissing(), MANAGER, OfList(missing, listed.uuid))
    assert stored(missing).waits_for_people
    with pytest.raises(NotMissingError):
        run(HandOverMissing(), MANAGER, OfList(missing, listed.uuid))
    with pytest.raises(NotAllowedError):
        run(HandOverMissing(), CLERK, OfList(missing, listed.uuid))


def test_only_the_newest_list_mends_anything() -> None:
    (missing,) = records(1)
    put(missing, Status.DELIVERED, NOW)
    old = read([(str(missing), "stored", "K-1", "")])
    newer = read([(str(uuid4()), "stored", "", "")], hours=48)
    assert run(SettleLate(), MANAGER, old.uuid) == 0
    with pytest.raises(NotMissingError):
        run(HandOverMissing(), MANAGER, OfList(missing, old.uuid))
    assert keys_in(newer, Agreement.MISSING) == [str(missing)]


def test_the_same_list_twice_and_a_span_that_runs_backwards_are_told() -> None:
    records(1)
    read([])
    with pytest.raises(ListReadBeforeError):
        read([])
    with pytest.raises(SpanWrongError):
        read([("A", "stored", "", "")], hours=-1)


HEAD = ",".join(COLUMNS) + "\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe\x00", "文字コードがUTF-8ではありません"),
        (b"", "列の名前が違います"),
        (b"key,status\n", "列の名前が違います"),
        (f"{HEAD}a,stored\n".encode(), "2行目の列の数が違います"),
        (f"{HEAD}a,perhaps,,\n".encode(), "2行目の「結果」が分かりません"),
        (f'{HEAD}"a,stored,,\n'.encode(), "CSVとして読めません"),
    ],
    ids=["no text", "empty", "other columns", "too few columns", "another result", "torn"],
)
def test_a_list_that_is_wrong_is_answered_with_line_and_remedy(content: bytes, said: str) -> None:
    with pytest.raises(ListUnreadableError, match=said):
        read_list(content)


LISTS = st.text(max_size=200).map(lambda text: (HEAD + text).encode("utf-8", "replace"))


@given(st.binary(max_size=200) | LISTS)
def test_whatever_stands_in_a_list_it_is_read_or_refused(content: bytes) -> None:
    lines: Sequence[ListedLine] = ()
    with contextlib.suppress(ListUnreadableError):
        lines = read_list(content)
    assert all(len(one.key) <= 60 and len(one.message) <= 300 for one in lines)


def test_the_digest_says_numbers_and_nothing_of_anybody(settings: Any, tmp_path: Path) -> None:
    failed, late, missing, waiting = records(4)
    with tenancy.municipality(CODE):
        HandoverRecord.objects.filter(uuid=failed).update(
            status=Status.FAILED.value, message="会津 十三蔵の宛名がありません"
        )
        HandoverRecord.objects.filter(uuid=late).update(
            status=Status.DELIVERED.value, delivered_at=NOW, method=HandoverMethod.FILE.value
        )
    put(missing, Status.ACKNOWLEDGED, NOW)
    read([(str(late), "stored", "K-1", "")])
    digest = digest_of(CODE, NOW + timedelta(days=2))
    assert (digest.failed, digest.unanswered, digest.to_enter) == (1, 1, 1)
    assert digest.disagreements[Agreement.MISSING] == 1
    assert sum(digest.disagreements.values()) == 3
    assert digest.trouble == 3, (
        "what failed and what is late are told once, though the list tells them as well"
    )
    assert digest_of(CODE, NOW + timedelta(hours=1)).trouble == 3
    subject, body = digest_text(digest, pack().municipality.name)
    assert f"{digest.trouble}件" in subject
    for secret in ("十三蔵", "会津 ", str(failed), str(failed)[:8], "要介護", "K-1", str(waiting)):
        assert secret not in subject + body

    settings.MADOGUCHI_HANDOVER_DIGEST = f"072028=other@example.jp; {CODE} = a@example.jp , b@example.jp"
    assert send_digest(CODE, pack().municipality.name)
    assert mail.outbox[0].to == ["a@example.jp", "b@example.jp"]
    settings.MADOGUCHI_HANDOVER_DIGEST = ""
    assert not send_digest(CODE, pack().municipality.name)
    assert len(mail.outbox) == 1
