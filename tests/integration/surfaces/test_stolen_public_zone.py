"""A whole application from home, and then a thief of everything that the public zone has on its disk."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.integration.surfaces.resident_web.applying import EVENT, Applicant, applicant, letters, tell
from tests.integration.surfaces.resident_web.visitor import HERE, Visitor
from tests.integration.thief import OF_THE_SERVER, clean_disk, everything_on_the_disk, spellings

from madoguchi.core import clock
from madoguchi.journeys.online_application.domain.states import (
    CaseStanding,
    CaseStatus,
    FieldToCorrect,
    Message,
    Standing,
)
from madoguchi.journeys.online_application.domain.submissions import SignedApplication
from madoguchi.lib.jpki import Purpose
from madoguchi.lib.sealing import generate_keypair, write_keypair
from madoguchi_testing.jpki import Authority, Holder
from madoguchi_testing.people.forms import form_of

SUBMITTED = {
    "name": "碧海 玻璃之助",
    "name_kana": "アオミ ハリノスケ",
    "move.old_address": "会津若松市東山町大字石山字碧玉七百四十一番地",
    "move.destination_address": "東京都世田谷区玻璃町八丁目77番4号",
    "contact.phone": "0242-99-7741",
    "birth_date": "1931-02-17",
}
CORRECTED = "東京都世田谷区玻璃町九丁目78番5号"
MAIL = "harinosuke.aomi@example.jp"
PROCEDURE = "move_out_notification"
FILE_NAME, IN_THE_FILE = "碧海家の賃貸契約書", "tenant Aomi Harinosuke, rent 74.110 yen"
ASKED, ANSWERED = "玻璃之助さんの番地が足りません。", "碧海さんの届けを受け付けました。"
HOLDER = Holder("碧海　玻璃之助", "1", "319310217", "福島県会津若松市東山町大字石山字碧玉七百四十一番地")


@pytest.fixture
def since(committed_db: None, superuser: psycopg.Connection[Any]) -> str:
    """Where the server's log of changes stands before anybody comes to a disk without traces."""
    return clean_disk(superuser)


@pytest.fixture
def somebody(since: str, resident_site: None, settings: Any, tmp_path: Path) -> Iterator[Applicant]:
    settings.MADOGUCHI_KEYS_DIRECTORY = tmp_path / "keys"
    settings.MADOGUCHI_JPKI_ANCHORS = tmp_path / "anchors"
    settings.MADOGUCHI_JPKI_TEST_CARDS = True
    write_keypair(tmp_path / "keys", HERE, generate_keypair())
    authority = Authority.new()
    authority.write(tmp_path / "authority", tmp_path / "anchors")
    with clock.fixed(date(2026, 3, 19)):
        answers = {key: value for key, value in SUBMITTED.items() if "." in key}
        person = {key: value for key, value in SUBMITTED.items() if "." not in key}
        yield applicant(Visitor(), authority, authority.issue_card(HOLDER), person=person, **answers)


def test_a_thief_of_the_public_zone_reads_nothing_of_a_whole_application(
    somebody: Applicant,
    since: str,
    superuser: psycopg.Connection[Any],
    settings: Any,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    visitor = somebody.visitor
    somebody.go("online/files/")
    token = form_of(visitor.html).values["csrfmiddlewaretoken"]
    paper = SimpleUploadedFile(
        f"{FILE_NAME}.pdf", b"%PDF-1.7\n" + IN_THE_FILE.encode() * 40_000 + b"\n%%EOF\n"
    )
    visitor.post(f"{EVENT}online/files/", {"csrfmiddlewaretoken": token, "file": paper})
    assert FILE_NAME in visitor.html
    number, secret = somebody.send(mail=MAIL)

    sent = [
        one for one, _ in letters(settings.MADOGUCHI_KEYS_DIRECTORY) if isinstance(one, SignedApplication)
    ]
    wrong = FieldToCorrect("move.destination_address", None, ASKED)
    tell(sent[0].reply, _standing(sent[0], CaseStatus.CORRECTION, fields_to_correct=(wrong,)))
    visitor.go(f"/{HERE}/status/")
    assert ASKED in visitor.send(number=number, secret=secret)
    visitor.post(
        f"/{HERE}/status/correct/", {"csrfmiddlewaretoken": visitor.client.cookies["csrftoken"].value}
    )
    visitor.send({"save": "1"}, move__destination_address=CORRECTED)
    somebody.go("review/")
    assert somebody.send() == (number, secret)
    sent = [
        one for one, _ in letters(settings.MADOGUCHI_KEYS_DIRECTORY) if isinstance(one, SignedApplication)
    ]
    assert sent[-1].is_correction
    assert CORRECTED in sent[-1].signed.decode()
    tell(sent[0].reply, _standing(sent[0], CaseStatus.DONE, messages=(Message(clock.now(), ANSWERED),)))
    visitor.go(f"/{HERE}/status/")
    assert ANSWERED in visitor.send(number=number, secret=secret)

    words = [*SUBMITTED.values(), CORRECTED, MAIL, FILE_NAME, IN_THE_FILE, ASKED, ANSWERED, secret, number]
    words += ["玻璃之助", "ハリノスケ", HOLDER.name, secret.replace("-", ""), PROCEDURE]
    unreadable = {one for word in words for one in spellings(word)}
    private = (settings.MADOGUCHI_KEYS_DIRECTORY / f"{HERE}.private").read_bytes().strip()
    certificate = somebody.card.certificates[Purpose.SIGNING][-64:]
    for key in (sent[0].reply.key, somebody.handle.key, certificate, sent[0].signature, private):
        unreadable |= {key, key.hex().encode()}
    # What the zone has to know, to see that the search finds what is there.
    known = somebody.handle.draft_id
    visible = {known.bytes, str(known).encode(), known.hex.encode()}
    found: set[bytes] = set()
    places: set[str] = set()
    for place, stolen in everything_on_the_disk(superuser, since):
        # Other tests name this procedure, too.
        looked_for = unreadable - spellings(PROCEDURE) if place in OF_THE_SERVER else unreadable
        found |= {one for one in looked_for if one in stolen}
        places |= {place for one in visible if one in stolen}
    assert found == set()
    assert {"log", "dump"} < places
    assert not [word for word in words if word in caplog.text]


def _standing(sent: SignedApplication, status: CaseStatus, **more: Any) -> Standing:
    now = clock.now()
    case = CaseStanding("move_out_notification", None, status, now)
    return Standing(sent.application, "2600007411", now, cases=(case,), **more)
