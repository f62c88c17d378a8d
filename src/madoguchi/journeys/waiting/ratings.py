"""What visitors think, from their phones in the public zone to the office, which fetches it."""

from __future__ import annotations

import json
from typing import Any

from madoguchi.core import clock
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.engines.courier.api import Link, LinkError
from madoguchi.engines.reception.api import JoinRatings, ratings_to_hand_on
from madoguchi.lib.strict_json import read_json

WHAT = "ratings"
"""What the link calls them."""
MOST_BYTES = 100_000
"""Of the list of those that the office has."""
_ROUNDS = 10


class RatingsBrokenError(Exception):
    """満足度の問い合わせの形が違います。両方の版を確かめてください。"""


def fetch_ratings(code: str, link: Link) -> int:
    """In the office: fetch all new answers of a municipality; returns how many came. Raises LinkError."""
    settled: list[str] = []
    came = 0
    for _ in range(_ROUNDS):
        told = link.ask(code, WHAT, json.dumps({"settled": settled}).encode())
        found = told.get("ratings")
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            raise LinkError(RatingsBrokenError.__doc__)
        if not found:
            break
        context = Context(code, Actor.system("reception"), purpose="満足度の受け取り")
        settled = run(JoinRatings(), context, found)
        came += len(settled)
    return came


def give_ratings(code: str, body: bytes) -> dict[str, Any]:
    """At the public end: what the office does not have yet. Raises RatingsBrokenError."""
    try:
        settled = read_json(body)["settled"]
        if not isinstance(settled, list):
            raise TypeError
    except (ValueError, KeyError, TypeError):
        raise RatingsBrokenError(RatingsBrokenError.__doc__) from None
    return {"ratings": ratings_to_hand_on(code, map(str, settled), clock.now())}
