"""Names and lots: keys and readings a second on one core, how many owners are read right, and plain
equality beside.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from madoguchi.lib.japanese.lots import lot_key
from madoguchi.lib.japanese.owners import corporate_key, name_key, read_owner, read_owners
from madoguchi_testing.benchmarks.measuring import Row
from madoguchi_testing.owners import judge, write_owners

LINES = 40_000
"""Different lines that are written and read."""
SEED = 6
AIM = "100,000 件/秒以上（1コア）"
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def name_rows(*, fraction: float = 1.0) -> Iterator[Row]:
    """The rows of the table: speed of the keys and of the readers, then the rates by writing."""
    owners = list(write_owners(max(2_000, round(LINES * fraction)), seed=SEED))
    people = [one.name for one in owners if one.family]
    companies = [one.name for one in owners if not one.family]
    lots = [f"{number}番地{number % 7 + 1}" for number in range(1, len(owners))]
    plain = [f"{one.family}　{one.given}" for one in owners if one.family]
    yield _speed("氏名のキー", people, name_key, AIM)
    yield _speed("法人のキー", companies, corporate_key, AIM)
    yield _speed("地番のキー（582番地1）", lots, lot_key, AIM)
    yield _speed("地番のキー（５８２番地１）", [lot.translate(_WIDE) for lot in lots], lot_key, AIM)
    yield _speed("所有者を読む（空白あり）", plain, partial(read_owner, divide=False), "")
    lines = [one.line for one in owners]
    yield _speed("所有者を読む（いろいろな書き方）", lines, partial(read_owners, divide=False), "")
    yield _speed("同、姓と名を辞書で分ける", lines, read_owners, "")
    by_writing, _ = judge(owners)
    for writing, counts in sorted(by_writing.items(), key=lambda one: -one[1].lines):
        yield Row(
            f"正しさ：{writing}",
            "",
            plain=f"キー {counts.share(counts.key):.2%} 姓名 {counts.share(counts.parts):.2%}",
            note=f"{counts.lines:,}行、確かとして誤り {counts.wrong}",
            peer=f"NFKC の一致 {counts.share(counts.equal):.2%}",
        )


def _speed(name: str, lines: Sequence[str], read: Callable[[str], object], aim: str) -> Row:
    """Lines a second of the core's own time; the median of three, after one round."""
    for line in lines:
        read(line)
    gc.collect()
    gc.freeze()
    rates = sorted(_rate(lines, read) for _ in range(3))
    return Row(name, aim, plain=f"{rates[1]:,.0f} 件/秒", note=f"{len(lines):,}件、CPU 時間")


def _rate(lines: Sequence[str], read: Callable[[str], object]) -> float:
    began = time.process_time()
    for line in lines:
        read(line)
    return len(lines) / (time.process_time() - began)
