"""Answers under the resident's own secret."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.lib.sealing import (
    Attachment,
    Content,
    LetterAltered,
    LetterError,
    ReplyBox,
    ReplySecretUnusable,
    generate_reply_secret,
    open_letter,
    open_reply,
    reply_box,
    seal_reply,
)

HERE, NEIGHBOUR = "072028", "072087"
EXPIRES = datetime(2026, 6, 17, tzinfo=UTC)
SECRET = "7K3QA-0B1CD-EFGH2-JKMNP-RSTV4"
BOX = reply_box(SECRET, HERE)
REPLY = seal_reply(
    Content({"status": "補正"}, (Attachment("通知.pdf", b"%PDF-"),)),
    to=BOX,
    municipality_code=HERE,
    expires_at=EXPIRES,
).to_bytes()


def test_who_knows_the_secret_reads_the_answer() -> None:
    header, content = open_reply(io.BytesIO(REPLY), box=BOX)
    assert content.payload == {"status": "補正"}
    assert content.attachments == (Attachment("通知.pdf", b"%PDF-"),)
    assert (header.address, header.expires_at, header.box) == (BOX.address, EXPIRES, "replies")


@pytest.mark.parametrize(
    "typed",
    [
        "7k3qa-ob1cd-efgh2-jkmnp-rstv4",
        "７Ｋ３ＱＡ　０Ｂ１ＣＤ　ＥＦＧＨ２　ＪＫＭＮＰ　ＲＳＴＶ４",
        "7K3QA0BICDEFGH2JKMNPRSTV4",
    ],
    ids=["small letters", "full width", "I for 1, no groups"],
)
def test_a_secret_may_be_typed_as_people_type(typed: str) -> None:
    assert reply_box(typed, HERE) == BOX


@pytest.mark.parametrize("typed", ["", "7K3QA", SECRET + "A", SECRET[:-1] + "U", SECRET[:-1] + "あ"])
def test_what_is_no_secret_is_refused(typed: str) -> None:
    with pytest.raises(ReplySecretUnusable, match="確認コード"):
        reply_box(typed, HERE)


def test_each_secret_and_each_municipality_has_a_box_of_its_own() -> None:
    secrets = {generate_reply_secret() for _ in range(50)}
    boxes = [reply_box(secret, code) for secret in secrets for code in (HERE, NEIGHBOUR)]
    assert len({box.address for box in boxes}) == len({box.key for box in boxes}) == 100


def test_another_secret_opens_nothing_even_at_the_same_address() -> None:
    other = reply_box(generate_reply_secret(), HERE)
    for box in (other, ReplyBox(BOX.address, other.key), ReplyBox(other.address, BOX.key)):
        with pytest.raises(LetterAltered):
            open_reply(io.BytesIO(REPLY), box=box)


@given(st.integers(0, len(REPLY) - 1), st.integers(1, 255))
def test_any_changed_byte_is_found(position: int, change: int) -> None:
    altered = bytearray(REPLY)
    altered[position] ^= change
    with pytest.raises(LetterError):
        open_reply(io.BytesIO(bytes(altered)), box=BOX)


def test_an_answer_is_no_letter_to_the_office() -> None:
    with pytest.raises(LetterAltered):
        open_letter(io.BytesIO(REPLY), private_key=bytes(32), municipality_code=HERE, now=EXPIRES)


def test_a_box_travels_in_a_payload_and_nothing_else_is_taken_for_one() -> None:
    assert ReplyBox.from_payload(BOX.to_payload()) == BOX
    assert BOX.key.hex() not in repr(BOX)
    for wrong in (None, {}, {"address": BOX.address}, {"address": BOX.address, "key": b"short"}, "x"):
        with pytest.raises(LetterAltered):
            ReplyBox.from_payload(wrong)
