"""Key files and drafts."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.lib.sealing import (
    DraftUnreadable,
    KeyUnusable,
    decrypt_draft,
    encrypt_draft,
    generate_draft_key,
    generate_keypair,
    read_private_key,
    read_public_key,
    write_keypair,
)

KEY = generate_draft_key()


def test_keys_are_written_read_and_never_replaced(tmp_path: Path) -> None:
    pair = generate_keypair()
    write_keypair(tmp_path, "072028", pair)
    assert read_public_key(tmp_path, "072028") == pair.public
    assert read_private_key(tmp_path, "072028") == pair.private
    assert stat.S_IMODE((tmp_path / "072028.private").stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        write_keypair(tmp_path, "072028", generate_keypair())
    assert read_private_key(tmp_path, "072028") == pair.private


def test_a_missing_or_broken_key_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(KeyUnusable, match=r"072028\.public がありません"):
        read_public_key(tmp_path, "072028")
    (tmp_path / "072028.public").write_text("short")
    with pytest.raises(KeyUnusable, match=r"072028\.public"):
        read_public_key(tmp_path, "072028")


def test_a_code_can_not_lead_out_of_the_directory(tmp_path: Path) -> None:
    with pytest.raises(KeyUnusable, match="6桁"):
        read_public_key(tmp_path, "../etc")


@given(st.binary(max_size=500), st.binary(max_size=16))
def test_a_draft_opens_with_its_key_and_row_only(draft: bytes, row: bytes) -> None:
    ciphertext = encrypt_draft(KEY, draft, bound_to=row)
    assert decrypt_draft(KEY, ciphertext, bound_to=row) == draft
    for key, bound_to in ((generate_draft_key(), row), (KEY, row + b"x"), (b"short", row)):
        with pytest.raises(DraftUnreadable):
            decrypt_draft(key, ciphertext, bound_to=bound_to)


@given(st.binary(max_size=100))
def test_bytes_that_are_no_draft_are_refused(noise: bytes) -> None:
    with pytest.raises(DraftUnreadable):
        decrypt_draft(KEY, noise)
