"""The card in a file is as strict as one of plastic, and scenarios' people get theirs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.lib.jpki.samples import CONTENT, PASSWORD, PIN, authority, card, verified

from madoguchi.lib.jpki import Purpose
from madoguchi.lib.jpki.card import PinLocked, PinMalformed, WrongPin
from madoguchi_testing.jpki import Authority, SoftwareCard, SoftwareCardUnreadable, demo_authority
from madoguchi_testing.jpki.holders import birth_date_code, substituted


@pytest.fixture
def file(tmp_path: Path) -> Path:
    place = tmp_path / "card.json"
    SoftwareCard.make(place, card(), password=PASSWORD, pin=PIN)
    return place


def test_it_signs_and_is_verified(file: Path) -> None:
    reader = SoftwareCard.read(file).card
    found = verified(reader.signing_certificate(PASSWORD), signature=reader.sign(CONTENT, PASSWORD))
    assert found.certificate.basic_information.name == "会津　十三蔵"


def test_tries_are_counted_in_the_file_and_a_locked_card_stays_locked(file: Path) -> None:
    for _ in range(2):
        with pytest.raises(WrongPin):
            SoftwareCard.read(file).card.authenticate(b"challenge", "0000")
    assert SoftwareCard.read(file).card.tries_left(Purpose.AUTHENTICATION) == 1
    with pytest.raises(PinLocked):
        SoftwareCard.read(file).card.authenticate(b"challenge", "0000")
    with pytest.raises(PinLocked):
        SoftwareCard.read(file).card.authenticate(b"challenge", PIN)


def test_no_key_and_no_pin_lies_in_clear(file: Path) -> None:
    text = file.read_text(encoding="ascii")
    assert "BEGIN ENCRYPTED PRIVATE KEY" in text
    assert "BEGIN PRIVATE KEY" not in text
    assert PASSWORD not in text
    assert file.stat().st_mode & 0o077 == 0


def test_a_card_is_never_replaced(file: Path) -> None:
    with pytest.raises(FileExistsError):
        SoftwareCard.make(file, card(), password=PASSWORD, pin=PIN)


@pytest.mark.parametrize(
    ("password", "pin"), [("ABC", "1234"), ("ABC123", "12345"), ("暗証番号です", "1234")]
)
def test_pins_that_no_card_has_are_refused(tmp_path: Path, password: str, pin: str) -> None:
    with pytest.raises(PinMalformed):
        SoftwareCard.make(tmp_path / "card.json", card(), password=password, pin=pin)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "content",
    ["", "{}", "[]", "1", '{"format": "other"}', '{"format": "madoguchi software card 1"}', "x" * 200_000],
    ids=["empty", "object", "list", "number", "other", "nothing-in-it", "long"],
)
def test_another_file_is_no_card(tmp_path: Path, content: str) -> None:
    (tmp_path / "card.json").write_text(content)
    with pytest.raises(SoftwareCardUnreadable):
        SoftwareCard.read(tmp_path / "card.json")


def test_tries_that_no_card_has_are_refused(file: Path) -> None:
    content = json.loads(file.read_text())
    content["signing"]["tries_left"] = 1_000_000
    file.write_text(json.dumps(content))
    with pytest.raises(SoftwareCardUnreadable):
        SoftwareCard.read(file)


def test_the_demo_s_authority_is_made_once_and_put_beside_the_other_anchors(tmp_path: Path) -> None:
    authority().write(tmp_path / "authority", tmp_path / "anchors")
    again = demo_authority(tmp_path / "authority", tmp_path / "anchors")
    assert again.certificates == authority().certificates
    assert Authority.read(tmp_path / "authority").anchors
    assert {file.name for file in (tmp_path / "anchors").iterdir()} == {
        "demonstration-signing.pem",
        "demonstration-authentication.pem",
    }
    assert (tmp_path / "authority" / "signing.key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1966-04-03", "319660403"),
        ("昭和64年1月7日", "319890107"),
        ("平成元年1月8日", "419890108"),
        ("昭和18年5月", "319430500"),
        ("昭和18年", "319430000"),
    ],
)
def test_birth_dates_as_certificates_write_them(text: str, code: str) -> None:
    assert birth_date_code(text) == code


@pytest.mark.parametrize(
    ("text", "written", "marks"),
    [("会津　葵", "会津　葵", "0000"), ("𠮷田　葵", "吉田　葵", "1000"), ("髙橋", "高橋", "10")],
)
def test_characters_that_certificates_do_not_know_are_substituted(
    text: str, written: str, marks: str
) -> None:
    assert substituted(text) == (written, marks)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_a_substituted_text_has_a_mark_for_each_character_and_only_known_ones(text: str) -> None:
    written, marks = substituted(text)
    assert len(written) == len(marks)
    assert written.encode("euc_jp").decode("euc_jp") == written
