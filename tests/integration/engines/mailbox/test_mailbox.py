"""The mailbox: whole letters, once, where they belong; gone when the office has them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests.integration.engines.mailbox.samples import (
    HERE,
    KEYS,
    NEIGHBOUR,
    OFFICE,
    answer,
    context,
    put,
    rows,
    sealed,
)

from madoguchi.core import clock, tenancy
from madoguchi.core.actions import NotAllowedError, run
from madoguchi.core.audit import api as audit
from madoguchi.engines.mailbox import api
from madoguchi.lib.sealing import (
    MAX_LETTER_SIZE,
    Attachment,
    Content,
    generate_reply_secret,
    open_letter,
    open_reply,
    reply_box,
    write_keypair,
)

pytestmark = pytest.mark.django_db


def test_a_letter_waits_until_it_is_acknowledged_and_then_leaves_only_its_cover() -> None:
    content = Content({"氏名": "会津 富蔵"}, (Attachment("a.pdf", os.urandom(2_500_000)),))
    posted = run(api.PostLetter(), context(), api.NewLetter.from_sealed(sealed(content)))
    (waiting,) = api.letters_waiting(HERE, api.Box.APPLICATIONS)
    assert (waiting.uuid, waiting.size, waiting.digest) == (posted.uuid, posted.size, posted.digest)
    found = open_letter(
        api.sealed_bytes(waiting), private_key=KEYS.private, municipality_code=HERE, now=clock.now()
    )
    assert found.content == content
    assert rows() == (1, 3)

    told = [api.Acknowledged(posted.uuid, posted.digest)]
    assert run(api.AcknowledgeLetters(), context(actor=OFFICE), told) == [posted.uuid]
    assert run(api.AcknowledgeLetters(), context(actor=OFFICE), told) == [posted.uuid], "twice is as once"
    assert api.letters_waiting(HERE, api.Box.APPLICATIONS) == []
    assert rows() == (1, 0)
    with pytest.raises(api.LetterNotFoundError):
        api.letter_for_office(HERE, posted.uuid)
    steps = api.progress(HERE, posted.uuid)
    assert steps is not None
    assert steps.acknowledged_at == steps.fetched_at is not None


def test_the_bytes_can_be_had_from_any_place_on() -> None:
    whole = sealed(Content({}, (Attachment("a", os.urandom(1_200_000)),))).to_bytes()
    letter = put([whole])
    for offset in (0, 1, 1024**2 - 1, 1024**2, 1024**2 + 1, len(whole)):
        assert b"".join(api.sealed_bytes(letter, offset)) == whole[offset:]


def test_the_same_letter_again_is_the_same_letter() -> None:
    whole = sealed().to_bytes()
    assert put([whole]).pk == put([whole[:10], whole[10:]]).pk
    assert rows() == (1, 1)


def test_another_letter_under_the_same_number_is_refused_and_the_first_one_stays() -> None:
    number = uuid4()
    first = sealed(letter_id=number).to_bytes()
    put([first])
    for other in (sealed(letter_id=number).to_bytes(), first + b"x", first[:-1]):
        with pytest.raises(api.LetterIdTakenError):
            put([other])
    assert b"".join(api.sealed_bytes(api.letter_for_office(HERE, number))) == first


def test_a_letter_that_was_acknowledged_can_not_be_replayed() -> None:
    whole = sealed().to_bytes()
    letter = put([whole])
    run(api.AcknowledgeLetters(), context(actor=OFFICE), [api.Acknowledged(letter.uuid, letter.digest)])
    assert put([whole]).acknowledged_at is not None
    assert api.letters_waiting(HERE, api.Box.APPLICATIONS) == []
    assert rows() == (1, 0)


def test_an_acknowledgement_of_other_bytes_deletes_nothing() -> None:
    letter = put([sealed().to_bytes()])
    wrong = [api.Acknowledged(letter.uuid, "0" * 64), api.Acknowledged(uuid4(), letter.digest)]
    assert run(api.AcknowledgeLetters(), context(actor=OFFICE), wrong) == []
    assert rows() == (1, 1)
    with pytest.raises(NotAllowedError):
        run(api.AcknowledgeLetters(), context(), [api.Acknowledged(letter.uuid, letter.digest)])


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"municipality_code": NEIGHBOUR}, id="the neighbour's"),
        pytest.param({"box": "replies"}, id="a letter in the box of answers"),
        pytest.param({"box": "anything"}, id="a box that is not there"),
    ],
)
def test_a_letter_that_does_not_belong_here_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(api.LetterMisplacedError):
        put([sealed(**changed).to_bytes()])
    assert rows() == (0, 0)


@pytest.mark.parametrize("days", [-1, 0, 92, 4000])
def test_a_letter_ends_in_time_and_not_in_years(days: int) -> None:
    with pytest.raises(api.LetterOverdueError):
        put([sealed(expires_at=clock.now() + timedelta(days=days)).to_bytes()])


@pytest.mark.parametrize("parts", [[], [b""], [b"MDL1"], [b"x" * 200], [bytes(75)]], ids=range(5))
def test_what_is_no_letter_is_refused(parts: list[bytes]) -> None:
    with pytest.raises(api.LetterBrokenError):
        put(parts)
    assert rows() == (0, 0)


def test_a_letter_of_300_megabytes_is_refused_after_the_limit_and_leaves_nothing() -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        yield sealed().to_bytes()
        for _ in range(300):
            sent += 1024**2
            yield bytes(1024**2)

    with pytest.raises(api.LetterTooLargeError):
        put(endless())
    assert sent <= MAX_LETTER_SIZE + 1024**2
    assert rows() == (0, 0)


def test_a_half_sent_letter_leaves_nothing() -> None:
    whole = sealed(Content({}, (Attachment("a", os.urandom(2_000_000)),))).to_bytes()

    def breaks_off() -> Iterator[bytes]:
        yield whole[:1_500_000]
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        put(breaks_off())
    with pytest.raises(api.LetterBrokenError):
        put([whole[:1_500_000]], digest=hashlib.sha256(whole).hexdigest())
    assert rows() == (0, 0)
    assert put([whole], digest=hashlib.sha256(whole).hexdigest()).size == len(whole)


def test_a_flood_fills_the_box_and_not_the_disk(settings: Any) -> None:
    settings.MADOGUCHI_MAILBOX_MEGABYTES = 0
    put([sealed().to_bytes()])
    with pytest.raises(api.MailboxFullError):
        put([sealed().to_bytes()])


def test_the_audit_log_says_what_was_put_in_and_not_by_whom() -> None:
    letter = put([sealed().to_bytes()])
    with tenancy.municipality(HERE):
        (entry,) = audit.entries(subject=f"letter:{letter.uuid}")
    assert entry.action == "mailbox.post"
    assert entry.details == {"box": "applications", "size": letter.size, "digest": letter.digest}


def test_an_answer_lies_at_its_address_for_who_knows_the_secret() -> None:
    secret = generate_reply_secret()
    box, stranger = reply_box(secret, HERE), reply_box(generate_reply_secret(), HERE)
    run(api.PutReply(), context(actor=OFFICE), api.NewLetter.from_sealed(answer(box)))
    (waiting,) = api.replies_for(HERE, box.address)
    assert open_reply(api.sealed_bytes(waiting), box=box)[1].payload == {"status": "補正"}
    assert api.replies_for(HERE, stranger.address) == []
    assert api.replies_for(NEIGHBOUR, box.address) == []
    for direction in api.Box:
        assert api.letters_waiting(HERE, direction) == [] or direction is api.Box.REPLIES


def test_a_resident_can_not_put_an_answer_and_the_office_no_letter() -> None:
    box = reply_box(generate_reply_secret(), HERE)
    with pytest.raises(api.LetterMisplacedError):
        put([answer(box).to_bytes()])
    with pytest.raises(NotAllowedError):
        run(api.PutReply(), context(), api.NewLetter.from_sealed(answer(box)))
    with pytest.raises(api.LetterMisplacedError):
        run(api.PutReply(), context(actor=OFFICE), api.NewLetter.from_sealed(sealed()))


def test_what_is_over_is_purged_and_what_nobody_fetched_is_counted() -> None:
    put([sealed(expires_at=clock.now() + timedelta(days=1)).to_bytes()])
    kept = put([sealed(expires_at=clock.now() + timedelta(days=9)).to_bytes()])
    with clock.fixed(clock.now() + timedelta(days=2)):
        assert [one.uuid for one in api.letters_waiting(HERE, api.Box.APPLICATIONS)] == [kept.uuid]
        assert api.purge_expired_letters(HERE) == (1, 1)
        assert api.purge_expired_letters(HERE) == (0, 0)
    assert rows() == (1, 1)


def test_a_journey_posts_a_content_and_hears_when_it_is_too_large(settings: Any, tmp_path: Path) -> None:
    settings.MADOGUCHI_KEYS_DIRECTORY = tmp_path
    write_keypair(tmp_path, HERE, KEYS)
    posted = api.post_letter(context(), api.Box.APPLICATIONS, Content({"a": 1}), letter_id=UUID(int=9))
    assert posted.uuid == UUID(int=9)
    assert posted.expires_at > clock.now() + timedelta(days=89)
    large = Content({}, (Attachment("a", bytes(20 * 1024**2 + 1)),))
    with pytest.raises(api.LetterTooLargeError, match="20MB"):
        api.post_letter(context(), api.Box.APPLICATIONS, large, letter_id=uuid4())
