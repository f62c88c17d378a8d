"""Letters to put into a mailbox."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.engines.mailbox import api
from madoguchi.engines.mailbox.models import Letter, LetterChunk
from madoguchi.lib.sealing import Content, ReplyBox, SealedLetter, generate_keypair, seal_letter, seal_reply

HERE, NEIGHBOUR = "072028", "072087"
KEYS = generate_keypair()
OFFICE = Actor.system("office")


def context(code: str = HERE, actor: Actor | None = None) -> Context:
    return Context(code, actor or Actor.resident("journey"), purpose="申請")


def sealed(content: Content | None = None, **changed: Any) -> SealedLetter:
    given: dict[str, Any] = {
        "public_key": KEYS.public,
        "municipality_code": HERE,
        "box": "applications",
        "expires_at": clock.now() + timedelta(days=10),
        "now": clock.now(),
    }
    return seal_letter(content or Content({"a": 1}), **(given | changed))


def put(parts: Iterable[bytes], code: str = HERE, digest: str | None = None) -> Letter:
    return run(api.PostLetter(), context(code), api.NewLetter(parts, digest))


def rows() -> tuple[int, int]:
    with tenancy.municipality(HERE):
        return Letter.objects.count(), LetterChunk.objects.count()


def answer(box: ReplyBox, code: str = HERE, content: Content | None = None) -> SealedLetter:
    content = content or Content({"status": "補正"})
    return seal_reply(content, to=box, municipality_code=code, expires_at=clock.now() + timedelta(days=5))
