"""The form that is hashed, differences between versions, and the words by which a title is found."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.engines.approvals.domain.canonical import canonical, fingerprint, in_groups
from madoguchi.engines.approvals.domain.differences import (
    Change,
    FileChange,
    file_changes,
    text_difference,
)
from madoguchi.engines.approvals.domain.title_keys import LONGEST, asked_keys, title_keys

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(st.text(max_size=8), json_values, max_size=4))
def test_the_form_is_the_same_after_a_way_through_json_and_in_any_order(value: dict[str, Any]) -> None:
    again = json.loads(json.dumps(dict(reversed(value.items()))))
    assert canonical(again) == canonical(value)


def test_the_form_is_as_documented() -> None:
    assert canonical({"b": 1, "a": ["件名", None, True]}) == '{"a":["件名",null,true],"b":1}'.encode()
    assert fingerprint({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    assert in_groups("0123456789abcdef") == "01234567 89abcdef"


@given(st.text(alphabet="あいう件\n", max_size=40), st.text(alphabet="あいう件\n", max_size=40))
def test_both_versions_can_be_read_from_a_difference(before: str, after: str) -> None:
    lines = text_difference(before, after)
    assert "\n".join(line.text for line in lines if line.change is not Change.ADDED) == before
    assert "\n".join(line.text for line in lines if line.change is not Change.REMOVED) == after


def test_a_changed_line_shows_what_changed_in_it() -> None:
    lines = text_difference("契約金額は500,000円です。", "契約金額は550,000円です。")
    assert [line.change for line in lines] == [Change.REMOVED, Change.ADDED]
    assert [piece.text for piece in lines[1].pieces if piece.changed] == ["5"]


def test_files_come_go_and_are_exchanged() -> None:
    before: list[dict[str, Any]] = [
        {"name": "図面.pdf", "sha256": "a"},
        {"name": "見積書.pdf", "sha256": "b"},
        {"name": "A1", "sheets": 2},
    ]
    after: list[dict[str, Any]] = [
        {"name": "図面.pdf", "sha256": "c"},
        {"name": "仕様書.pdf", "sha256": "d"},
        {"name": "A1", "sheets": 2},
    ]
    assert file_changes(before, after) == (
        FileChange("仕様書.pdf", Change.ADDED),
        FileChange("図面.pdf", Change.REPLACED),
        FileChange("見積書.pdf", Change.REMOVED),
    )


def is_found(title: str, typed: str) -> bool:
    keys = title_keys(title)
    asked = asked_keys(typed)
    return bool(asked) and all(any(key.startswith(word) for key in keys) for word in asked)


@pytest.mark.parametrize(
    ("title", "typed"),
    [
        ("令和8年度道路占用許可について", "占用許可"),
        ("令和8年度道路占用許可について", "道路占用 許可について"),
        ("システム更新の契約（ＡＢＣ社）", "abc"),
        ("システム更新の契約（ＡＢＣ社）", "更新"),
        ("市民まつりの後援", "まつり"),
        ("齋藤様からの照会への回答", "斎藤"),
        ("ごみ収集カレンダーの作成", "カレンダー"),
    ],
)
def test_a_word_inside_a_title_finds_it(title: str, typed: str) -> None:
    assert is_found(title, typed)


def test_particles_and_other_words_find_nothing() -> None:
    assert asked_keys("について") == ()
    assert not is_found("道路占用許可について", "水道")


@given(st.text(max_size=300))
def test_keys_are_few_and_short_whatever_the_title(title: str) -> None:
    keys = title_keys(title)
    assert len(keys) <= 60
    assert all(0 < len(key) <= LONGEST for key in keys)
