"""Makes the questions that people ask again and again, and checks what they are about."""

from __future__ import annotations

from collections.abc import Collection

from madoguchi.core.packs.definitions import reporter
from madoguchi.core.packs.files import PackFiles
from madoguchi.core.packs.model import Faq
from madoguchi.core.packs.problems import did_you_mean
from madoguchi.core.packs.procedures import sources_from


def faqs_from(files: PackFiles, known: Collection[str]) -> dict[str, Faq]:
    """The questions of all files by key, in their order; `known` are the keys of events and procedures."""
    report = reporter(files)
    found: dict[str, Faq] = {}
    places: dict[str, str] = {}
    for file in files.of("faq").values():
        for key, raw in file.value.items():
            if key in found:
                report(file, (key,), f"質問「{key}」が2つあります。", f"もう1つは {places[key]} です。")
                continue
            places[key] = f"{file.name} {file.line((key,))}行目"
            for number, about in enumerate(raw["about"]):
                if about not in known:
                    report(
                        file,
                        (key, "about", number),
                        f"about の「{about}」というできごとや手続きはありません。",
                        did_you_mean(about, known),
                    )
            found[key] = Faq(
                key=key,
                question=raw["question"],
                answer=tuple(raw["answer"]),
                about=tuple(raw["about"]),
                sources=sources_from(raw["sources"]),
                words=tuple(raw.get("words", ())),
                found_by=tuple(raw.get("found_by", ())),
                order=raw.get("order", 100),
            )
    return dict(sorted(found.items(), key=lambda entry: entry[1].order))
