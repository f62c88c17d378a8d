"""What travels, and what stays at home."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.core.packs import ExchangeKind
from madoguchi.engines.exchange.domain.content import (
    LARGEST_CONTENT,
    LARGEST_FILE,
    ContentRefusedError,
    OutgoingFile,
    check_files,
    digest_of,
    only_declared,
)

KIND = ExchangeKind(
    "notice", "転入通知", "住民基本台帳法第9条第1項", "resident_register",
    ("move.date", "person.name"), 365, (), parts={"survey": "調査票"}, files=2,
)  # fmt: skip
PDF = b"%PDF-1.7 ... %%EOF"
PHOTOGRAPH = b"\xff\xd8\xff ... \xff\xd9"

keys = st.sampled_from(
    ["move.date", "move.kind", "person.name", "name", "person.secret", "__class__", "members"]
)
values: Any = st.recursive(
    st.none() | st.booleans() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=2), max_leaves=3
)


@given(
    st.dictionaries(keys, values),
    st.lists(st.dictionaries(keys, values) | values, max_size=3),
    st.dictionaries(st.sampled_from(["survey", "opinion", "items"]), values),
)
def test_nothing_that_is_not_declared_ever_travels(
    items: dict[str, Any], members: list[Any], parts: dict[str, Any]
) -> None:
    try:
        content = only_declared(KIND, items | {"members": members}, parts)
    except ContentRefusedError:
        return
    assert set(content) == {"items", "parts"}
    assert set(content["items"]) <= {"move.date", "person.name", "members"}
    assert set(content["parts"]) <= {"survey"}
    for member in content["items"].get("members", ()):
        assert set(member) <= {"person.name"}


def test_people_stay_at_home_where_no_item_of_a_person_is_declared() -> None:
    kind = ExchangeKind("a", "通知", "法", "tax", ("move.date",), 1, ())
    told = only_declared(kind, {"move.date": "2026-01-01", "members": [{"name": "会津 花"}]}, {})
    assert told == {"items": {"move.date": "2026-01-01"}, "parts": {}}


def test_too_much_and_nothing_are_refused() -> None:
    with pytest.raises(ContentRefusedError, match="大きすぎます"):
        only_declared(KIND, {"move.date": "x" * LARGEST_CONTENT}, {})
    with pytest.raises(ContentRefusedError, match="1つもありません"):
        only_declared(KIND, {}, {"opinion": {}})


def test_a_file_is_what_its_content_says_and_its_name_holds_no_folder() -> None:
    (pdf, picture) = check_files(
        KIND, [OutgoingFile("../../etc/意見書.exe", PDF), OutgoingFile("\u202e", PHOTOGRAPH)]
    )
    assert (pdf.name, pdf.media_type) == ("意見書.pdf", "application/pdf")
    assert (picture.name, picture.media_type) == ("添付.jpg", "image/jpeg")


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([b""], "中身がありません"),
        ([b"MZ\x90"], "中身で分かります"),
        ([PDF, PDF, PDF], "2個まで"),
        ([PDF + b" " * LARGEST_FILE + PDF], "大きすぎます"),
    ],
    ids=["empty", "program", "three", "large"],
)
def test_other_files_are_refused_with_what_to_do(files: list[bytes], said: str) -> None:
    with pytest.raises(ContentRefusedError, match=said):
        check_files(KIND, [OutgoingFile("a", content) for content in files])


def test_the_digest_tells_contents_and_files_apart_and_not_the_order_of_keys() -> None:
    files = check_files(KIND, [OutgoingFile("a.pdf", PDF)])
    first = digest_of("notice", {"items": {"a": 1, "b": 2}, "parts": {}}, files)
    assert first == digest_of("notice", {"parts": {}, "items": {"b": 2, "a": 1}}, files)
    others = {
        digest_of("other", {"items": {"a": 1, "b": 2}, "parts": {}}, files),
        digest_of("notice", {"items": {"a": 1, "b": 3}, "parts": {}}, files),
        digest_of("notice", {"items": {"a": 1, "b": 2}, "parts": {}}, ()),
    }
    assert len(others | {first}) == 4
