"""What people call things, for the search box."""

from __future__ import annotations

from collections.abc import Collection

from madoguchi.core.packs.definitions import reporter
from madoguchi.core.packs.files import PackFiles
from madoguchi.core.packs.model import Words
from madoguchi.core.packs.problems import did_you_mean


def words_from(files: PackFiles, known: Collection[str]) -> Words:
    """The everyday words of events and procedures; `known` are the keys of both."""
    report = reporter(files)
    of: dict[str, tuple[str, ...]] = {}
    alike: list[tuple[str, ...]] = []
    for file in files.of("words").values():
        for key, words in file.value.get("of", {}).items():
            if key not in known:
                report(
                    file,
                    ("of", key),
                    f"of の「{key}」というできごとや手続きはありません。",
                    did_you_mean(key, known),
                )
            of[key] = tuple(words)
        alike += [tuple(group) for group in file.value.get("alike", ())]
    return Words(of, tuple(alike))
