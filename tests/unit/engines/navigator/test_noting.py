"""Notes about a thing that several procedures ask for: each once, and for which where it matters."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from madoguchi.engines.navigator.api import merged_notes

GENERAL = "窓口に来る方のもの。顔写真のないものは2点お持ちください"
NOTES = st.none() | st.sampled_from(["本人のもの", "本人のもの。写しでよい", "写し", "父のもの"])


def test_one_procedure_has_its_notes_as_they_are() -> None:
    assert merged_notes(GENERAL, [("転入届", "父のもの")]) == (GENERAL, "父のもの")
    assert merged_notes(None, [("転入届", None)]) == ()


def test_persons_of_one_procedure_do_not_make_several_of_it() -> None:
    assert merged_notes(None, [("転入届", "父のもの"), ("転入届", "父のもの")]) == ("父のもの",)


def test_a_note_of_one_procedure_among_several_says_for_which() -> None:
    told = merged_notes(GENERAL, [("死亡届", None), ("戸籍の請求", "顔写真のあるもの")])
    assert told == (GENERAL, "戸籍の請求：顔写真のあるもの")


def test_procedures_with_the_same_note_are_named_together() -> None:
    lines = [("死亡届", None), ("戸籍の請求", "原本"), ("名義の変更", "原本")]
    assert merged_notes(None, lines) == ("戸籍の請求、名義の変更：原本",)


def test_a_note_that_another_contains_is_left_out() -> None:
    general = "お金を受け取る方の名前のもの。公金受取口座を使う方はいりません"
    told = merged_notes(general, [("葬祭費", "受け取る方の名前のもの"), ("未支給年金", None)])
    assert told == (general,)


def test_a_note_stays_where_the_one_that_contains_it_holds_for_fewer() -> None:
    told = merged_notes("通帳", [("葬祭費", "世帯主の通帳"), ("未支給年金", None)])
    assert told == ("通帳", "葬祭費：世帯主の通帳")


@given(NOTES, st.lists(st.tuples(st.sampled_from("甲乙丙"), NOTES), min_size=1, max_size=6))
def test_nothing_that_a_procedure_notes_is_lost_and_nothing_is_told_twice(
    general: str | None, lines: list[tuple[str, str | None]]
) -> None:
    told = merged_notes(general, lines)
    assert len(set(told)) == len(told)
    for label, note in [*lines, *((label, general) for label, _ in lines)]:
        for_label = [one for one in told if "：" not in one or label in one.partition("：")[0]]
        assert note is None or any(note in one for one in for_label)
