"""What is sent to the office reads back as it was written, and nothing else reads at all."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.core.clock import TOKYO
from madoguchi.journeys.online_application.domain.errors import SubmissionError
from madoguchi.journeys.online_application.domain.numbers import application_number, folded_number
from madoguchi.journeys.online_application.domain.signed_content import (
    LONGEST_SIGNED,
    AppliedProcedure,
    SignedContent,
    SignedFile,
    reply_mark,
)
from madoguchi.journeys.online_application.domain.submissions import (
    Overview,
    SignedApplication,
    Withdrawal,
    read_submission,
    withdrawal_proof,
)
from madoguchi.lib.mail_addresses import is_mail_address
from madoguchi.lib.sealing import generate_reply_secret, reply_box

AT = datetime(2026, 11, 21, 22, 15, tzinfo=TOKYO)
REPLY = reply_box(generate_reply_secret(), "072028")
CONTENT = SignedContent(
    application=UUID("6f1f7c64-8b7b-4b7e-9a53-3a6a0c8ad001"),
    municipality_code="072028",
    event="childbirth",
    answers={"answers": {"move.new_address": "会津若松市架空町1番1号"}, "people": 2},
    procedures=(AppliedProcedure("child_allowance_claim"), AppliedProcedure("child_medical_change", 1)),
    files=(SignedFile.of("通帳.jpg", b"picture"),),
    reply=reply_mark(REPLY),
    signed_at=AT,
)
APPLICATION = SignedApplication(
    content=CONTENT,
    signed=CONTENT.to_bytes(),
    signature=b"s" * 256,
    certificate=b"c" * 900,
    reply=REPLY,
    mail="juzo@example.jp",
    sent_at=AT,
)


def test_an_application_reads_back_as_it_was_sent() -> None:
    assert read_submission(APPLICATION.to_payload()) == APPLICATION


def test_a_correction_names_the_application_that_it_corrects() -> None:
    correction = replace(APPLICATION, is_correction=True)
    assert read_submission(correction.to_payload()) == correction
    with pytest.raises(SubmissionError):
        read_submission(correction.to_payload() | {"application": str(uuid4())})


def test_only_whoever_has_the_secret_can_prove_a_withdrawal() -> None:
    withdrawal = Withdrawal(CONTENT.application, withdrawal_proof(CONTENT.application, REPLY), AT)
    read = read_submission(withdrawal.to_payload())
    assert isinstance(read, Withdrawal)
    assert read == withdrawal
    assert read.is_proved_by(REPLY)
    assert not read.is_proved_by(reply_box(generate_reply_secret(), "072028"))
    assert not replace(read, application=uuid4()).is_proved_by(REPLY)


def test_a_question_for_all_applications_reads_back() -> None:
    overview = Overview(b"challenge", b"s" * 256, b"c" * 900, REPLY, AT)
    assert read_submission(overview.to_payload()) == overview


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"kind": "letter"}, id="another-kind"),
        pytest.param({"kind": ["application"]}, id="kind-is-a-list"),
        pytest.param({"signed": CONTENT.to_bytes().decode()}, id="signed-text-instead-of-bytes"),
        pytest.param({"signed": b"{}"}, id="signed-nothing"),
        pytest.param({"signature": b""}, id="no-signature"),
        pytest.param({"signature": b"s" * 5_000}, id="endless-signature"),
        pytest.param({"certificate": None}, id="no-certificate"),
        pytest.param({"certificate": b"c" * 20_000}, id="endless-certificate"),
        pytest.param({"reply": {"address": b"1", "key": b"2"}}, id="broken-reply-box"),
        pytest.param({"mail": "a@example.jp\nBcc: b@example.jp"}, id="mail-with-a-header"),
        pytest.param({"mail": None}, id="mail-is-nothing"),
        pytest.param({"language": "../en"}, id="language-is-a-path"),
        pytest.param({"language": None}, id="no-language"),
        pytest.param({"sent_at": "2026-11-21T22:15:00"}, id="time-without-zone"),
        pytest.param({"sent_at": 1}, id="time-is-a-number"),
    ],
)
def test_other_payloads_are_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(SubmissionError, match="申請データの形"):
        read_submission(APPLICATION.to_payload() | changed)


@pytest.mark.parametrize("missing", sorted(APPLICATION.to_payload()))
def test_nothing_may_be_missing(missing: str) -> None:
    payload = APPLICATION.to_payload()
    del payload[missing]
    with pytest.raises(SubmissionError):
        read_submission(payload)


_json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(answers=st.dictionaries(st.text(max_size=8), _json_values, max_size=4))
def test_signed_bytes_have_one_form_and_say_the_same_when_read(answers: dict[str, Any]) -> None:
    content = replace(CONTENT, answers=answers)
    try:
        signed = content.to_bytes()
    except UnicodeEncodeError:
        return  # halves of a character are no text
    assert SignedContent.from_bytes(signed) == content
    assert SignedContent.from_bytes(signed).to_bytes() == signed


@given(st.binary(max_size=200))
def test_other_bytes_are_refused(signed: bytes) -> None:
    with pytest.raises(SubmissionError):
        SignedContent.from_bytes(signed)


def _written(**changed: Any) -> bytes:
    whole = json.loads(CONTENT.to_bytes()) | changed
    return json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


@pytest.mark.parametrize(
    "signed",
    [
        pytest.param(b" " + CONTENT.to_bytes(), id="a-space-before"),
        pytest.param(CONTENT.to_bytes().replace(b'"event"', b'"event" '), id="a-space-inside"),
        pytest.param(b'{"format":1,' + CONTENT.to_bytes()[1:], id="a-key-twice"),
        pytest.param(_written(format=2), id="another-format"),
        pytest.param(_written(format=True), id="format-is-true"),
        pytest.param(_written(more=1), id="one-key-more"),
        pytest.param(_written(municipality="07202８"), id="code-in-wide-digits"),
        pytest.param(_written(municipality=72028), id="code-is-a-number"),
        pytest.param(_written(application="{6f1f7c64-8b7b-4b7e-9a53-3a6a0c8ad001}"), id="number-in-braces"),
        pytest.param(_written(answers=[]), id="answers-are-a-list"),
        pytest.param(_written(event="../etc"), id="event-is-a-path"),
        pytest.param(_written(procedures=[]), id="no-procedure"),
        pytest.param(_written(procedures=[["a_procedure", None]] * 2), id="a-procedure-twice"),
        pytest.param(_written(procedures=[["a_procedure", -1]]), id="nobody"),
        pytest.param(_written(procedures=[["a_procedure", True]]), id="person-is-true"),
        pytest.param(_written(attachments=[["通帳.jpg", "00"]]), id="short-digest"),
        pytest.param(_written(reply="00"), id="short-mark-of-the-box"),
        pytest.param(_written(reply="A" * 64), id="mark-in-capitals"),
        pytest.param(_written(reply=None), id="no-box"),
        pytest.param(_written(attachments=[["通帳\u202egpj.exe", "0" * 64]]), id="name-that-turns-around"),
        pytest.param(_written(signed_at="2026-11-21T22:15:00"), id="time-without-zone"),
        pytest.param(_written(answers={"a": "x" * LONGEST_SIGNED}), id="too-long"),
        pytest.param(b"[" * 100_000, id="too-deep"),
    ],
)
def test_the_same_in_other_words_is_refused(signed: bytes) -> None:
    with pytest.raises(SubmissionError):
        SignedContent.from_bytes(signed)


def test_the_box_for_the_answers_is_the_signed_one_or_not() -> None:
    assert APPLICATION.is_answered_as_signed
    stranger = reply_box(generate_reply_secret(), "072028")
    for other in (stranger, replace(REPLY, key=stranger.key), replace(REPLY, address=stranger.address)):
        assert not replace(APPLICATION, reply=other).is_answered_as_signed
    boxless = replace(CONTENT, reply="")
    assert SignedContent.from_bytes(boxless.to_bytes()) == boxless
    assert not replace(APPLICATION, content=boxless).is_answered_as_signed


def test_files_are_the_signed_ones_or_not() -> None:
    assert CONTENT.holds_files([("通帳.jpg", b"picture")])
    assert not CONTENT.holds_files([("通帳.jpg", b"other")])
    assert not CONTENT.holds_files([("other.jpg", b"picture")])
    assert not CONTENT.holds_files([])


def test_nothing_personal_shows_in_a_log() -> None:
    shown = repr(APPLICATION)
    for secret in ("架空町", "通帳", "juzo", str(REPLY.key)):
        assert secret not in shown


@pytest.mark.parametrize(
    ("address", "is_one"),
    [
        ("juzo@example.jp", True),
        ("juzo.aizu+windows@mail.example.co.jp", True),
        ("juzo@localhost", False),
        ("juzo@example.jp,other@example.jp", False),
        ("十三蔵@example.jp", False),
        ("juzo@example.jp\r\nBcc: x@example.jp", False),
        ("juzo@example.jp\n", False),
        ("a" * 250 + "@example.jp", False),
    ],
    ids=["plain", "plus", "no-domain", "two", "kanji", "header", "line-end", "long"],
)
def test_an_address_is_one_address(address: str, is_one: bool) -> None:
    assert is_mail_address(address) is is_one


def test_a_number_is_found_however_it_is_typed() -> None:
    number = application_number(CONTENT.application)
    assert len(number) == 9
    assert folded_number(number.lower().replace("-", " ")) == folded_number(number)
    assert folded_number("ｋ７Q2-OILM") == "K7Q2011M"
    assert number != application_number(uuid4())
