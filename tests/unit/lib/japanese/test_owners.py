"""Owners as notices and ledgers write them; who is compared, and what had to be assumed."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.lib.japanese.owners import OwnerKind, name_key, read_owner, read_owners, unordered_name_key

HALF = Fraction(1, 2)


@pytest.mark.parametrize(
    "written",
    ["山田太郎", "山田　太郎", "山 田 太 郎", "山田 太郎 様", "亡山田太郎", "故 山田太郎",
    "持分２分の１ 山田太郎", "山田太郎 1/2", "山田太郎（持分1/2）",
     "山田太郎（ヤマダ タロウ）", "共有者 山田太郎", "代表取締役 山田太郎", "山田太郎（旧氏佐藤）",
     "山田[佐藤]太郎", "亡山田太郎相続財産清算人 佐藤一郎",
     "山田太郎相続人代表者", "山田太郎 成年後見人 佐藤一郎", "山田太郎（昭和10年3月3日生）",
     "氏名：山田太郎"],
)  # fmt: skip
@pytest.mark.parametrize("divide", [True, False])
def test_whatever_stands_beside_a_name_the_person_has_one_key(written: str, divide: bool) -> None:
    owner = read_owner(written, divide=divide)
    assert (owner.kind, owner.key, owner.original) == (OwnerKind.PERSON, name_key("山田太郎"), written)


def test_a_written_split_is_certain_and_one_by_the_dictionary_is_not() -> None:
    written, joined, left = (
        read_owner("山田　太郎"),
        read_owner("山田太郎"),
        read_owner("山田太郎", divide=False),
    )
    assert (written.family, written.given, written.certain) == ("山田", "太郎", True)
    assert (joined.family, joined.given, joined.certain) == ("山田", "太郎", False)
    assert (left.family, left.given, left.certain) == ("山田太郎", "", False)


@pytest.mark.parametrize(
    "written", ["㈱山田建設", "(株)山田建設", "（株）山田建設", "株式会社　山田建設", "㍿山田建設",
    "株式會社山田建設", "㈱山田建設 会津支店",
                "株式会社山田建設 代表取締役 山田一郎", "株式会社山田建設代表取締役山田一郎",
                "持分２分の１ (株)山田建設"],
)  # fmt: skip
def test_a_company_is_one_in_every_writing(written: str) -> None:
    owner = read_owner(written)
    assert (owner.kind, owner.name) == (OwnerKind.CORPORATION, "株式会社山田建設")
    assert owner.key == read_owner("株式会社山田建設").key


def test_a_form_behind_the_name_is_another_company() -> None:
    assert read_owner("山田建設（株）").key != read_owner("㈱山田建設").key


def test_who_acts_for_an_owner_is_not_the_owner() -> None:
    company = read_owner("㈱山田建設 代表取締役 山田一郎")
    assert (company.title, company.representative) == ("代表取締役", "山田一郎")
    estate = read_owner("亡山田太郎相続財産清算人 佐藤一郎")
    assert (estate.deceased, estate.title, estate.representative) == (True, "相続財産清算人", "佐藤一郎")


@pytest.mark.parametrize(
    ("written", "former"),
    [
        ("山田[佐藤]花子", "佐藤"),
        ("山田（佐藤）花子", "佐藤"),
        ("山田 花子（旧姓　佐藤）", "佐藤"),
        ("山田 花子（佐藤 花子）", "佐藤"),
    ],
)
def test_a_former_family_name_is_read_wherever_it_stands(written: str, former: str) -> None:
    owner = read_owner(written)
    assert (owner.family, owner.given, owner.former_family) == ("山田", "花子", former)
    assert name_key("佐藤花子") in owner.keys


@pytest.mark.parametrize(
    ("written", "family", "given", "certain"),
    [("Smith, John", "Smith", "John", True), ("John SMITH", "SMITH", "John", True), ("SMITH JOHN",
    "SMITH JOHN", "", False),
     ("スミス　ジョン", "スミス", "ジョン", False), ("ジョン・スミス（JOHN SMITH）", "ジョン・スミス", "",
     False)],
)  # fmt: skip
def test_foreign_names_are_split_only_where_it_is_written(
    written: str, family: str, given: str, certain: bool
) -> None:
    owner = read_owner(written)
    assert (owner.family, owner.given, owner.certain) == (family, given, certain)


def test_a_name_in_use_is_a_key_too() -> None:
    for written in ("金　哲秀（通称 金田哲）", "通称金田哲こと金　哲秀"):
        owner = read_owner(written)
        assert (owner.family, owner.given, owner.alias) == ("金", "哲秀", "金田哲")
        assert set(owner.keys) == {name_key("金哲秀"), name_key("金田哲")}


@pytest.mark.parametrize(
    "written", ["山田ことみ", "佐藤こと江", "外山太郎", "小野寺", "福島県子", "故島太郎"]
)
def test_names_that_look_like_words_stay_names(written: str) -> None:
    owner = read_owner(written)
    assert owner.kind is OwnerKind.PERSON
    assert not owner.alias


@pytest.mark.parametrize(
    ("written", "kind"),
    [("飯寺自治会", OwnerKind.GROUP), ("大字飯寺", OwnerKind.GROUP), ("八幡神社", OwnerKind.GROUP),
     ("国土交通省", OwnerKind.CORPORATION),
     ("福島県", OwnerKind.CORPORATION), ("", OwnerKind.UNKNOWN), ("12345", OwnerKind.UNKNOWN),
     ("株式会社", OwnerKind.UNKNOWN),
     ("亡", OwnerKind.UNKNOWN), ("不詳", OwnerKind.UNKNOWN)],
)  # fmt: skip
def test_what_is_no_person_is_told(written: str, kind: OwnerKind) -> None:
    assert read_owner(written).kind is kind


def test_a_character_that_nobody_can_read_is_said() -> None:
    assert not read_owner("渡〓　太郎").certain
    assert not read_owner("渡\ue000　太郎").certain


@pytest.mark.parametrize(
    "written",
    ["持分２分の１ 山田太郎 ２分の１ 山田花子", "山田太郎 2分の1 山田花子 2分の1",
    "山田太郎、山田花子 持分各2分の1", "山田太郎（持分1/2）、山田花子（持分1/2）",
     "①山田太郎 2分の1 ②山田花子 2分の1", "(1)持分1/2 山田太郎(2)持分1/2 山田花子",
     "1 山田太郎 1/2 2 山田花子 1/2", "山田太郎（持分 1/2）・山田花子（持分 1/2）",
     "共有者 持分2分の1 山田太郎 2分の1 山田花子", "持分２分の１ 山田太郎\n持分２分の１ 山田花子",
     "山田太郎1/2/山田花子1/2"],
)  # fmt: skip
def test_joint_owners_are_read_with_their_shares(written: str) -> None:
    read = read_owners(written, divide=False)
    assert [(owner.name, owner.share) for owner in read.owners] == [("山田太郎", HALF), ("山田花子", HALF)]
    assert read.total_share == 1
    assert not read.problems


def test_the_same_family_is_read_only_where_it_is_known() -> None:
    known = read_owners("山田　太郎、同　花子").owners[1]
    assert (known.family, known.given, known.certain) == ("山田", "花子", False)
    assert not read_owners("山田太郎、同 花子", divide=False).owners[1].certain


@pytest.mark.parametrize("written", ["A&B Co., Ltd.", "ABC Inc", "Yamada Corporation", "ABC K.K."])
def test_companies_from_abroad_are_no_people(written: str) -> None:
    (owner,) = read_owners(written).owners
    assert (owner.kind, owner.corporate_name) == (OwnerKind.CORPORATION, written)


def test_who_is_not_named_is_counted() -> None:
    assert read_owners("山田　太郎 外２名").others == 2
    assert read_owners("山田　太郎 他三人").others == 3
    assert not read_owners("山田　太郎 外２名").certain


@pytest.mark.parametrize("written", ["山田太郎 持分２分の３", "持分4分の3 山田太郎、持分4分の3 山田花子"])
def test_shares_above_one_are_a_problem(written: str) -> None:
    assert read_owners(written).problems == ("持分が1を超えています。",)


def test_a_dot_parts_owners_in_kanji_but_no_companies_and_no_foreign_names() -> None:
    assert len(read_owners("山田太郎・山田花子").owners) == 2
    assert not read_owners("山田太郎・山田花子").certain
    assert len(read_owners("株式会社山田・佐藤").owners) == 1
    assert len(read_owners("ジョン・スミス").owners) == 1
    assert len(read_owners("SMITH, JOHN").owners) == 1


@pytest.mark.parametrize(
    ("left", "right"),
    [("渡邉　髙志", "渡辺高志"), ("佐々木", "佐佐木"), ("ﾜﾀﾅﾍﾞ ﾀｶｼ", "わたなべ・たかし"), ("サ−トウ",
    "サートウ"), ("みすゞ", "みすず"),
     ("葛󠄀城", "葛城"), ("Ｓｍｉｔｈ", "SMITH"), ("齋藤", "斎藤"), ("ハツヱ", "ハツエ")],
)  # fmt: skip
def test_writings_of_one_name_have_one_key(left: str, right: str) -> None:
    assert name_key(left) == name_key(right)


@pytest.mark.parametrize(
    ("left", "right"),
    [("太田", "大田"), ("佐藤", "左藤"), ("土田", "士田"), ("ハナ", "バナ"), ("ユキ", "ユーキ")],
)
def test_different_names_have_different_keys(left: str, right: str) -> None:
    assert name_key(left) != name_key(right)


def test_words_in_another_order_have_one_unordered_key() -> None:
    assert unordered_name_key("SMITH JOHN") == unordered_name_key("John・Smith")


@pytest.mark.parametrize(
    ("written", "name", "branch"),
    [("東北電力（株）会津支店", "東北電力株式会社", "会津支店"), ("信託受託者 三井信託銀行㈱",
    "三井信託銀行株式会社", ""), ("（カ）ヤマダ", "株式会社ヤマダ", ""),
     ("ヤマダ(カ", "ヤマダ株式会社", ""), ("医）山田会", "医療法人山田会", ""), ("山田商店（有",
     "山田商店有限会社", ""),
     ("全国農業協同組合連合会", "全国農業協同組合連合会", ""), ("会津農協", "会津農業協同組合",
     ""), ("NPO法人あいづ", "特定非営利活動法人あいづ", ""),
     ("㈱ヤマダ（ヤマダ）御中", "株式会社ヤマダ", "")],
)  # fmt: skip
def test_forms_are_found_wherever_they_stand(written: str, name: str, branch: str) -> None:
    owner = read_owner(written)
    assert (owner.kind, owner.name, owner.branch) == (OwnerKind.CORPORATION, name, branch)


@pytest.mark.parametrize(
    ("written", "kind", "certain"),
    [("喜多方市", OwnerKind.CORPORATION, True), ("福島県喜多方市", OwnerKind.CORPORATION, True),
     ("長谷川与市", OwnerKind.PERSON, False),
     ("喜多方市長 山田太郎", OwnerKind.CORPORATION, False), ("農林水産大臣", OwnerKind.CORPORATION, False),
     ("飯寺区 区長 山田太郎", OwnerKind.GROUP, False), ("山田商店", OwnerKind.UNKNOWN, False),
     ("山田商店こと山田太郎", OwnerKind.PERSON, False)],
)  # fmt: skip
def test_bodies_without_a_form_are_certain_only_where_a_list_has_them(
    written: str, kind: OwnerKind, certain: bool
) -> None:
    assert (read_owner(written).kind, read_owner(written).certain) == (kind, certain)


@pytest.mark.parametrize(
    "written",
    ["山田太郎 山田花子", "山田建設 会津", "星建設 太郎", "福島県 土木部", "有限会社山田商店 山田太郎",
    "東京都千代田区1-2-3 山田太郎", "山田 太郎2", "山田 太郎 花子",
     "スミス ジョン", "山田（佐藤）花子", "佐藤　花子（昭和10年生）"],
)  # fmt: skip
def test_what_may_be_something_else_is_never_certain(written: str) -> None:
    assert not read_owner(written).certain


def test_what_is_too_long_for_a_name_is_not_divided() -> None:
    read = read_owner("若松" + "太" * 300)
    assert (len(read.family), read.given, read.certain) == (302, "", False)


def test_a_variation_selector_stays_with_its_character() -> None:
    owner = read_owner("渡邉\U000e0100太郎")
    assert (owner.family, owner.given) == ("渡邉\U000e0100", "太郎")


_LETTERS = st.text(
    alphabet="名三及び山田太郎長谷川市村区花子亡故様殿代相続人社会組商店寺こと外国省大臣ハナはな",
    min_size=1,
    max_size=4,
)


@given(_LETTERS, _LETTERS)
def test_the_short_way_for_plain_names_reads_what_the_long_one_reads(family: str, given_name: str) -> None:
    short, long = read_owner(f"{family} {given_name}"), read_owner(f" {family} {given_name} ")
    assert replace(long, original=short.original) == short
    assert [one.name for one in read_owners(f"{family} {given_name}").owners] == [
        one.name for one in read_owners(f" {family} {given_name} ").owners
    ]


@given(st.text(max_size=40))
def test_no_text_breaks_a_reader_and_keys_of_keys_are_themselves(text: str) -> None:
    assert read_owner(text, divide=False).original == text
    assert read_owners(text, divide=False).original == text
    key = name_key(text)
    assert name_key(key) == key
