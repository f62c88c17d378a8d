"""Whoever gives a ticket back on the phone: until when the wish holds, while it travels to the hall."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from madoguchi.engines.reception.domain.states import TicketStatus

MAY_LEAVE: Final = frozenset({TicketStatus.WAITING, TicketStatus.HELD, TicketStatus.ABSENT})
"""In which a ticket can be given back by its holder: whoever is called or served tells the clerk."""

MOST_WISHES: Final = 5_000
"""Of one hall: more than it has tickets in a day."""

_FOLLOW = re.compile(r"[a-z2-7]{16}", re.ASCII)


def is_follow(text: str) -> bool:
    """Whether a text can be the secret of a ticket, as it is kept: 80 bits in base 32, small letters.

    >>> is_follow("abcdefgh234567ab"), is_follow("ABCDEFGH234567AB"), is_follow("")
    (True, False, False)
    """
    return _FOLLOW.fullmatch(text) is not None


def still_holds(status: str, version: int, wished: int) -> bool:
    """Whether a ticket of that status and version is to be struck off, where its holder wished it at the
    version `wished`.

    What the hall did meanwhile goes before: whoever was called after the wish may stand at the desk. Only
    somebody who was called and did not come has left indeed.

    >>> still_holds("waiting", 1, 1), still_holds("waiting", 3, 1), still_holds("absent", 3, 1)
    (True, False, True)
    """
    return status in MAY_LEAVE and (version == wished or status == TicketStatus.ABSENT)


def read_wishes(given: Any) -> dict[str, int]:
    """Versions by the secrets of tickets, as another machine tells them; what is neither is passed over.

    >>> read_wishes({"a" * 16: 2, "b": 1, "c" * 16: "1"})
    {'aaaaaaaaaaaaaaaa': 2}
    """
    if not isinstance(given, Mapping) or len(given) > MOST_WISHES:
        return {}
    return {
        follow: version
        for follow, version in given.items()
        if isinstance(follow, str) and is_follow(follow) and type(version) is int and version >= 0
    }
