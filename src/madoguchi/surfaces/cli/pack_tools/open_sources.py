"""`packs unverified`: what nobody has compared with its source yet."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from madoguchi.core.packs import (
    PackErrors,
    SourceReport,
    UnverifiedSource,
    read_pack_files,
    source_report,
)
from madoguchi.core.packs.field_words import municipality_names
from madoguchi.lib.japanese.kanji import search_key
from madoguchi.surfaces.cli.pack_tools.checking import tell_problems

PAGE = 20
"""Entries on a page: what somebody compares in one sitting."""
_SHOWN_PLACES = 5


def tell_unverified(folder: Path, *, as_json: bool, only: str = "", page: int = 0) -> int:
    """Lists the unverified sources with file and line, how many there are where, and what to do with them.

    `only` narrows to entries that contain the text (procedure, source, note or file); `page` counts from 1,
    0 is everything. The counts are always of all that are left by `only`.
    """
    try:
        files = read_pack_files(folder)
    except PackErrors as errors:
        return tell_problems(errors, as_json=as_json)
    if files.problems:
        return tell_problems(PackErrors(files.problems), as_json=as_json)
    report = source_report(files)
    names = municipality_names(files)
    found = [one for one in report.unverified if _mentions(one, only)]
    shown = found[(page - 1) * PAGE : page * PAGE] if page else found
    pages = -(-len(found) // PAGE)
    if as_json:
        told = {
            "sources": report.sources,
            "procedures": report.procedures,
            "unverified": [{**asdict(one), "read": one.read.isoformat()} for one in shown],
            "counts": {code or "common": n for code, n in Counter(one.municipality for one in found).items()},
            "page": page or None,
            "pages": pages,
        }
        print(json.dumps(told, ensure_ascii=False))
        return 0
    for code, heading in [(None, "共通のパック"), *names.items()]:
        _tell_group(heading, found, [one for one in shown if one.municipality == code], code)
    _tell_how(report, found, page, pages, only)
    return 0


def _mentions(one: UnverifiedSource, text: str) -> bool:
    said = (one.label, one.owner, one.title, one.at, one.note, one.file)
    return search_key(text) in search_key(" ".join(said))


def _tell_group(
    heading: str, found: Sequence[UnverifiedSource], mine: Sequence[UnverifiedSource], code: str | None
) -> None:
    if mine:
        print(f"■ {heading}: {sum(one.municipality == code for one in found)}件")
    for one in mine:
        print(f"  {one.label or '市町村そのもの'}{f'（{one.owner}）' if one.owner else ''}")
        print(f"    読むもの: {one.title}（{one.at}、{one.read.isoformat()}に読んだ）")
        if one.note:
            print(f"    確かめること: {one.note}")
        print(f"    直すところ: {one.file} {one.line}行目")


def _tell_how(
    report: SourceReport, found: Sequence[UnverifiedSource], page: int, pages: int, only: str
) -> None:
    print(
        f"出典{report.sources}件のうち、確かめていないものが{len(report.unverified)}件あります"
        f"（手続き{report.procedures_without}件）。"
    )
    if only:
        print(f"「{only}」のあるものは{len(found)}件です。")
    if page:
        print(f"{pages}ページのうち{page}ページ目です。" if page <= pages else f"{pages}ページまでです。")
    if not found:
        return
    places = Counter(one.at for one in found).most_common(_SHOWN_PLACES)
    print("読む所が多い順: " + "、".join(f"{place} {number}件" for place, number in places))
    print(
        "確かめたら、その行の read を読んだ日に、verified を true に、note を確かめたことに書きかえ、"
        "packs check と packs test を動かしてください。"
    )
