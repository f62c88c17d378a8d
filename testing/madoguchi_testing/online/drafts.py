"""Filled-in drafts of applications from home, made in a process of the public zone (this file, run by
itself).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class WantedDraft:
    """Which answers (JSON by item) about which event, for which procedures."""

    municipality_code: str
    event: str
    procedures: Sequence[str]
    answers: Mapping[str, Any] = field(repr=False)


def make_drafts(wanted: Sequence[WantedDraft], environment: Mapping[str, str]) -> list[str]:
    """Their cookies (`draft`), in the order of what is wanted. `environment` is what
    makes ours that of the public zone.

    Raises CalledProcessError.
    """
    command = [sys.executable, __file__]
    given = json.dumps([asdict(one) for one in wanted], ensure_ascii=True)
    done = subprocess.run(  # noqa: S603 - our own command
        command, env={**os.environ, **environment}, input=given, stdout=subprocess.PIPE, text=True, check=True
    )
    cookies: list[str] = json.loads(done.stdout)
    return cookies


def _make(wanted: Sequence[Mapping[str, Any]]) -> list[str]:
    import django

    django.setup()
    from madoguchi.core import clock
    from madoguchi.core.vocabulary import facts_from_json
    from madoguchi.journeys.pre_application.api import pack_of, start_from

    cookies = []
    for one in wanted:
        code = one["municipality_code"]
        facts = facts_from_json(one["answers"], pack_of(code).vocabulary, clock.today())
        handle = start_from(code, one["event"], facts, tuple(one["procedures"]), online=True)
        cookies.append(handle.to_cookie())
    return cookies


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "madoguchi.settings.public"
    sys.stdout.write(json.dumps(_make(json.load(sys.stdin))))
