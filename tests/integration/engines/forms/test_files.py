"""Files beside a draft: for its key alone, and gone with it."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from madoguchi.core import clock, tenancy
from madoguchi.engines.forms import files
from madoguchi.engines.forms.drafts import (
    DraftNotFoundError,
    create_draft,
    discard_draft,
    purge_expired_drafts,
)
from madoguchi.engines.forms.files import (
    DraftFileGoneError,
    DraftFilesFullError,
    TooManyDraftFilesError,
    drop_file,
    drop_files,
    files_there,
    keep_file,
    purge_expired_files,
    read_file,
    secure_files,
)
from madoguchi.engines.forms.models import DraftChunk, DraftFile

HERE = "072028"
CONTENT = b"a photograph " * 200_000

pytestmark = pytest.mark.django_db


def kept() -> tuple[int, int]:
    with tenancy.municipality(HERE):
        return DraftFile.objects.count(), DraftChunk.objects.count()


def test_a_file_of_several_pieces_comes_back() -> None:
    handle = create_draft(HERE)
    assert read_file(handle, keep_file(handle, CONTENT)) == CONTENT
    assert kept() == (1, 3)


def test_nobody_reads_it_with_another_key_or_from_another_draft() -> None:
    handle = create_draft(HERE)
    file = keep_file(handle, CONTENT)
    for other in (create_draft(HERE), dataclasses.replace(handle, key=create_draft(HERE).key)):
        with pytest.raises(DraftNotFoundError):
            read_file(other, file)
    with pytest.raises(DraftNotFoundError):
        read_file(handle, uuid4())


def test_the_ciphertext_tells_nothing_and_does_not_open_when_it_was_changed() -> None:
    handle = create_draft(HERE)
    file = keep_file(handle, CONTENT)
    with tenancy.municipality(HERE):
        first = DraftChunk.objects.get(owner=file, number=0)
        assert b"photograph" not in bytes(first.content)
        changed = bytearray(first.content)
        changed[500] ^= 1
        first.content = bytes(changed)
        first.save()
    with pytest.raises(DraftNotFoundError):
        read_file(handle, file)


def test_another_key_puts_nothing_beside_a_draft_and_takes_nothing_away() -> None:
    handle = create_draft(HERE)
    file = keep_file(handle, b"mine")
    thief = dataclasses.replace(handle, key=create_draft(HERE).key)
    with pytest.raises(DraftNotFoundError):
        keep_file(thief, b"another's")
    with pytest.raises(DraftNotFoundError):
        drop_file(thief, file)
    assert read_file(handle, file) == b"mine"


def test_a_file_goes_alone_with_its_draft_or_when_its_time_is_over() -> None:
    handle = create_draft(HERE)
    file = keep_file(handle, b"one")
    keep_file(handle, b"two")
    drop_file(handle, file)
    drop_file(handle, file)
    assert kept() == (1, 1)
    discard_draft(handle)
    assert kept() == (0, 0)
    keep_file(create_draft(HERE), b"three")
    with clock.fixed(clock.now() + timedelta(days=400)):
        assert purge_expired_drafts(HERE) == 1
    assert kept() == (0, 0)


def test_there_is_an_end_to_what_a_draft_and_a_town_can_hold(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    handle = create_draft(HERE)
    monkeypatch.setattr(files, "MAX_ATTACHMENTS_SIZE", 5)
    keep_file(handle, b"four")
    with pytest.raises(TooManyDraftFilesError, match="ファイルが多すぎます"):
        keep_file(handle, b"two")
    monkeypatch.setattr(files, "MOST_FILES", 1)
    with pytest.raises(TooManyDraftFilesError):
        keep_file(handle, b"1")
    settings.MADOGUCHI_MAILBOX_MEGABYTES = 0
    with pytest.raises(DraftFilesFullError):
        keep_file(create_draft(HERE), b"1")
    assert kept() == (1, 1)


def test_a_file_that_nobody_signs_for_is_gone_after_a_day_and_its_draft_stays(settings: Any) -> None:
    handle = create_draft(HERE)
    signed, unsigned = keep_file(handle, b"signed"), keep_file(handle, b"unsigned")
    secure_files(handle, [signed])
    with clock.fixed(clock.now() + timedelta(hours=settings.MADOGUCHI_DRAFT_FILE_HOURS, seconds=1)):
        assert files_there(handle) == {signed}
        with pytest.raises(DraftNotFoundError):
            read_file(handle, unsigned)
        assert purge_expired_files(HERE) == 1
        assert kept() == (1, 1)
        with pytest.raises(DraftFileGoneError):
            secure_files(handle, [signed, unsigned])
        assert read_file(handle, signed) == b"signed"
        assert purge_expired_drafts(HERE) == 0


def test_unsigned_files_fill_a_room_of_their_own_and_not_that_of_what_was_signed(settings: Any) -> None:
    settings.MADOGUCHI_DRAFT_FILES_MEGABYTES = 1
    megabyte = b"x" * 600_000
    flood = create_draft(HERE)
    keep_file(flood, megabyte)
    somebody = create_draft(HERE)
    with pytest.raises(DraftFilesFullError, match="窓口にお越しください"):
        keep_file(somebody, megabyte)
    # The neighbour has a room of its own, and time empties it.
    keep_file(create_draft("072087"), megabyte)
    with clock.fixed(clock.now() + timedelta(hours=25)):
        mine = keep_file(somebody, megabyte)
        secure_files(somebody, [mine])
        keep_file(create_draft(HERE), megabyte)


def test_another_draft_secures_nothing_and_all_files_of_one_are_dropped_together() -> None:
    handle, other = create_draft(HERE), create_draft(HERE)
    file = keep_file(handle, CONTENT)
    keep_file(handle, b"two")
    with pytest.raises(DraftFileGoneError):
        secure_files(other, [file])
    thief = dataclasses.replace(handle, key=other.key)
    with pytest.raises(DraftNotFoundError):
        drop_files(thief)
    theirs = keep_file(other, b"three")
    drop_files(handle)
    assert kept() == (1, 1)
    assert read_file(other, theirs) == b"three"
