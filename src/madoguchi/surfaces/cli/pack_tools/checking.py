"""`packs check` and `packs test`."""

from __future__ import annotations

import json
import time
from pathlib import Path

from madoguchi.core.packs import Faq, PackErrors, Packs, load_packs
from madoguchi.engines.navigator.api import Finder
from madoguchi.surfaces.cli.pack_tools.translation_pages import how_far


def check(folder: Path, *, as_json: bool) -> int:
    """Reads everything; 1 when something is wrong."""
    started = time.perf_counter()
    try:
        packs = load_packs(folder)
    except PackErrors as errors:
        return tell_problems(errors, as_json=as_json)
    _tell_summary(packs, time.perf_counter() - started, as_json=as_json)
    return 0


def test(folder: Path, only: str, *, as_json: bool) -> int:
    """Runs the scenarios whose title or file contains `only`; 1 when one of them fails or there is none."""
    from madoguchi_testing.scenarios import differences

    try:
        packs = load_packs(folder)
    except PackErrors as errors:
        return tell_problems(errors, as_json=as_json)
    chosen = [one for one in packs.scenarios if only in one.title or only in one.file]
    results = [(scenario, differences(scenario, packs)) for scenario in chosen]
    asked = [(faq, _not_found(faq, packs)) for faq in packs.faqs.values() if only in faq.question]
    failed = sum(bool(found) for _, found in results) + sum(bool(missed) for _, missed in asked)
    if as_json:
        told = [
            {"scenario": one.title, "file": one.file, "line": one.line, "differences": found}
            for one, found in results
        ]
        lost = {faq.key: missed for faq, missed in asked if missed}
        print(json.dumps({"ok": not failed, "scenarios": told, "questions": lost}, ensure_ascii=False))
        return 1 if failed else 0
    if not chosen and not asked:
        print("当てはまる場面がありません。--only の文字を確かめてください。")
        return 1
    for scenario, found in results:
        if only and not found:
            print(f"○ {scenario.title}")
        if found:
            print(f"× {scenario.title}")
            print(f"    {scenario.file} {scenario.line}行目")
            for difference in found:
                print(f"    {difference}")
    for faq, missed in asked:
        if missed:
            print(f"× よくある質問「{faq.question}」（{faq.key}）")
            print(f"    次の言葉で見つかりません: {'、'.join(missed)}")
    if failed:
        print(
            f"場面{len(chosen)}のうち、{failed}が合いません。"
            "手続きの条件と場面のどちらが正しいかを考えて、一方を直してください。"
        )
    else:
        print(f"場面{len(chosen)}が、すべて合っています。")
    return 1 if failed else 0


def _not_found(faq: Faq, packs: Packs) -> list[str]:
    """Of what people type who mean the question, what does not find it, anywhere where it is answered."""
    here = [packs.for_municipality(code) for code in packs.municipalities]
    finder = next((Finder.of(pack) for pack in here if faq.key in pack.faqs), None)
    if finder is None:
        return list(faq.found_by)
    return [
        words for words in faq.found_by if faq.key not in {hit.key for hit in finder.find_questions(words)}
    ]


def tell_problems(errors: PackErrors, *, as_json: bool) -> int:
    """Prints what is wrong in the packs; gives the exit code."""
    if as_json:
        problems = [
            {"file": one.file, "line": one.line, "message": one.message, "remedy": one.remedy}
            for one in errors.problems
        ]
        print(json.dumps({"ok": False, "problems": problems}, ensure_ascii=False))
        return 1
    print(errors)
    print(f"誤りが{len(errors.problems)}件あります。")
    return 1


def _tell_summary(packs: Packs, seconds: float, *, as_json: bool) -> None:
    procedures = {key for code in packs.municipalities for key in packs.for_municipality(code).procedures}
    counts = {
        "municipalities": len(packs.municipalities),
        "events": len(packs.events),
        "procedures": len(procedures),
        "items": len(packs.vocabulary),
        "documents": len(packs.documents),
        "scenarios": len(packs.scenarios),
    }
    if as_json:
        found = {"ok": True, "problems": [], **counts}
        found |= {"fingerprint": packs.fingerprint, "seconds": round(seconds, 3)}
        print(json.dumps(found, ensure_ascii=False))
        return
    print(
        f"誤りはありません。市町村{counts['municipalities']}、できごと{counts['events']}、"
        f"手続き{counts['procedures']}、項目{counts['items']}、書類{counts['documents']}、"
        f"場面{counts['scenarios']}（{seconds:.2f}秒）"
    )
    for line in how_far(packs):
        print(line)
