"""Filled-in drafts of applications from home, made at once instead of page by page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from madoguchi.core import clock
from madoguchi.core.vocabulary import facts_from_json
from madoguchi.journeys.pre_application.api import pack_of, start_from


@dataclass(frozen=True, slots=True)
class WantedDraft:
    """Which answers (JSON by item) about which event, for which procedures."""

    municipality_code: str
    event: str
    procedures: Sequence[str]
    answers: Mapping[str, Any] = field(repr=False)


def make_drafts(wanted: Sequence[WantedDraft]) -> list[str]:
    """Their cookies (`draft`), in the order of what is wanted. The database is that of the public zone."""
    cookies = []
    for one in wanted:
        code = one.municipality_code
        facts = facts_from_json(one.answers, pack_of(code).vocabulary, clock.today())
        handle = start_from(code, one.event, facts, tuple(one.procedures), online=True)
        cookies.append(handle.to_cookie())
    return cookies
