"""How long one waits is told as a range that an old person understands, and never too short."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.core.languages import speaking, without_readings
from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.engines.reception.domain.telling import say_minutes, say_wait, told_edges

edges = st.tuples(st.integers(0, 2000), st.integers(0, 2000)).map(sorted)


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (None, None, ""),
        (3, None, ""),
        (0, 0, "まもなく"),
        (2, 5, "まもなく"),
        (3, 6, "長くて10分くらい"),
        (4, 70, "長くて1時間半くらい"),
        (12, 17, "10分から20分くらい"),
        (20, 20, "20分くらい"),
        (24, 51, "20分から1時間くらい"),
        (24, 90, "20分から1時間半くらい"),
        (61, 119, "1時間から2時間くらい"),
        (137, 278, "2時間から5時間くらい"),
    ],
)
def test_a_wait_is_said_in_steps_that_people_use(low: int | None, high: int | None, said: str) -> None:
    assert say_wait(low, high) == said


@given(edges)
def test_what_is_told_never_promises_more_than_was_worked_out(wait: list[int]) -> None:
    low, high = told_edges(*wait)
    assert low <= wait[0]
    assert high >= wait[1]
    assert told_edges(low, high) == (low, high), "told twice it is the same"
    said = say_wait(*wait)
    assert say_wait(low, high) == said
    assert not re.search(r"\d[〜～-]\d", said), "two numbers with a dash between them are read by nobody"
    assert all(int(number) % 5 == 0 for number in re.findall(r"(\d+)分", said))


@given(edges, st.integers(0, 100))
def test_a_longer_wait_is_never_told_as_a_shorter_one(wait: list[int], more: int) -> None:
    later = told_edges(wait[0] + more, wait[1] + more)
    assert told_edges(*wait)[0] <= later[0]
    assert told_edges(*wait)[1] <= later[1]


@pytest.mark.parametrize("code", ["ja-easy", "en", "zh-hans", "ko", "vi", "fil"])
def test_the_same_is_said_in_every_language_of_the_site(code: str) -> None:
    texts = load_packs_or_refuse(settings.MADOGUCHI_PACKS).texts(code)
    with speaking(texts):
        said = [
            without_readings(say_wait(*wait)) for wait in ((2, 8), (12, 25), (24, 90), (60, 125), (20, 20))
        ]
        assert say_minutes(150) != "2時間半"
    assert not [one for one in said if "{" in one]
    assert len(set(said)) == len(said)
