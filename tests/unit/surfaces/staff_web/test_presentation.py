"""Words and lights of the office's pages."""

from __future__ import annotations

from datetime import date, timedelta
from importlib import import_module
from pkgutil import walk_packages
from types import SimpleNamespace
from typing import Any

import pytest

import madoguchi.engines
import madoguchi.journeys
from madoguchi.core.actions import Action
from madoguchi.engines.cases.api import Case, Status
from madoguchi.surfaces.staff_web.presentation.audit_lines import line_of
from madoguchi.surfaces.staff_web.presentation.audit_words import WORDS
from madoguchi.surfaces.staff_web.presentation.durations import in_words
from madoguchi.surfaces.staff_web.presentation.inboxes import due_light

TODAY = date(2026, 3, 19)


# Whatever else a run imports, every action is asked about.
for package in (madoguchi.engines, madoguchi.journeys):
    for module in walk_packages(package.__path__, f"{package.__name__}."):
        import_module(module.name)


def all_actions(of: type[Any] = Action) -> list[type[Any]]:
    return [one for child in of.__subclasses__() for one in (child, *all_actions(child))]


@pytest.mark.parametrize(
    "name",
    sorted(
        {
            one.name
            for one in all_actions()
            if hasattr(one, "name") and one.__module__.startswith("madoguchi.")
        }
    ),
)
def test_the_audit_log_has_words_for_every_action(name: str) -> None:
    assert name in WORDS


def test_what_has_no_words_yet_is_shown_by_its_key() -> None:
    entry: Any = SimpleNamespace(
        sequence=1,
        at=None,
        actor_kind="staff",
        actor_id="staff:9",
        action="new.thing",
        subject="thing:12345678-9",
        purpose="",
        details={"residents": ["a", "b"], "secret": "x"},
    )
    line = line_of(entry, {})
    assert (line.what, line.who, line.subject_text, line.more) == (
        "new.thing",
        "staff:9",
        "thing 12345678",
        "2人",
    )


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0秒"),
        (89, "89秒"),
        (90, "2分"),
        (240, "4分"),
        (5_760, "1時間36分"),
        (7_200, "2時間"),
        (260_000, "3日"),
    ],
)
def test_a_duration_is_said_as_people_say_it(seconds: int, words: str) -> None:
    assert in_words(timedelta(seconds=seconds)) == words


@pytest.mark.parametrize(
    ("due", "status", "kind", "words"),
    [
        (date(2026, 3, 17), Status.ACCEPTED, "late", "2日過ぎています"),
        (TODAY, Status.EXAMINING, "today", "きょうまで"),
        (date(2026, 3, 21), Status.ACCEPTED, "soon", "あと2日"),
        (date(2026, 4, 1), Status.CORRECTION, "calm", "あと13日"),
        (date(2026, 3, 17), Status.DONE, "none", ""),
        (None, Status.ACCEPTED, "none", ""),
    ],
)
def test_a_light_always_has_words(due: date | None, status: Status, kind: str, words: str) -> None:
    light = due_light(Case(due=due, status=status.value), TODAY)
    assert (light.kind, light.words) == (kind, words)
