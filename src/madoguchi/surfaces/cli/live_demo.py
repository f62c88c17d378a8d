"""The live processes of a demo: each zone's site tells its pages where they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

LIVE_PORTS = {"public": 8002, "office": 8003}

Command = tuple[Mapping[str, str], list[str]]
"""Variables of its environment, and the words of our command."""


def with_live(commands: Sequence[Command], zone: str, site: str, live: str) -> list[Command]:
    """The commands, that of the zone's site knowing of `live`, and one more that serves it.

    `site` and `live` are HOST:PORT. In a demo there is no proxy, so the pages follow another origin.
    """
    told: list[Command] = []
    variables: Mapping[str, str] = {}
    for given, words in commands:
        if words[0] == "serve" and site in words:
            variables = given
            told.append(({**given, "MADOGUCHI_LIVE_URL": f"http://{live}"}, words))
        else:
            told.append((given, words))
    own = {**variables, "MADOGUCHI_LIVE_ORIGINS": f"http://{site}"}
    return [*told, (own, ["serve", "--zone", zone, "--live", live])]
