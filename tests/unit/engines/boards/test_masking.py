"""Papers that name nobody."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.engines.boards.domain.masking import COVER, mask_text, masked_items, masked_part

PACKS = load_packs_or_refuse(Path(__file__).parents[4] / "packs")
RULES, VOCABULARY = PACKS.boards["care_certification"], PACKS.vocabulary
ITEMS: dict[str, Any] = {
    "household.address": "福島県会津若松市門田町大字飯寺字村西582番地1",
    "contact.care_office": "会津ケアプラン",
    "unknown.key": "何か",
    "members": [
        {
            "person.name": "髙橋 花",
            "person.name_kana": "タカハシ ハナ",
            "person.birth_date": "1941-02-12",
            "person.sex": "female",
            "person.care_reason": "高橋 花 は 飯寺 で転んだ",
            "person.doctor_name": "渡邉 五郎",
        }
    ],
}


WRITINGS = ["髙橋花", "高橋　花", "高 橋 花さん", "タカハシ", "ﾀｶﾊｼ ﾊﾅ", "門田町大字飯寺", "村西", "582番地1"]


@pytest.mark.parametrize("text", [*WRITINGS, "会津ケアプラン", "渡辺五郎"], ids=list("abcdefghij"))
def test_whatever_says_who_it_is_is_covered_in_whichever_writing(text: str) -> None:
    covered = masked_part(RULES, {"特記事項": f"きょう{text}が話した。", "n": [text]}, ITEMS, VOCABULARY)
    assert COVER in covered["特記事項"]
    assert "話した" in covered["特記事項"]
    assert text not in str(covered)


def test_what_is_judged_stays_and_the_age_stands_for_the_birth_date() -> None:
    shown = masked_items(RULES, ITEMS, VOCABULARY, date(2026, 4, 15))
    assert shown == {
        "members": [
            {"person.sex": "female", "person.care_reason": f"{COVER} は {COVER} で転んだ", "年齢": "85歳"}
        ]
    }


def test_a_part_of_items_loses_what_names_somebody_and_keeps_its_own_keys() -> None:
    part = {
        "person.name": "別の人",
        "person.care_reason": "歩けない",
        "群": {"1-1": "ある", "person.name": "x"},
    }
    covered = masked_part(RULES, part, ITEMS, VOCABULARY)
    assert covered == {"person.care_reason": "歩けない", "群": {"1-1": "ある"}}


leaves: Any = st.none() | st.integers() | st.text(max_size=20)
documents: Any = st.recursive(
    leaves,
    lambda one: st.lists(one, max_size=3) | st.dictionaries(st.text(max_size=5), one, max_size=3),
    max_leaves=8,
)


@given(documents)
def test_no_document_of_any_shape_lets_a_name_through(part: Any) -> None:
    told = masked_part(RULES, {"所見": part, "名": "高橋花"}, ITEMS, VOCABULARY)
    assert told["名"] == COVER
    assert masked_part(RULES, told, ITEMS, VOCABULARY) == told, "covering twice changes nothing"


def test_a_text_that_is_all_name_is_covered_in_one_pass() -> None:
    """One that was made to be slow would otherwise stop the page of everybody else."""
    assert mask_text("会津 ウメ" * 30_000, ("会津ウメ", "会津")) == COVER * 30_000
