import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from madoguchi.engines.forms.domain.draft_content import (
    DraftChange,
    DraftTooLargeError,
    DraftUnreadableError,
    from_bytes,
    merge,
    to_bytes,
)

paths = st.sampled_from(
    ["event", "answer/a", "answer/b", "member/1", "member/1/x", "member/1/y", "member/11", "member/2/x"]
)
values = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5))
contents = st.dictionaries(paths, values)
prefixes = st.frozensets(st.sampled_from(["answer/a", "member/1", "member/2", "event"]))
changes = st.builds(DraftChange, contents, prefixes, contents)


@given(contents, changes)
def test_saving_twice_is_saving_once(content: dict[str, object], change: DraftChange) -> None:
    once = merge(content, change)
    assert merge(once, change) == once


@given(contents, st.dictionaries(paths, values), st.dictionaries(paths, values))
def test_two_windows_that_save_different_items_both_count(
    content: dict[str, object], one: dict[str, object], other: dict[str, object]
) -> None:
    other = {path: value for path, value in other.items() if path not in one}
    first, second = DraftChange(one), DraftChange(other)
    result = merge(merge(content, first), second)
    assert result == merge(merge(content, second), first)
    assert one.items() <= result.items()
    assert other.items() <= result.items()


@example(
    {"member/1/person.name": 0}, DraftChange(removed=frozenset({"member/1"})), DraftChange({"member/1": 1})
)
@given(contents, changes, changes)
def test_two_changes_in_one_are_one_after_the_other(
    content: dict[str, object], first: DraftChange, second: DraftChange
) -> None:
    if first.initial or second.initial:
        return
    assert merge(content, first | second) == merge(merge(content, first), second)


def test_removing_a_person_takes_what_belongs_to_them_and_nobody_elses() -> None:
    content = {"member/1": 0, "member/1/person.name": "あ", "member/11": 1, "member/11/person.name": "い"}
    assert merge(content, DraftChange(removed=frozenset({"member/1"}))) == {
        "member/11": 1,
        "member/11/person.name": "い",
    }


def test_an_initial_value_is_set_once() -> None:
    started = merge({}, DraftChange(initial={"time/started": "9:00"}))
    assert merge(started, DraftChange(initial={"time/started": "9:05"})) == {"time/started": "9:00"}


@given(contents)
def test_content_survives_its_bytes(content: dict[str, object]) -> None:
    assert from_bytes(to_bytes(content, "here"), "here") == content


def test_bytes_of_another_draft_do_not_open() -> None:
    with pytest.raises(DraftUnreadableError):
        from_bytes(to_bytes({"a": 1}, "here"), "there")


@given(st.binary(max_size=200))
def test_any_other_bytes_do_not_open(data: bytes) -> None:
    with pytest.raises(DraftUnreadableError):
        from_bytes(data, "here")


def test_small_drafts_all_have_the_same_length() -> None:
    assert len(to_bytes({}, "x")) == len(to_bytes({"answer/move.new_town": "門田町" * 50}, "x"))


def test_a_draft_without_end_is_refused() -> None:
    with pytest.raises(DraftTooLargeError, match="短くしてください"):
        to_bytes({"a": "あ" * 200_000}, "x")
