"""The mailbox as the database keeps it: two writers at once, a thief of everything on the disk."""

from __future__ import annotations

import os
import threading
from typing import Any

import psycopg
from django.db import connection
from tests.integration.engines.mailbox.samples import HERE, KEYS, OFFICE, answer, context, put, rows, sealed
from tests.integration.thief import clean_disk, everything_on_the_disk, spellings

from madoguchi.core.actions import run
from madoguchi.engines.mailbox import api
from madoguchi.lib.sealing import Attachment, Content, generate_reply_secret, reply_box


def test_two_who_post_the_same_letter_at_once_put_it_in_once(committed_db: None) -> None:
    whole = sealed(Content({}, (Attachment("a", os.urandom(1_500_000)),))).to_bytes()
    numbers: list[int] = []

    def post() -> None:
        try:
            numbers.append(put([whole]).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=post) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(numbers) == 4
    assert len(set(numbers)) == 1
    assert rows() == (1, 2)


SUBMITTED = {
    "name": "門田翡翠之助",
    "kana": "モンデンヒスイノスケ",
    "birth_date": "1961-11-23",
    "address": "東山町大字湯本字居平七百四十二番地",
    "phone": "0242-99-4711",
    "wish": "要介護3の認定を翡翠之助が申請します",
}
ATTACHMENT = "源泉徴収票 支払金額 4,871,236円\n".encode() * 50_000
ANSWERED = "翡翠之助さんへの補正のお願い"


def test_a_thief_of_the_disk_and_the_backups_finds_nothing_of_what_was_submitted(
    committed_db: None, superuser: psycopg.Connection[Any]
) -> None:
    since = clean_disk(superuser)
    secret = generate_reply_secret()
    box = reply_box(secret, HERE)
    file = Attachment("源泉徴収票.pdf", ATTACHMENT)
    content = Content({"answers": SUBMITTED, "reply": box.to_payload()}, (file,))
    fetched = put([sealed(content, reply_address=box.address).to_bytes()])
    run(api.AcknowledgeLetters(), context(actor=OFFICE), [api.Acknowledged(fetched.uuid, fetched.digest)])
    waiting = put([sealed(content, reply_address=box.address).to_bytes()])
    sealed_answer = answer(box, content=Content({"message": ANSWERED}))
    run(api.PutReply(), context(actor=OFFICE), api.NewLetter.from_sealed(sealed_answer))

    secrets = [*SUBMITTED.values(), "翡翠之助", "ヒスイノスケ", "4,871,236", ANSWERED, secret]
    unreadable = {one for secret in secrets for one in spellings(secret)}
    for key in (KEYS.private, box.key):
        unreadable |= {key, key.hex().encode()}
    # What anybody may know, to see that the search finds what is there.
    known = {waiting.digest.encode()}
    found: set[bytes] = set()
    places: set[str] = set()
    for place, stolen in everything_on_the_disk(superuser, since):
        found |= {one for one in unreadable if one in stolen}
        places |= {place for one in known if one in stolen}
    assert found == set()
    assert {"log", "dump"} < places
