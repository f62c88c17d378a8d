"""Somebody who is moving away and has answered everything: a browser, a card, and what an office does."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from tests.integration.surfaces.resident_web.visitor import HERE, Visitor

from madoguchi.core import clock
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.core.vocabulary import facts_from_json
from madoguchi.engines.mailbox.api import (
    Box,
    NewLetter,
    PutReply,
    letter_expiry,
    letters_waiting,
    sealed_bytes,
)
from madoguchi.journeys.online_application.domain.states import Standing
from madoguchi.journeys.online_application.domain.submissions import Submission, read_submission
from madoguchi.journeys.pre_application.api import DraftHandle, pack_of, start_from
from madoguchi.lib.jpki import Purpose
from madoguchi.lib.sealing import (
    Content,
    OpenedLetter,
    ReplyBox,
    open_letter,
    read_private_key,
    seal_reply,
)
from madoguchi_testing.jpki import Authority, Holder, IssuedCard

EVENT = f"/{HERE}/moving_out/"
ANSWERS: dict[str, Any] = {
    "move.date": "2026-04-01",
    "move.to_kind": "other_prefecture",
    "move.old_address": "会津若松市門田町大字飯寺582番地1",
    "move.destination_address": "東京都世田谷区北沢二丁目8番18号",
    "move.whole_household": "all",
    "move.protected": False,
    "household.situations": ["none"],
    "contact.visitor": "member",
    "contact.phone": "090-0000-1234",
    "reservation.certificate": True,
    "reservation.date": "2026-04-03",
    "reservation.time": "morning",
    "reservation.consent": True,
    "members": [
        {
            "relation": "head",
            "birth_date": "1966-04-03",
            "name": "会津 十三蔵",
            "name_kana": "アイヅ ジュウゾウ",
            "sex": "male",
            "is_applicant": True,
            "has_my_number_card": True,
            "health_insurance": "employer",
        }
    ],
}
HOLDER = Holder("会津　十三蔵", "1", "319660403", "福島県会津若松市門田町大字飯寺５８２番地１")
PDF = b"%PDF-1.7\n" + b"a paper " * 500 + b"\n%%EOF\n"


@dataclass
class Applicant:
    """A browser whose draft is complete, and a card."""

    visitor: Visitor
    handle: DraftHandle
    authority: Authority
    card: IssuedCard

    def go(self, page: str) -> str:
        """Open a page of the event."""
        return self.visitor.go(f"{EVENT}{page}")

    def paper(self) -> bytes:
        """The file to sign."""
        return self.visitor.client.get(f"{EVENT}online/shinsei.json").content

    def upload_signature(self, raw: bytes) -> str:
        """Send a file on the page of the signature."""
        self.go("online/sign/")
        return self.visitor.send(signature=SimpleUploadedFile("shomei.json", raw))

    def sign(self) -> str:
        """Sign what is there now, and send the signature."""
        return self.upload_signature(signed_by(self.card, self.paper()))

    def send(self, mail: str = "") -> tuple[str, str]:
        """Sign and send; returns number and secret of the receipt."""
        self.sign()
        self.visitor.send(mail=mail)
        return receipt_on(self.visitor.html)


def signed_by(card: IssuedCard, content: bytes, purpose: Purpose = Purpose.SIGNING) -> bytes:
    """The file that `madoguchi card sign` would write."""
    return card.signature_file(content, purpose)


def receipt_on(html: str) -> tuple[str, str]:
    """Number and secret as the page of the receipt shows them."""
    number, secret = re.findall(r'receipt-code">([0-9A-Z-]+)<', html)[:2]
    return number, secret


def applicant(visitor: Visitor, authority: Authority, card: IssuedCard, **changed: Any) -> Applicant:
    """Somebody at the plan, with other answers where named (`name` and `person` are the applicant's)."""
    member = ANSWERS["members"][0] | {key: changed.pop(key) for key in ("name",) if key in changed}
    member |= changed.pop("person", {})
    answers = ANSWERS | {"members": [member]} | changed
    facts = facts_from_json(answers, pack_of(HERE).vocabulary, clock.today())
    handle = start_from(HERE, "moving_out", facts, ("move_out_notification",), online=True)
    visitor.client.cookies["draft"] = handle.to_cookie()
    return Applicant(visitor, handle, authority, card)


def letters(keys: Path) -> list[tuple[Submission, OpenedLetter]]:
    """Everything that waits for the office, opened as the office opens it, oldest first."""
    private = read_private_key(keys, HERE)
    opened = [
        open_letter(
            io.BytesIO(sealed_bytes(letter).read(10**9)),
            private_key=private,
            municipality_code=HERE,
            now=clock.now(),
        )
        for letter in letters_waiting(HERE, Box.APPLICATIONS)
    ]
    return [(read_submission(one.content.payload), one) for one in opened]


def tell(to: ReplyBox, standing: Standing) -> None:
    """What the office says about one application, put where its sender looks."""
    answer(to, standing.to_payload())


def answer(to: ReplyBox, payload: dict[str, Any]) -> None:
    """What the courier does with an answer of the office."""
    sealed = seal_reply(
        Content(payload),
        to=to,
        municipality_code=HERE,
        expires_at=letter_expiry(clock.now()),
    )
    run(PutReply(), Context(HERE, Actor.system("office")), NewLetter.from_sealed(sealed))


def other_holder(**changed: str) -> Holder:
    """Somebody else's card, or the same person's with something else in it."""
    return replace(HOLDER, **changed)
