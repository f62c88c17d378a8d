"""Two writings of one address are the same; another number, another town, another municipality are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.engines.tax_ledger.domain.addresses import Nearness
from madoguchi_testing.ledgers.small import reader

HOME = "福島県会津若松市門田町大字飯寺字村西582番地1"


@pytest.mark.parametrize(
    ("left", "right", "nearness"),
    [
        (HOME, "会津若松市門田町飯寺字村西５８２番地の１", Nearness.SAME),
        (HOME, "門田町飯寺村西582-1", Nearness.SAME),
        (HOME, "会津若松市門田町大字飯寺五百八十二番地の一", Nearness.SAME),
        (HOME, "會津若松市門田町大字飯寺字村西582－1", Nearness.SAME),
        (HOME, "〒965-0844 福島県会津若松市門田町大字飯寺字村西582-1", Nearness.SAME),
        (HOME, "会津若松市門田町大字飯寺字村西582番地", Nearness.NEAR),
        (HOME, "会津若松市門田町大字飯守字村西582番地1", Nearness.NEAR),
        (HOME, "会津若松市門田町大字飯寺字村西583番地1", Nearness.TOWN),
        (HOME, "会津若松市東栄町3番46号", Nearness.OTHER),
        (HOME, "喜多方市門田町大字飯寺字村西582番地1", Nearness.OTHER),
        (HOME, "", Nearness.OPEN),
        ("会津若松市河東町広田字横堀12", "河沼郡河東町大字広田字横堀12番地", Nearness.SAME),
        ("喜多方市山都町木曽字家ノ前64-1", "山都町木曽家ノ前64番地の1", Nearness.SAME),
        ("札幌市中央区北一条西二丁目3番", "札幌市中央区北1条西2丁目3番地", Nearness.SAME),
        ("札幌市中央区北一条西二丁目3番", "札幌市中央区北1条西3丁目3番地", Nearness.TOWN),
        ("東京都千代田区霞が関一丁目2番3号", "千代田区霞ヶ関1-2-3 第一ビル501号", Nearness.SAME),
        ("河沼郡会津坂下町字市中三番甲35-18", "会津坂下町市中3番甲３５番地１８", Nearness.SAME),
        ("河沼郡会津坂下町字市中三番甲35-18", "会津坂下町字市中三番甲38番地9", Nearness.TOWN),
        ("河沼郡会津坂下町惣六二千九百七十二番地", "会津坂下町惣六2972", Nearness.SAME),
    ],
)
def test_how_near_two_addresses_are(left: str, right: str, nearness: Nearness) -> None:
    assert reader().compare(left, right) is nearness
    assert reader().compare(right, left) is nearness


_WRITTEN = st.text(
    alphabet="福島県会津若松市東栄町大字〇一二三千百十番地号丁目の-ー－1２３ 第甲条線ノ階F号室", max_size=30
)


@given(_WRITTEN, _WRITTEN)
def test_any_two_texts_can_be_compared_either_way(left: str, right: str) -> None:
    assert reader().compare(left, right) is reader().compare(right, left)


@given(st.one_of(_WRITTEN, st.text(max_size=40)))
def test_any_text_is_read_and_is_the_same_as_itself(text: str) -> None:
    reader().numbers(text)
    assert reader().compare(text, text) is (Nearness.SAME if text else Nearness.OPEN)
    reader().compare(text, HOME)
