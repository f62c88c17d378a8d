"""What people call things, for the search box."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from madoguchi.core.packs.definitions import reporter
from madoguchi.core.packs.files import PackFiles
from madoguchi.core.packs.model import Together, Words
from madoguchi.core.packs.problems import did_you_mean
from madoguchi.core.packs.yaml_reading import ValuePath


def words_from(files: PackFiles, known: Collection[str]) -> Words:
    """The everyday words of events and procedures; `known` are the keys of both."""
    report = reporter(files)
    of: dict[str, tuple[str, ...]] = {}
    alike: list[tuple[str, ...]] = []
    together: list[Together] = []
    only_with: dict[str, tuple[str, ...]] = {}
    idle: list[str] = []
    for file in files.of("words").values():
        raw = file.value
        lists: dict[str, list[str]] = raw.get("lists", {})
        for path, key in _keys(raw):
            if key not in known:
                message = f"{path[0]} の「{key}」というできごとや手続きはありません。"
                report(file, path, message, did_you_mean(key, known))
        for path, name in _names(raw):
            if name not in lists:
                message = f"{path[0]} の「{name}」という言葉の一覧は、lists にありません。"
                report(file, path, message, did_you_mean(name, lists))
        of |= {key: tuple(words) for key, words in raw.get("of", {}).items()}
        alike += [tuple(group) for group in raw.get("alike", ())]
        together += [
            Together(tuple(tuple(lists.get(name, ())) for name in rule["all"]), tuple(rule["finds"]))
            for rule in raw.get("together", ())
        ]
        for rule in raw.get("only_with", ()):
            only_with |= dict.fromkeys(rule["keys"], tuple(lists.get(rule["list"], ())))
        idle += raw.get("idle", ())
    return Words(of, tuple(alike), tuple(together), only_with, tuple(idle))


def _keys(raw: dict[str, Any]) -> Iterator[tuple[ValuePath, str]]:
    """Every key of an event or a procedure, with its place."""
    for key in raw.get("of", {}):
        yield ("of", key), key
    for part, place in (("together", "finds"), ("only_with", "keys")):
        for number, rule in enumerate(raw.get(part, ())):
            for position, key in enumerate(rule[place]):
                yield (part, number, place, position), key


def _names(raw: dict[str, Any]) -> Iterator[tuple[ValuePath, str]]:
    """Every name of a list of words, with its place."""
    for number, rule in enumerate(raw.get("together", ())):
        for position, name in enumerate(rule["all"]):
            yield ("together", number, "all", position), name
    for number, rule in enumerate(raw.get("only_with", ())):
        yield ("only_with", number, "list"), rule["list"]
