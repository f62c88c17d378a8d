"""A letter that only asks whether the way there and back is open: it is answered, and nothing is kept."""

from __future__ import annotations

from uuid import uuid5

from madoguchi.core.actions import Context
from madoguchi.engines.courier.actions.replying import record_reply
from madoguchi.engines.courier.domain.arrivals import receiver
from madoguchi.lib.sealing import Content, OpenedLetter, ReplyBox


@receiver("link_checks")
def answer(context: Context, letter: OpenedLetter) -> None:
    """Say when the check arrived, to the box that it names. Raises LetterAltered for a check without one."""
    box = ReplyBox.from_payload(letter.content.payload.get("reply"))
    content = Content({"arrived_at": context.now.isoformat(timespec="seconds")})
    record_reply(context, box, content, key=uuid5(letter.header.letter_id, "answer"))
