"""Drafts in PostgreSQL: who can read them, how two windows meet, and when they end."""

from __future__ import annotations

import dataclasses
import threading
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection

from madoguchi.core import clock, tenancy
from madoguchi.engines.forms.domain.draft_content import DraftChange, DraftTooLargeError
from madoguchi.engines.forms.drafts import (
    DraftHandle,
    DraftNotFoundError,
    create_draft,
    discard_draft,
    open_draft,
    purge_expired_drafts,
    save_draft,
)
from madoguchi.engines.forms.models import Draft
from madoguchi.engines.forms.tasks import purge_drafts

HERE, ELSEWHERE = "072028", "072087"
START = datetime(2026, 3, 11, 23, 0, tzinfo=clock.TOKYO)


@pytest.mark.django_db
def test_what_was_saved_is_there_again() -> None:
    handle = create_draft(HERE, {"event": "moving_in"})
    save_draft(handle, DraftChange({"answer/move.date": "2026-03-11"}))
    assert open_draft(handle) == {"event": "moving_in", "answer/move.date": "2026-03-11"}


@pytest.mark.django_db
def test_the_handle_survives_a_cookie() -> None:
    handle = create_draft(HERE)
    assert DraftHandle.from_cookie(HERE, handle.to_cookie()) == handle
    assert len(handle.to_cookie()) == 64


@pytest.mark.parametrize("text", ["", "x", "あ" * 64, "A" * 63, "A" * 68, "=" * 64, "\x00", "A" * 64 + "\n"])
def test_no_other_text_is_a_handle(text: str) -> None:
    with pytest.raises(DraftNotFoundError):
        DraftHandle.from_cookie(HERE, text)


def test_a_handle_does_not_show_its_key() -> None:
    handle = DraftHandle(HERE, uuid.uuid4(), b"k" * 32)
    assert "kkk" not in repr(handle)


@pytest.mark.django_db
def test_a_wrong_key_a_missing_draft_and_another_municipality_look_the_same() -> None:
    handle = create_draft(HERE, {"event": "moving_in"})
    wrong_key = dataclasses.replace(handle, key=b"0" * 32)
    missing = dataclasses.replace(handle, draft_id=uuid.uuid4())
    elsewhere = dataclasses.replace(handle, municipality_code=ELSEWHERE)
    messages = set()
    for stranger in (wrong_key, missing, elsewhere):
        for attempt in (open_draft, discard_draft, lambda one: save_draft(one, DraftChange({"event": "x"}))):
            with pytest.raises(DraftNotFoundError) as refusal:
                attempt(stranger)
            messages.add(str(refusal.value))
    assert len(messages) == 1
    assert open_draft(handle) == {"event": "moving_in"}


@pytest.mark.django_db
def test_a_ciphertext_moved_to_another_row_does_not_open() -> None:
    mine, other = create_draft(HERE, {"event": "moving_in"}), create_draft(HERE, {"event": "moving_out"})
    with tenancy.municipality(HERE):
        stolen = Draft.objects.get(uuid=mine.draft_id).ciphertext
        Draft.objects.filter(uuid=other.draft_id).update(ciphertext=stolen)
    with pytest.raises(DraftNotFoundError):
        open_draft(dataclasses.replace(other, key=mine.key))


def test_nothing_personal_and_no_key_lies_in_the_table(
    committed_db: None, superuser: psycopg.Connection[Any]
) -> None:
    content = {
        "answer/move.new_town": "門田町大字飯寺字村西",
        "member/a1/person.name": "会津 十三蔵",
        "member/a1/person.birth_date": "1966-04-03",
        "raw/contact-phone": "090-0000-1234",
    }
    handle = create_draft(HERE, content)
    save_draft(handle, DraftChange({"member/a1/person.name_kana": "アイヅ トミゾウ"}))
    rows = superuser.execute("SELECT forms_draft::text, ciphertext FROM forms_draft").fetchall()
    assert len(rows) == 1
    path = superuser.execute("SELECT pg_relation_filepath('forms_draft')").fetchone()
    superuser.execute("CHECKPOINT")
    assert path is not None
    file = superuser.execute("SELECT pg_read_binary_file(%s)", [path[0]]).fetchone()
    assert file is not None
    everything = rows[0][0].encode() + bytes(rows[0][1]) + bytes(file[0])
    secrets = [*content.values(), *content, "アイヅ トミゾウ", "person.name", "move.", "0000-1234"]
    for secret in secrets:
        for encoding in ("utf-8", "utf-16-le", "shift_jis"):
            assert secret.encode(encoding) not in everything
    assert handle.key not in everything
    assert handle.key.hex().encode() not in everything


@pytest.mark.django_db
def test_every_small_draft_has_the_same_length() -> None:
    small, larger = create_draft(HERE), create_draft(HERE, {"member/a/person.name": "会津 十三蔵" * 20})
    with tenancy.municipality(HERE):
        lengths = {len(Draft.objects.get(uuid=one.draft_id).ciphertext) for one in (small, larger)}
    assert len(lengths) == 1


@pytest.mark.django_db
def test_a_draft_lives_thirty_days_after_it_was_last_used() -> None:
    with clock.fixed(START):
        handle = create_draft(HERE, {"event": "moving_in"})
    with clock.fixed(START + timedelta(days=29)):
        open_draft(handle)
    with clock.fixed(START + timedelta(days=58)):
        save_draft(handle, DraftChange({"a": 1}))
    with clock.fixed(START + timedelta(days=87)):
        assert open_draft(handle) == {"event": "moving_in", "a": 1}
    with clock.fixed(START + timedelta(days=118)), pytest.raises(DraftNotFoundError):
        open_draft(handle)


@pytest.mark.django_db
def test_expired_drafts_are_purged_and_others_stay() -> None:
    with clock.fixed(START):
        old, neighbour = create_draft(HERE), create_draft(ELSEWHERE)
    with clock.fixed(START + timedelta(days=20)):
        young = create_draft(HERE)
    with clock.fixed(START + timedelta(days=31)):
        assert purge_expired_drafts(HERE) == 1
        assert purge_expired_drafts(HERE) == 0
        assert open_draft(young) == {}
    with tenancy.municipality(ELSEWHERE):
        assert Draft.objects.filter(uuid=neighbour.draft_id).exists()
    with tenancy.municipality(HERE):
        assert not Draft.objects.filter(uuid=old.draft_id).exists()


@pytest.mark.django_db
def test_the_nightly_job_purges_every_municipality() -> None:
    with clock.fixed(START):
        create_draft(HERE)
        create_draft(ELSEWHERE)
    with clock.fixed(START + timedelta(days=31)):
        purge_drafts(0)
    for code in (HERE, ELSEWHERE):
        with tenancy.municipality(code):
            assert not Draft.objects.exists()


@pytest.mark.django_db
def test_a_discarded_draft_is_gone() -> None:
    handle = create_draft(HERE)
    discard_draft(handle)
    with pytest.raises(DraftNotFoundError):
        open_draft(handle)
    with tenancy.municipality(HERE):
        assert not Draft.objects.exists()


@pytest.mark.django_db
def test_a_change_that_changes_nothing_writes_nothing() -> None:
    handle = create_draft(HERE)
    for _ in range(3):
        save_draft(handle, DraftChange({"answer/a": 1}))
    with tenancy.municipality(HERE):
        assert Draft.objects.get(uuid=handle.draft_id).version == 2


@pytest.mark.django_db
def test_a_draft_that_grows_too_large_stays_as_it_was() -> None:
    handle = create_draft(HERE, {"answer/a": 1})
    with pytest.raises(DraftTooLargeError):
        save_draft(handle, DraftChange({"answer/b": "あ" * 200_000}))
    assert open_draft(handle) == {"answer/a": 1}


def test_two_windows_that_save_at_the_same_moment_lose_nothing(committed_db: None) -> None:
    handle = create_draft(HERE)
    start = threading.Barrier(2)
    problems: list[BaseException] = []

    def window(name: str) -> None:
        try:
            start.wait(5)
            for number in range(12):
                save_draft(handle, DraftChange({f"answer/{name}{number}": number}))
        except BaseException as problem:
            problems.append(problem)
        finally:
            connection.close()

    windows = [threading.Thread(target=window, args=(name,)) for name in "ab"]
    for one in windows:
        one.start()
    for one in windows:
        one.join(120)
    assert not problems
    assert len(open_draft(handle)) == 24


def test_a_change_made_from_the_current_content_sees_what_the_other_window_saved(committed_db: None) -> None:
    handle = create_draft(HERE, {"count": 0})

    def count_up(content: Mapping[str, Any]) -> DraftChange:
        return DraftChange({"count": content["count"] + 1})

    def window() -> None:
        try:
            for _ in range(10):
                save_draft(handle, count_up)
        finally:
            connection.close()

    windows = [threading.Thread(target=window) for _ in range(3)]
    for one in windows:
        one.start()
    for one in windows:
        one.join(120)
    assert open_draft(handle) == {"count": 30}
