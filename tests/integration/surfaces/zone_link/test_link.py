"""The link over real TLS: who may open which box, and that nothing is lost or doubled on the way."""

from __future__ import annotations

import hashlib
import http.client
import os
import socket
import ssl
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from tests.integration.engines.mailbox.samples import HERE, NEIGHBOUR, answer, put, sealed

from madoguchi.core import tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context
from madoguchi.core.jobs import run_jobs_until_idle
from madoguchi.engines.courier import api as courier
from madoguchi.engines.courier.domain import arrivals
from madoguchi.engines.courier.link import Waiting
from madoguchi.engines.courier.models import CourierChunk, Reply
from madoguchi.engines.mailbox import api as mailbox
from madoguchi.lib.letter_bundles import MOST_BYTES, BundledLetter
from madoguchi.lib.link_certificates import LinkFiles, link_files, make_authority, make_office
from madoguchi.lib.sealing import (
    Attachment,
    Content,
    OpenedLetter,
    generate_reply_secret,
    open_reply,
    reply_box,
)

pytestmark = pytest.mark.usefixtures("keys")
LARGE = Content({"a": 1}, (Attachment("a.pdf", os.urandom(3_000_000)),))


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[OpenedLetter]:
    """What the receiver of applications gets."""
    got: list[OpenedLetter] = []
    monkeypatch.setitem(arrivals._receivers, "applications", lambda context, letter: got.append(letter))
    return got


def counts() -> dict[str, int]:
    return {status.value: count for status, count in courier.arrival_counts(HERE).items()}


def test_a_letter_comes_over_once_and_its_answer_goes_back(
    link: courier.Link, taken: list[OpenedLetter]
) -> None:
    box = reply_box(generate_reply_secret(), HERE)
    posted = put([sealed(LARGE, reply_address=box.address).to_bytes()])
    assert courier.exchange(HERE, link).fetched == 1
    assert courier.exchange(HERE, link).fetched == 0
    steps = mailbox.progress(HERE, posted.uuid)
    assert steps is not None
    assert steps.acknowledged_at is not None
    run_jobs_until_idle()
    run_jobs_until_idle()
    (letter,) = taken
    assert letter.content == LARGE
    assert counts() == {"arrived": 0, "delivered": 1, "refused": 0}
    with tenancy.municipality(HERE):
        assert CourierChunk.objects.count() == 0, "what was delivered is not kept beside"
        context = Context(HERE, Actor.system("test"))
        courier.record_reply(context, box, Content({"status": "受付"}))
    assert courier.exchange(HERE, link).sent == 1
    assert courier.exchange(HERE, link).sent == 0
    (reply,) = mailbox.replies_for(HERE, box.address)
    assert open_reply(mailbox.sealed_bytes(reply), box=box)[1].payload == {"status": "受付"}


def test_a_check_of_the_link_is_answered(link: courier.Link) -> None:
    box = reply_box(generate_reply_secret(), HERE)
    put([sealed(Content({"reply": box.to_payload()}), box="link_checks").to_bytes()])
    courier.exchange(HERE, link)
    run_jobs_until_idle()
    courier.exchange(HERE, link)
    (reply,) = mailbox.replies_for(HERE, box.address)
    assert "arrived_at" in open_reply(mailbox.sealed_bytes(reply), box=box)[1].payload


def test_an_acknowledgement_that_was_lost_is_said_again_and_nothing_arrives_twice(
    link: courier.Link, taken: list[OpenedLetter], monkeypatch: pytest.MonkeyPatch
) -> None:
    posted = put([sealed().to_bytes()])

    def lost(*_: Any) -> None:
        raise courier.LinkError

    with monkeypatch.context() as broken:
        broken.setattr(link, "acknowledge", lost)
        with pytest.raises(courier.LinkError):
            courier.exchange(HERE, link)
    assert len(mailbox.letters_waiting(HERE, mailbox.Box.APPLICATIONS)) == 1
    assert courier.exchange(HERE, link).fetched == 0
    assert mailbox.letters_waiting(HERE, mailbox.Box.APPLICATIONS) == []
    run_jobs_until_idle()
    assert [one.header.letter_id for one in taken] == [posted.uuid]


def test_a_download_that_broke_off_goes_on_where_it_ended(
    link: courier.Link, taken: list[OpenedLetter], settings: Any
) -> None:
    whole = sealed(LARGE).to_bytes()
    posted = put([whole])
    half = Path(settings.MADOGUCHI_COURIER_DIRECTORY) / HERE / f"{posted.uuid}.part"
    half.parent.mkdir(parents=True)
    half.write_bytes(whole[:1_234_567])
    (waiting,) = link.waiting(HERE, "applications")
    link.fetch(HERE, waiting, half)
    assert half.read_bytes() == whole
    assert courier.exchange(HERE, link).fetched == 1
    assert list(half.parent.glob("*.part")) == []


def test_a_first_part_that_is_wrong_is_thrown_away(link: courier.Link, settings: Any) -> None:
    posted = put([sealed(LARGE).to_bytes()])
    half = Path(settings.MADOGUCHI_COURIER_DIRECTORY) / HERE / f"{posted.uuid}.part"
    half.parent.mkdir(parents=True)
    half.write_bytes(b"x" * 1000)
    first = courier.exchange(HERE, link)
    assert (first.fetched, first.torn) == (0, 1)
    assert len(mailbox.letters_waiting(HERE, mailbox.Box.APPLICATIONS)) == 1
    assert courier.exchange(HERE, link).fetched == 1


def test_another_letter_under_a_known_number_changes_nothing(
    link: courier.Link, taken: list[OpenedLetter], superuser: Any
) -> None:
    number = uuid4()
    put([sealed(Content({"a": "first"}), letter_id=number).to_bytes()])
    courier.exchange(HERE, link)
    run_jobs_until_idle()
    # As if somebody had emptied the public database: it no longer knows the number.
    superuser.execute("TRUNCATE mailbox_letter, mailbox_letterchunk")
    put([sealed(Content({"a": "second"}), letter_id=number).to_bytes()])
    courier.exchange(HERE, link)
    run_jobs_until_idle()
    assert [one.content.payload for one in taken] == [{"a": "first"}]
    (told,) = courier.refused_arrivals(HERE)
    assert "先に届いたものだけを使います" in told.message
    assert mailbox.letters_waiting(HERE, mailbox.Box.APPLICATIONS) == []


def test_the_neighbours_letter_in_our_box_is_told_and_never_opened(
    link: courier.Link, taken: list[OpenedLetter], superuser: Any
) -> None:
    with tenancy.municipality(NEIGHBOUR):
        put([sealed(municipality_code=NEIGHBOUR).to_bytes()], code=NEIGHBOUR)
    for table in ("mailbox_letter", "mailbox_letterchunk"):
        superuser.execute(f"UPDATE {table} SET municipality_code = %s", [HERE])
    courier.exchange(HERE, link)
    run_jobs_until_idle()
    assert taken == []
    (refused,) = courier.refused_arrivals(HERE)
    assert "ほかの市町村あて" in refused.message
    assert counts()["refused"] == 1
    assert mailbox.letters_waiting(HERE, mailbox.Box.APPLICATIONS) == []


def test_an_altered_letter_is_told_and_keeps_no_other_from_arriving(
    link: courier.Link, taken: list[OpenedLetter]
) -> None:
    altered = bytearray(sealed().to_bytes())
    altered[-1] ^= 1
    put([bytes(altered)])
    good = put([sealed().to_bytes()])
    assert courier.exchange(HERE, link).fetched == 2
    run_jobs_until_idle()
    assert [one.header.letter_id for one in taken] == [good.uuid]
    assert counts() == {"arrived": 0, "delivered": 1, "refused": 1}


def test_small_letters_come_over_together_and_a_large_one_alone(
    link: courier.Link, taken: list[OpenedLetter], monkeypatch: pytest.MonkeyPatch
) -> None:
    posted = [put([sealed(content).to_bytes()]) for content in (None, None, LARGE, None, None)]
    alone: list[Waiting] = []
    fetch = link.fetch

    def noted(code: str, letter: Waiting, into: Path) -> None:
        alone.append(letter)
        fetch(code, letter, into)

    monkeypatch.setattr(link, "fetch", noted)
    assert courier.exchange(HERE, link).fetched == 5
    assert [one.uuid for one in alone] == [posted[2].uuid]
    assert mailbox.letters_waiting(HERE, mailbox.Box.APPLICATIONS) == []
    run_jobs_until_idle()
    assert {one.header.letter_id for one in taken} == {one.uuid for one in posted}
    assert len(taken) == 5
    assert counts() == {"arrived": 0, "delivered": 5, "refused": 0}


def test_one_of_several_that_is_not_what_the_list_says_keeps_no_other_from_arriving(
    link: courier.Link, superuser: Any
) -> None:
    posted = [put([sealed().to_bytes()]) for _ in range(3)]
    superuser.execute("UPDATE mailbox_letter SET digest = repeat('0', 64) WHERE uuid = %s", [posted[1].uuid])
    done = courier.exchange(HERE, link)
    assert (done.fetched, done.torn) == (2, 1)
    waiting = mailbox.letters_waiting(HERE, mailbox.Box.APPLICATIONS)
    assert [one.uuid for one in waiting] == [posted[1].uuid]


def test_answers_go_together_and_one_that_is_refused_stays_behind_alone(link: courier.Link) -> None:
    box = reply_box(generate_reply_secret(), HERE)
    context = Context(HERE, Actor.system("test"))
    numbers = [uuid4() for _ in range(3)]
    with tenancy.municipality(HERE):
        for number in numbers:
            courier.record_reply(context, box, Content({"n": str(number)}), key=number)
    assert courier.exchange(HERE, link).sent == 3
    with tenancy.municipality(HERE):
        # As if the public end knew the number already, with another content.
        Reply.objects.filter(uuid=numbers[1]).delete()
        for number in (uuid4(), numbers[1], uuid4()):
            courier.record_reply(context, box, Content({"n": "again"}), key=number)
    assert courier.exchange(HERE, link).sent == 2
    assert courier.unsent_count(HERE) == 1
    opened = [
        open_reply(mailbox.sealed_bytes(one), box=box)[1].payload
        for one in mailbox.replies_for(HERE, box.address)
    ]
    assert opened == [{"n": str(one)} for one in numbers] + [{"n": "again"}] * 2


def test_each_office_sees_only_its_own_municipality(
    link: courier.Link, public_end: str, certificates: Path
) -> None:
    posted = put([sealed().to_bytes()])
    (waiting,) = link.waiting(HERE, "applications")
    assert link.municipalities() == [HERE]
    neighbour = link_files(certificates, "neighbour")
    with courier.Link(public_end, neighbour) as theirs:
        assert theirs.municipalities() == [NEIGHBOUR]
        with pytest.raises(courier.LinkRefusedError, match="この市町村"):
            theirs.waiting(HERE, "applications")
        with pytest.raises(courier.LinkRefusedError, match="この市町村"):
            theirs.acknowledge(HERE, {posted.uuid: posted.digest})
        with pytest.raises(courier.LinkRefusedError, match="この市町村"):
            theirs.fetch_bundle(HERE, [waiting])
        with pytest.raises(courier.LinkRefusedError, match="この市町村"):
            theirs.put_replies(HERE, [])
        with pytest.raises(courier.LinkRefusedError, match="見つかりません"):
            theirs.fetch(NEIGHBOUR, waiting, certificates / "stolen")
        with pytest.raises(courier.LinkRefusedError, match="見つかりません"):
            theirs.fetch_bundle(NEIGHBOUR, [waiting])
        assert theirs.acknowledge(NEIGHBOUR, {posted.uuid: posted.digest}) == set()
    assert len(mailbox.letters_waiting(HERE, mailbox.Box.APPLICATIONS)) == 1


@pytest.mark.parametrize("whose", ["of another authority", "made for the public end", "none"])
def test_without_the_right_certificate_nobody_gets_a_word(
    whose: str, committed_db: None, public_end: str, certificates: Path, tmp_path: Path
) -> None:
    context = ssl.create_default_context(cafile=str(certificates / "authority.crt"))
    if whose == "of another authority":
        make_authority(tmp_path)
        stranger = make_office(tmp_path, [HERE])
        context.load_cert_chain(stranger.certificate, stranger.key)
    elif whose == "made for the public end":
        context.load_cert_chain(certificates / "server.crt", certificates / "server.key")
    parts = urlsplit(public_end)
    connection = http.client.HTTPSConnection(parts.hostname or "", parts.port, context=context, timeout=120)
    with pytest.raises((ssl.SSLError, ConnectionError, http.client.HTTPException)):
        connection.request("GET", "/link/")
        connection.getresponse()


def test_an_office_does_not_talk_to_a_stranger(
    committed_db: None, public_end: str, office: LinkFiles, tmp_path: Path
) -> None:
    make_authority(tmp_path)
    other = LinkFiles(office.certificate, office.key, tmp_path / "authority.crt")
    with courier.Link(public_end, other) as link, pytest.raises(courier.LinkError, match="つながりません"):
        link.municipalities()


def test_the_link_shows_no_site_and_says_nothing_in_clear(public_end: str, link: courier.Link) -> None:
    with pytest.raises(courier.LinkRefusedError, match="アドレス"):
        link._json("GET", "/")
    parts = urlsplit(public_end)
    plain = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=120)
    with pytest.raises((ConnectionError, http.client.HTTPException)):
        plain.request("GET", "/link/")
        plain.getresponse()


def test_an_answer_that_is_torn_or_not_for_here_is_not_kept(link: courier.Link) -> None:
    box = reply_box(generate_reply_secret(), HERE)
    whole = answer(box).to_bytes()
    for parts, size in ((whole[:-9], len(whole) - 9), (whole, len(whole))):
        with pytest.raises(courier.LinkRefusedError):
            link.put_reply(HERE, uuid4(), size=size, digest="0" * 64, parts=iter([parts]))
    with pytest.raises(courier.LinkRefusedError, match="20MB"):
        link.put_reply(HERE, uuid4(), size=300 * 10**6, digest="0" * 64, parts=iter([]))
    with pytest.raises(courier.LinkRefusedError):
        link.put_reply(HERE, uuid4(), size=4, digest="none", parts=iter([b"MDR1"]))
    for digest in ("0" * 64, hashlib.sha256(whole).hexdigest()):
        with pytest.raises(courier.LinkRefusedError):
            link.put_replies(HERE, [BundledLetter(uuid4(), digest, whole)] * 2)
    with pytest.raises(courier.LinkRefusedError):
        link._json("POST", f"/link/{HERE}/replies/", b"no bundle")
    # The public end does not listen to the end of it: the refusal, or only the closed connection, is heard.
    with pytest.raises(courier.LinkError):
        link._json("POST", f"/link/{HERE}/replies/", bytes(MOST_BYTES + 1))
    for body in (b"[]", b'{"letters": []}', b'{"letters": ["1"]}'):
        with pytest.raises(courier.LinkRefusedError):
            link._json("POST", f"/link/{HERE}/bundles/", body)
    assert mailbox.replies_for(HERE, box.address) == []


def test_nobody_there_is_an_error_that_says_what_to_do(office: LinkFiles) -> None:
    nobody = courier.Link("https://127.0.0.1:9", office)
    with pytest.raises(courier.LinkError, match="ネットワークを確かめて"):
        nobody.municipalities()
    with pytest.raises(courier.LinkError, match="MADOGUCHI_LINK_URL"):
        courier.Link("http://127.0.0.1:9", office)


def test_who_shows_no_certificate_keeps_no_office_out(
    committed_db: None, public_end: str, certificates: Path
) -> None:
    host, _, port = public_end.removeprefix("https://").partition(":")
    # The first byte of a handshake that never goes on: a broken line, or a stranger.
    silent = [socket.create_connection((host, int(port))) for _ in range(6)]
    try:
        for one in silent:
            one.sendall(b"\x16")
        with courier.Link(public_end, link_files(certificates, "office"), timeout=30) as link:
            assert link.municipalities() == [HERE]
    finally:
        for one in silent:
            one.close()
