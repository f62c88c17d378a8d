"""Keys are equal for all writings of one name, and different for different names."""

from __future__ import annotations

import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from madoguchi.lib.japanese.companies import FORMS, corporate_key, read_company
from madoguchi.lib.japanese.kanji import reduce
from madoguchi.lib.japanese.lots import lot_key
from madoguchi.lib.japanese.name_keys import name_key, unordered_name_key
from madoguchi.lib.japanese.text import to_half_width_kana, to_hiragana

KANJI = {"高": "髙", "辺": "邊邉", "斎": "齋", "国": "國", "沢": "澤", "広": "廣", "真": "眞", "崎": "﨑",
"吉": "𠮷", "浜": "濱", "会": "會",
         "桜": "櫻", "恵": "惠", "竜": "龍", "山": "", "田": "", "太": "", "郎": "郞", "花": "",
         "子": ""}  # fmt: skip
KATAKANA = "アイウエオカガキギクグサザシジタダチテデトドナニハバパヒビピフブプマミムヤユヨラリルレロワン"
SPACES = st.sampled_from(["", " ", "　", "  ", "\u00a0"])
PLAIN_FORMS = ("株式会社", "有限会社", "合同会社", "医療法人", "宗教法人", "一般社団法人", "社会福祉法人")


@st.composite
def names_and_writings(draw: st.DrawFn) -> tuple[str, str]:
    """A name, and the same name with old kanji, spaces and variation selectors."""
    name = draw(st.text(alphabet="".join(KANJI), min_size=1, max_size=6))
    written = ""
    for character in name:
        written += draw(st.sampled_from([character, *KANJI[character]]))
        written += draw(st.sampled_from(["", "", "\U000e0100", "\ufe00"])) + draw(SPACES)
    return name, written


@given(names_and_writings())
def test_old_kanji_spaces_and_selectors_change_no_key(both: tuple[str, str]) -> None:
    name, written = both
    assert name_key(written) == name_key(name) == name_key(reduce(written))


@given(
    st.text(alphabet=KATAKANA + "ー", min_size=1, max_size=10).filter(lambda name: not name.startswith("ー"))
)
def test_the_width_and_the_kind_of_kana_change_no_key(name: str) -> None:
    key = name_key(name)
    for written in (to_half_width_kana(name), to_hiragana(name), unicodedata.normalize("NFD", name)):
        assert name_key(written) == key


@given(st.text(alphabet=KATAKANA, min_size=1, max_size=6), st.text(alphabet=KATAKANA, min_size=1, max_size=6),
       st.sampled_from("‐‑‒–—―−－-"))  # fmt: skip
def test_whatever_stands_for_a_long_vowel_is_one(before: str, behind: str, dash: str) -> None:
    assert name_key(f"{before}{dash}{behind}") == name_key(f"{before}ー{behind}")


@given(names_and_writings(), names_and_writings())
def test_names_of_other_kanji_have_other_keys(left: tuple[str, str], right: tuple[str, str]) -> None:
    assert (name_key(left[1]) == name_key(right[1])) == (left[0] == right[0])


@given(names_and_writings(), st.sampled_from(PLAIN_FORMS), st.booleans(), SPACES, st.data())
def test_every_writing_of_a_form_is_one(
    both: tuple[str, str], form: str, first: bool, space: str, data: st.DataObject
) -> None:
    name, written = both
    short = data.draw(st.sampled_from([form, *FORMS[form]]))
    full = f"{form}{name}" if first else f"{name}{form}"
    for sign in (short, short.replace("(", "（").replace(")", "）")):
        other = f"{sign}{space}{written}" if first else f"{written}{space}{sign}"
        assert corporate_key(other) == corporate_key(full)
    assert corporate_key(full) != corporate_key(name)


@given(st.text(max_size=30))
def test_the_short_way_to_a_corporate_key_is_the_long_one(text: str) -> None:
    company = read_company(text)
    assert corporate_key(text) == (name_key(text) if company is None else company.key)


@example("・㈱")
@given(st.text(alphabet="(株)㈱有限会社株式山田 　・ｶ)カ支店協同組合農", max_size=14))
def test_the_short_way_is_the_long_one_for_what_looks_like_companies(text: str) -> None:
    company = read_company(text)
    assert corporate_key(text) == (name_key(text) if company is None else company.key)


@given(st.permutations(["JOHN", "Smith", "ＭＡＲＩＡ"]), st.sampled_from([" ", ", ", "・", "　"]))
def test_the_order_of_words_changes_no_unordered_key(words: list[str], joint: str) -> None:
    assert unordered_name_key(joint.join(words)) == unordered_name_key("JOHN Smith MARIA")


@given(
    st.integers(1, 9999),
    st.integers(1, 99),
    st.sampled_from(["番地", "番", "番地の", "番の", "の", "-", "－", "ー", "−", "‐", "ノ", " - ", "番　"]),
    st.booleans(),
)
def test_every_writing_of_a_lot_is_one(first: int, branch: int, joint: str, wide: bool) -> None:
    written = f"{first}{joint}{branch}"
    if wide:
        written = written.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert lot_key(written) == f"{first}-{branch}"
