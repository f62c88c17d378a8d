"""Somebody who books: at the plan of the main scenario, or without a plan; the clock moves when told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from tests.integration.surfaces.resident_web.visitor import HERE, START, Visitor

from madoguchi.core import clock
from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.core.vocabulary import facts_from_json
from madoguchi.journeys.pre_application.api import pack_of, start_from

THURSDAY = datetime(2026, 3, 19, 9, 0, tzinfo=clock.TOKYO)
MINUTE = timedelta(minutes=1)
BOOKING = f"{START}booking/"
OPEN = f"/{HERE}/booking/"


@dataclass
class Moment:
    """What time it is for everybody in the test."""

    now: datetime = THURSDAY

    @contextmanager
    def later(self, by: timedelta = MINUTE) -> Iterator[None]:
        """Some time passes; the block happens then."""
        self.now += by
        with clock.fixed(self.now):
            yield


class Booker(Visitor):
    """A browser that books; a minute passes before each press."""

    def __init__(self) -> None:
        super().__init__()
        self.moment = Moment()

    def go(self, url: str) -> str:
        with clock.fixed(self.moment.now):
            return super().go(url)

    def press(self, url: str, values: dict[str, Any]) -> str:
        """Post, a minute later."""
        with self.moment.later():
            return super().post(url, values)

    def send_later(self, button: dict[str, str] | None = None, /, **changed: Any) -> str:
        """Fill in and press the form of the page, a minute later."""
        with self.moment.later():
            return super().send(button, **changed)

    def with_plan(self) -> Booker:
        """The plan of the main scenario is in the browser."""
        scenario = next(
            one
            for one in load_packs_or_refuse(settings.MADOGUCHI_PACKS).scenarios
            if one.municipality == HERE and "十三蔵の家族4人" in one.title
        )
        with clock.fixed(self.moment.now):
            facts = facts_from_json(scenario.answers, pack_of(HERE).vocabulary, clock.today())
            handle = start_from(HERE, scenario.event, facts, None)
        self.client.cookies["draft"] = handle.to_cookie()
        return self

    def links(self, pattern: str) -> list[str]:
        """The addresses of the page that look like it."""
        return re.findall(rf'href="({pattern})"', self.html)

    def times(self) -> list[str]:
        """The addresses of the times on the page of a day."""
        return self.links(r"[^\"]*/\d{4}-\d\d-\d\d/\d{4}/")

    def book(self, url: str, **typed: str) -> str:
        """Confirm a time; returns the secret of the link."""
        self.go(url)
        self.send_later(**{"name": "会津 十三蔵", **typed})
        return self.secret()

    def secret(self) -> str:
        """Of the link that the page stands at."""
        found = re.search(r"/booking/[rw]/([0-9A-Z]{25})/", self.url)
        assert found, (self.status, self.url, re.findall(r'notice-title">([^<]+)', self.html))
        return found[1]
