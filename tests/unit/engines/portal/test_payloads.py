"""Applications of the portal are read by the configured format, and believed in nothing."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.core.clock import TOKYO
from madoguchi.engines.portal.domain import payloads
from madoguchi.engines.portal.domain.arrivals import PayloadError, PortalApplication
from madoguchi.engines.portal.domain.format import ApplicationFormat
from madoguchi_testing.portal.stand_in import FORMAT

KIND = ApplicationFormat.model_validate(FORMAT["applications"][0])
RECEIVED = datetime(2026, 3, 19, 9, 30, tzinfo=TOKYO)
DATA: Mapping[str, Any] = {
    "signature": {"serial": 123456, "issuer": "CN=Fictional"},
    "applicant": {"name": "会津 花", "kana": "アイヅ ハナ", "birth": "平成5年4月1日", "sex": "2"},
    "children": [{"name": "会津 空", "birth": "2026-03-10"}],
}


def zipped(members: Mapping[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return whole.getvalue()


def as_json(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False).encode()


def read(content: bytes) -> PortalApplication:
    return payloads.read_application(content, KIND, number="A-1", received_at=RECEIVED)


def test_an_archive_gives_the_people_their_answers_and_the_files() -> None:
    found = read(zipped({"application.json": as_json(DATA), "添付/母子手帳.pdf": b"%PDF-1.7"}))
    assert found.people == (
        {
            "person.name": "会津 花",
            "person.name_kana": "アイヅ ハナ",
            "person.birth_date": "平成5年4月1日",
            "person.sex": "female",
        },
        {"person.name": "会津 空", "person.birth_date": "2026-03-10"},
    )
    assert [(one.name, one.content) for one in found.files] == [("母子手帳.pdf", b"%PDF-1.7")]
    assert (found.certificate_serial, found.certificate_issuer) == ("123456", "CN=Fictional")


def test_the_data_alone_may_come_as_json() -> None:
    assert read(as_json(DATA)).people == read(zipped({"application.json": as_json(DATA)})).people


def test_nothing_of_the_resident_shows_in_what_a_log_would_print() -> None:
    shown = repr(read(zipped({"application.json": as_json(DATA), "母子手帳.pdf": b"%PDF-1.7"})))
    assert not any(word in shown for word in ("会津", "平成5年", "123456", "母子手帳"))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"PK\x03\x04 torn", "壊れています"),
        (zipped({"other.json": b"{}"}), "application.json"),
        (b"<xml/>", "JSON ではありません"),
        (b'{"a":' * 5_000, "JSON ではありません"),
        (as_json({}), "一つもありません"),
        (as_json([]), "一つもありません"),
        (as_json({"applicant": {"name": ["会津"]}}), "一つの値ではありません"),
        (as_json({"applicant": {"name": "あ" * 3_000}}), "長すぎます"),
        (as_json({"applicant": {"sex": "9"}}), "words"),
        (as_json(dict(DATA) | {"children": {"name": "会津"}}), "並びではありません"),
        (as_json(dict(DATA) | {"children": [{"name": "会津"}] * 60}), "人が多すぎます"),
        (zipped({f"{number}.pdf": b"" for number in range(99)}), "多すぎます"),
    ],
    ids=[
        "torn archive", "no data", "not JSON", "deep", "nothing", "a list", "a list as a name",
        "long", "unknown word", "children are no list", "sixty children", "many members",
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_without_any_value(content: bytes, told: str) -> None:
    with pytest.raises(PayloadError, match=told) as error:
        read(content)
    assert "会津" not in str(error.value)


@pytest.mark.parametrize(
    ("given_number", "serial_in", "kept"),
    [("01:ab c4", "hexadecimal", "1ABC4"), ("109508", "decimal", "1ABC4"), (109508, "decimal", "1ABC4")],
    ids=["hexadecimal", "decimal text", "decimal number"],
)
def test_a_serial_number_is_kept_as_the_register_writes_it(
    given_number: object, serial_in: str, kept: str
) -> None:
    kind = KIND.model_copy(update={"serial_in": serial_in, "issuers": {"CN=Fictional": "CN=Example,C=JP"}})
    data = dict(DATA) | {"signature": {"serial": given_number, "issuer": "CN=Fictional"}}
    found = payloads.read_application(as_json(data), kind, number="A-1", received_at=RECEIVED)
    assert (found.certificate_serial, found.certificate_issuer) == (kept, "CN=Example,C=JP")


@pytest.mark.parametrize("serial", ["12Z", "９", "1" * 49, ":"], ids=["letters", "wide", "long", "nothing"])
def test_what_is_no_serial_number_is_told(serial: str) -> None:
    with pytest.raises(PayloadError, match="serial_in"):
        read(as_json(dict(DATA) | {"signature": {"serial": serial}}))


def test_who_applies_must_be_there_even_where_others_are() -> None:
    with pytest.raises(PayloadError, match="applicant"):
        read(as_json({"children": [{"name": "会津 空"}]}))


def test_what_goes_without_saying_is_said_unless_the_data_say_otherwise() -> None:
    kind = ApplicationFormat.model_validate(
        dict(FORMAT["applications"][0])
        | {"sets": {"birth.stage": "born"}, "case": [{"from": "stage", "item": "birth.stage"}]}
    )
    for more, said in (({}, "born"), ({"stage": "pregnant"}, "pregnant")):
        content = as_json(dict(DATA) | more)
        found = payloads.read_application(content, kind, number="A-1", received_at=RECEIVED)
        assert found.case == {"birth.stage": said}


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(payloads, "LARGEST", 1_000_000)
    bomb = zipped({"application.json": as_json(DATA), "zeros.pdf": b"\0" * 50_000_000})
    assert len(bomb) < 100_000
    with pytest.raises(PayloadError, match="大きすぎます"):
        read(bomb)


@given(st.binary(max_size=300), st.booleans())
def test_any_other_bytes_are_told(content: bytes, archive: bool) -> None:
    whole = b"PK\x03\x04" + content if archive else content
    with pytest.raises(PayloadError, match="。"):
        read(whole)
