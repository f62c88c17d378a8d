"""Owners as notices write them are read as well as the documents say."""

from __future__ import annotations

from madoguchi_testing.owners import WRITINGS, judge, write_owners
from madoguchi_testing.owners.judging import ALL


def test_owners_have_one_key_however_they_are_written_and_no_wrong_one_is_certain() -> None:
    rates, missed = judge(write_owners(3_000, seed=20261122))
    assert set(rates) == {*WRITINGS, "法人", "法人と代表者", "法人と支店", ALL}
    everything = rates[ALL]
    assert everything.share(everything.key) >= 0.999, [one.line for one in missed[:10]]
    assert everything.share(everything.parts) >= 0.99
    assert everything.wrong == 0


def test_the_same_seed_writes_the_same_lines() -> None:
    first = [one.line for one in write_owners(20, seed=7)]
    assert first == [one.line for one in write_owners(20, seed=7)]
    assert first != [one.line for one in write_owners(20, seed=8)]
