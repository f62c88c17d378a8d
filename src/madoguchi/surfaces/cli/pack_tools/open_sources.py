"""`packs unverified`: what nobody has compared with its source yet."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path

from madoguchi.core.packs import PackErrors, read_pack_files, source_report
from madoguchi.core.packs.field_words import municipality_names
from madoguchi.surfaces.cli.pack_tools.checking import tell_problems


def tell_unverified(folder: Path, *, as_json: bool) -> int:
    """Lists every unverified source with file and line, and how many there are where."""
    try:
        files = read_pack_files(folder)
    except PackErrors as errors:
        return tell_problems(errors, as_json=as_json)
    if files.problems:
        return tell_problems(PackErrors(files.problems), as_json=as_json)
    report = source_report(files)
    names = municipality_names(files)
    counts = Counter(one.municipality for one in report.unverified)
    if as_json:
        found = {
            "sources": report.sources,
            "procedures": report.procedures,
            "unverified": [{**asdict(one), "read": one.read.isoformat()} for one in report.unverified],
            "counts": {code or "common": number for code, number in counts.items()},
        }
        print(json.dumps(found, ensure_ascii=False))
        return 0
    for code, heading in [(None, "共通のパック"), *names.items()]:
        mine = [one for one in report.unverified if one.municipality == code]
        if mine:
            print(f"■ {heading}: {len(mine)}件")
        for one in mine:
            print(f"  {one.label or '市町村そのもの'}{f'（{one.owner}）' if one.owner else ''}")
            print(f"    {one.title}（{one.at}、{one.read.isoformat()}に読んだ）")
            if one.note:
                print(f"    {one.note}")
            print(f"    {one.file} {one.line}行目")
    print(
        f"出典{report.sources}件のうち、確かめていないものが{len(report.unverified)}件あります"
        f"（手続き{report.procedures_without}件）。"
    )
    return 0
