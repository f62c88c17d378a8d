"""Whatever is done to one value of a right pack: it loads, or its author is told file, line and cause."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.core.packs import PackErrors, PackProblem, load_packs

PACKS = Path(__file__).parents[2] / "packs"
BASE = PACKS / "_broken" / "_base"
FILES = sorted(path.relative_to(BASE) for path in BASE.rglob("*.yaml"))

JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 10**6),
    st.sampled_from(
        [
            "",
            "x",
            "move.date",
            "person.age",
            "move_in",
            "2026-02-30",
            "2026-03-25",
            "0000-00-00",
            "((((",
            "not " * 300 + "true",
            "move.date + days(99999999)",
            "<script>",
            "'; DROP TABLE packs; --",
            "𠮷野家\u202e",
            "あ" * 5000,
            "../../../etc/passwd",
            "move_in_notification",
        ]
    ),
    st.just([]),
    st.just({}),
    st.just([[], {}]),
    st.just([{"from": "2026-04-01", "value": None}]),
    st.just([{"from": "2026-04-01", "value": 1}, {"from": "x", "value": 2}]),
    st.just({"from": 1, "value": {"a": []}}),
)


class _TextLoader(yaml.SafeLoader):
    """Keeps dates as text, as the product's own reader does."""


_TextLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith("timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _places(value: Any, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [place] if place else []
    if isinstance(value, dict):
        for key, child in value.items():
            found += _places(child, (*place, key))
    if isinstance(value, list):
        for number, child in enumerate(value):
            found += _places(child, (*place, number))
    return found


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_any_change_of_one_value_is_read_or_refused_with_a_message(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(FILES))
    content = yaml.load((BASE / name).read_text(encoding="utf-8"), Loader=_TextLoader)
    place = data.draw(st.sampled_from(_places(content)))
    holder = content
    for part in place[:-1]:
        holder = holder[part]
    match data.draw(st.sampled_from(["replace", "remove", "rename"])):
        case "replace":
            holder[place[-1]] = data.draw(JUNK)
        case "remove":
            del holder[place[-1]]
        case "rename" if isinstance(holder, dict):
            holder[data.draw(st.sampled_from(["x", "Key", "move.date", "a b", "キー"]))] = holder.pop(
                place[-1]
            )
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "packs"
        shutil.copytree(BASE, root)
        (root / name).write_text(
            yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8"
        )
        for problem in _problems(root):
            assert problem.file.startswith("packs/")
            assert problem.line >= 1
            assert problem.message
            assert len(str(problem)) < 1500


def _problems(root: Path) -> list[PackProblem]:
    try:
        load_packs(root, schemas=PACKS / "_schema")
    except PackErrors as errors:
        return errors.problems
    return []
