"""Addresses of all Japan with the mistakes of practice are read as well as the project promises."""

from __future__ import annotations

import pytest

from madoguchi.lib.japanese.addresses import Parser
from madoguchi_testing.addresses import MISTAKES, judge, judge_offices, write_addresses
from madoguchi_testing.addresses.judging import ALL, NO_MISTAKE, SEVERAL

# What leaves something out that another place has too can only be left open; it must not be read wrong.
LEAVES_OPEN = {"区の省略", "市町村の省略", "都道府県の省略", SEVERAL, ALL}


@pytest.fixture(scope="module")
def parser() -> Parser:
    return Parser()


def test_written_lines_are_read_right_whatever_the_mistake(parser: Parser) -> None:
    rates, _ = judge(write_addresses(1_500, seed=20261121), parser)
    assert set(rates) == {*MISTAKES, NO_MISTAKE, SEVERAL, ALL}
    everything = rates[ALL]
    assert everything.share(everything.municipality + everything.open) >= 0.995
    assert everything.share(everything.town + everything.open) >= 0.98
    assert everything.wrong <= everything.lines // 500
    for kind, counts in rates.items():
        if kind not in LEAVES_OPEN:
            assert counts.municipality == counts.lines, kind
            assert counts.share(counts.town) >= 0.95, kind


def test_the_same_seed_writes_the_same_lines() -> None:
    first = [one.line for one in write_addresses(20, seed=7)]
    assert first == [one.line for one in write_addresses(20, seed=7)]
    assert first != [one.line for one in write_addresses(20, seed=8)]


def test_the_addresses_that_offices_gave_japan_post_are_read_right(parser: Parser) -> None:
    counts, _ = judge_offices(parser, every=16)
    assert counts.lines > 1_000
    assert counts.share(counts.municipality) >= 0.995
    assert counts.share(counts.town) >= 0.98
