"""Variants of one ideograph are found as one; different names stay different."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.lib.japanese.kanji import Likeness, likeness, reduce, reduction, search_key


@pytest.mark.parametrize(
    "variants",
    ["高髙", "崎﨑嵜", "辺邊邉", "斎齋齊斉", "吉𠮷", "浜濱濵", "沢澤", "真眞", "徳德", "槇槙", "桑桒",
     "島嶋嶌", "富冨", "柳栁桺", "橋槗𣘺", "土圡", "昇曻", "静靜", "塚塚", "神神", "広廣",
     "国國", "桜櫻", "竜龍", "曽曾", "角⻆⾓", "長⻑⾧", "青⻘靑"],
)  # fmt: skip
def test_all_variants_reduce_to_one(variants: str) -> None:
    assert len({reduce(variant) for variant in variants}) == 1


@pytest.mark.parametrize(
    "different", ["渡渉", "葵紬", "太大", "土士", "未末", "穂恩", "真塁", "曽宏", "遠藤", "佐左"]
)
def test_different_characters_stay_different(different: str) -> None:
    assert len({reduce(character) for character in different}) == len(different)


def test_a_variation_selector_does_not_hide_a_name() -> None:
    assert reduce("葛󠄀城") == "葛城"


def test_the_search_key_ignores_spaces_widths_and_variants() -> None:
    assert search_key("渡邊　髙志") == search_key("渡辺高志")
    assert search_key("ﾜﾀﾅﾍﾞ") == search_key("わたなべ")


def test_a_reduction_keeps_the_original_and_says_where_it_is_not_one_to_one() -> None:
    plain = reduction("渡邉 髙志")
    assert (plain.original, plain.reduced, plain.unsure, plain.unreadable) == (
        "渡邉 髙志",
        "渡辺 高志",
        "",
        "",
    )
    doubtful = reduction("乒田〓\ue000")
    assert (doubtful.unsure, doubtful.unreadable) == ("乒", "〓\ue000")


@given(st.text(max_size=60))
def test_reducing_twice_is_reducing_once(text: str) -> None:
    assert reduce(reduce(text)) == reduce(text)
    assert search_key(search_key(text)) == search_key(text)


# Old form and new, of 当用漢字字体表 and 人名用漢字別表第二, and some that families write.
OLD_AND_NEW = """
亞亜 惡悪 爲為 榮栄 衞衛 圓円 緣縁 應応 櫻桜 奧奥 橫横 溫温 價価 壞壊 樂楽 卷巻 寬寛 氣気 僞偽 虛虚 峽峡
狹狭 曉暁 勳勲 薰薫 惠恵 揭掲 鷄鶏 藝芸 縣県 儉倹 劍剣 險険 圈圏 檢検 顯顕 嚴厳 廣広 恆恒 黃黄 國国 黑黒
雜雑 兒児 實実 壽寿 收収 從従 澁渋 縱縦 緖緒 敍叙 將将 涉渉 燒焼 奬奨 條条 狀状 乘乗 淨浄 疊畳 孃嬢 讓譲
眞真 愼慎 盡尽 穗穂 瀨瀬 靜静 攝摂 專専 戰戦 禪禅 壯壮 莊荘 巢巣 曾曽 裝装 藏蔵 卽即 帶帯 瀧滝 單単 團団
彈弾 晝昼 鑄鋳 廳庁 聽聴 鎭鎮 轉転 傳伝 嶋島 稻稲 德徳 拜拝 賣売 髮髪 晚晩 祕秘 冨富 拂払 佛仏 步歩 峯峰
每毎 萬万 埜野 彌弥 藥薬 與与 樣様 謠謡 來来 賴頼 覽覧 龍竜 綠緑 禮礼 曆暦 歷歴 鍊錬 郞郎 錄録 會会 澤沢
邊辺 齋斎 濱浜 學学 體体 當当 對対 豐豊 寶宝 鐵鉄 驛駅 圖図 變変 戀恋 灣湾 舊旧 稱称 讀読 續続 絲糸 聲声
醫医 壹壱 參参 雙双 獨独 螢蛍 營営 槪概 鄕郷 喜㐂 桑桒 柳栁 館舘 秋穐 遥遙 尭堯 槙槇 凜凛 晋晉 桧檜 薮藪
耀燿 瑶瑤 駆駈 灯燈 麹麴
"""


@pytest.mark.parametrize("pair", OLD_AND_NEW.split())
def test_old_and_new_form_are_found_as_one(pair: str) -> None:
    assert likeness(pair[0], pair[1]) in (Likeness.VARIANT, Likeness.DOUBTFUL)


@pytest.mark.parametrize(
    "mark",
    [
        "〓",
        "\ue000",
        "\ufffd",
        "■",
        "(外字)",
        "【外字00123】",
        "&MJ012345;",
        "MJ012345",
        "&#xE000;",
        "⿰木神",
    ],
)
def test_whatever_stands_for_a_character_that_is_not_there_is_named(mark: str) -> None:
    assert reduction(f"渡{mark}太郎").unreadable == mark
    assert likeness(f"渡{mark}太郎", "渡邉太郎") is Likeness.POSSIBLE
    assert likeness(f"渡{mark}太郎", "渡邉次郎") is Likeness.DIFFERENT
    assert likeness(f"渡{mark}太郎", f"渡{mark}太郎") is Likeness.POSSIBLE


@pytest.mark.parametrize(
    ("left", "right", "how"),
    [("渡辺 高志", "渡辺高志", Likeness.SAME), ("葛󠄀城", "葛城", Likeness.SAME), ("渡邉髙志",
    "渡辺高志", Likeness.VARIANT),
     ("斉藤", "斎藤", Likeness.DOUBTFUL), ("辨野", "辯野", Likeness.DOUBTFUL), ("傅",
     "伝", Likeness.DOUBTFUL), ("乒田",
     "丘田", Likeness.DOUBTFUL),
     ("土田", "士田", Likeness.DIFFERENT), ("", "", Likeness.SAME), ("渡?",
     "渡辺", Likeness.POSSIBLE), ("だれ?", "だれか", Likeness.DIFFERENT)],
)  # fmt: skip
def test_how_two_writings_are_alike_is_said(left: str, right: str, how: Likeness) -> None:
    assert likeness(left, right) is likeness(right, left) is how


def test_characters_that_are_compared_with_others_as_one_are_named() -> None:
    assert reduction("斉藤").joined == "斉"
    assert reduction("渡邉").certain
    assert not reduction("斉藤").certain


@given(st.text(max_size=30), st.text(max_size=30))
def test_likeness_is_the_same_both_ways(left: str, right: str) -> None:
    assert likeness(left, right) is likeness(right, left)
    assert likeness(left, left) in (Likeness.SAME, Likeness.POSSIBLE)
