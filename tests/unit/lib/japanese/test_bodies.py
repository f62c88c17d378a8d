"""Names that are no person's, and names that only look so."""

from __future__ import annotations

import pytest

from madoguchi.lib.japanese.bodies import Body, body_of


@pytest.mark.parametrize(
    "name",
    [
        "国",
        "国土交通省",
        "福島県",
        "東京都",
        "喜多方市",
        "西会津町",
        "耶麻郡西会津町",
        "福島県昭和村",
        "札幌市中央区",
    ],
)
def test_the_state_and_municipalities_stand_in_lists(name: str) -> None:
    assert body_of(name) is Body.PUBLIC


@pytest.mark.parametrize("name", ["喜多方市長", "福島県知事", "農林水産大臣"])
def test_an_office_is_told_from_who_holds_it(name: str) -> None:
    assert body_of(name) is Body.OFFICE


@pytest.mark.parametrize(
    "name",
    [
        "飯寺自治会",
        "大字飯寺",
        "八幡神社",
        "上の山共有地",
        "西町行政区",
        "観音講中",
        "会津開発公社",
        "水資源開発公団",
    ],
)
def test_groups_are_known_by_how_their_name_ends(name: str) -> None:
    assert body_of(name) is Body.GROUP


@pytest.mark.parametrize("name", ["山田商店", "佐藤工務店", "星建設"])
def test_a_name_of_a_business_may_be_that_of_a_person(name: str) -> None:
    assert body_of(name) is Body.TRADE_NAME


@pytest.mark.parametrize(
    "name", ["", "小野寺", "長谷川与市", "西村", "市", "中村", "大字", "建設", "山田太郎", "西園寺"]
)
def test_names_of_people_are_left_alone(name: str) -> None:
    assert body_of(name) is None
