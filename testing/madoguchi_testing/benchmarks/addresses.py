"""Addresses of all Japan: lines a second on one core, how many of them right, and a peer beside it."""

from __future__ import annotations

import gc
import logging
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from madoguchi.lib.japanese.addresses import Parser, Places
from madoguchi.lib.japanese.addresses.sources import japan_post
from madoguchi_testing.addresses import Rates, WrittenAddress, judge, judge_offices, write_addresses
from madoguchi_testing.addresses.judging import office_lines
from madoguchi_testing.benchmarks.measuring import Row

LINES = 100_000
"""Different lines that are read."""
SEED = 6
INSTALL = "入れるには: uv pip install japanese-address"
AIM_RIGHT = "市町村 99.5%、町 98% 以上"


def address_rows(*, fraction: float = 1.0) -> Iterator[Row]:
    """The rows of the table: the places, the speed, the rates by kind of mistake, the peer."""
    places, rows = _places()
    yield from rows
    parser = Parser(places)
    written = list(write_addresses(max(2_000, round(LINES * fraction)), seed=SEED))
    lines = [one.line for one in written]
    offices = [line for line, *_ in office_lines()]
    yield _speed("住所を読む（まちがいを入れた行）", lines, parser.parse)
    yield _speed("住所を読む（事業所の実際の行）", offices, parser.parse)
    counts, _ = judge_offices(parser)
    yield _rates("正しさ：事業所の実際の行", counts, AIM_RIGHT)
    counts, _ = judge_offices(parser, prefecture=False)
    yield _rates("正しさ：同、都道府県なし", counts, "")
    by_kind, _ = judge(written, parser)
    for kind, counts in sorted(by_kind.items(), key=lambda one: -one[1].lines):
        yield _rates(f"正しさ：{kind}", counts, "")
    yield from _peer_rows(written, parser)


def _places() -> tuple[Places, list[Row]]:
    """The places of Japan, and what it took to make them, to keep them and to read them again."""
    began = time.process_time()
    places = Places.of(japan_post())
    made = time.process_time() - began
    with TemporaryDirectory() as folder:
        kept = Path(folder) / "places.json"
        places.save(kept)
        size = kept.stat().st_size / 2**20
        began = time.process_time()
        places = Places.load(kept)
        loaded = time.process_time() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
    count = sum(len(one.lines) for one in places.municipalities.values())
    return places, [
        Row(f"地名の表を作る（{count:,}町）", "", plain=f"{made:.2f} 秒"),
        Row(
            "作った表を読む",
            "1.5 秒未満",
            plain=f"{loaded:.2f} 秒",
            note=f"{size:.1f} MiB、全体 {memory:.0f} MiB",
        ),
    ]


def _speed(name: str, lines: Sequence[str], read: Callable[[str], object]) -> Row:
    """Lines a second of the core's own time; the median of three, after the towns have been met once."""
    for line in lines:
        read(line)
    gc.collect()
    gc.freeze()
    rates = sorted(_rate(lines, read) for _ in range(3))
    return Row(
        name, "20,000 行/秒以上（1コア）", plain=f"{rates[1]:,.0f} 行/秒", note=f"{len(lines):,}行、CPU 時間"
    )


def _rate(lines: Sequence[str], read: Callable[[str], object]) -> float:
    began = time.process_time()
    for line in lines:
        read(line)
    return len(lines) / (time.process_time() - began)


def _rates(name: str, counts: Rates, aim: str) -> Row:
    return Row(
        name,
        aim,
        plain=f"市 {counts.share(counts.municipality):.2%} 町 {counts.share(counts.town):.2%}",
        note=f"{counts.lines:,}行、決めず {counts.open}、誤り {counts.wrong}",
    )


def _peer_rows(written: Sequence[WrittenAddress], parser: Parser) -> Iterator[Row]:
    """japanese-address, the only library that reads addresses without a network and comes with its data.

    It knows prefectures, cities and wards; so only these are compared, on lines that name all of them.
    """
    try:
        from japanese_address import parse
    except ImportError:
        yield Row("japanese-address", "", plain="入っていません", note=INSTALL)
        return
    logging.getLogger("japanese_address").setLevel(logging.CRITICAL)
    complete = [one for one in written if not one.mistakes][:5_000]
    ours = sum(parser.parse(one.line).code == one.code for one in complete)
    theirs = sum(_same(_told(parse, one.line), parser.places, one.code) for one in complete)
    rate = _rate([one.line for one in complete], lambda line: _told(parse, line))
    yield Row(
        "市町村まで（まちがいのない行）japanese-address",
        "",
        plain=f"{theirs / len(complete):.2%}",
        note=f"ここ {ours / len(complete):.2%}、{len(complete):,}行。{rate:,.0f} 行/秒（市町村まで）",
    )


def _told(parse: Callable[[str], dict[str, str]], line: str) -> dict[str, str]:
    """What the peer says; nothing where it fails on a name that it does not know."""
    try:
        return parse(line)
    except KeyError:
        return {}


def _same(told: dict[str, str], places: Places, code: str) -> bool:
    """Whether what the peer says, put together, is the municipality."""
    municipality = places.municipalities[code]
    part = {
        name: told.get(name) or "" for name in ("prefecture", "district", "city", "ward", "town", "village")
    }
    names = {
        part["city"] + part["ward"],
        part["city"],
        part["district"] + part["town"],
        part["district"] + part["village"],
    }
    return part["prefecture"] == municipality.prefecture and municipality.name in names
