"""One owner as a registry notice or a ledger writes it: title, share, former name, company form and all.

Sources: see `owners`, through which programs read owners.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction

from madoguchi.lib.japanese.companies import corporate_key, read_company
from madoguchi.lib.japanese.kanji import reduction
from madoguchi.lib.japanese.name_keys import name_key
from madoguchi.lib.japanese.numbers import read_share
from madoguchi.lib.japanese.owner_words import (
    AFTER_NAMES,
    DECEASED,
    GROUPS,
    LABELS,
    MAY_BE_PERSON,
    NO_NAMES,
    PUBLIC_BODIES,
    TITLES,
)
from madoguchi.lib.japanese.text import is_kana, is_katakana, tidy_line, to_katakana

LONGEST_OWNER = 400
"""Characters of one owner; what is longer is none."""


class OwnerKind(Enum):
    """What an owner is."""

    PERSON = "person"
    CORPORATION = "corporation"
    GROUP = "group"
    """自治会, 共有地, 大字 and others without a form of their own."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class OwnerName:
    """One owner. What is not written is empty.

    `family` and `given` are as written (a name of one word that could not be split has all in `family`).
    `kana` is katakana. `alias` is a 通称, `roman` the name in roman letters. `title` is 代表取締役,
    相続財産清算人 …, and `representative` who has it, where the owner is named before. `share` may be above
    one: refuse it. `notes` is what stood in brackets and was not understood. `assumed` says in Japanese
    what is not written so; `certain` is false whenever it says anything, or when the kind is unknown.
    """

    kind: OwnerKind
    original: str
    family: str = ""
    given: str = ""
    kana: str = ""
    former_family: str = ""
    alias: str = ""
    roman: str = ""
    corporate_name: str = ""
    company_form: str = ""
    form_is_first: bool = False
    branch: str = ""
    title: str = ""
    representative: str = ""
    deceased: bool = False
    share: Fraction | None = None
    notes: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()

    @property
    def certain(self) -> bool:
        """Whether all of it is as written."""
        return not self.assumed and not self.notes and self.kind is not OwnerKind.UNKNOWN

    @property
    def name(self) -> str:
        """The name in one line: 山田 太郎, 株式会社山田建設."""
        if not self.corporate_name:
            return f"{self.family} {self.given}".strip()
        if self.form_is_first:
            return f"{self.company_form}{self.corporate_name}"
        return f"{self.corporate_name}{self.company_form}"

    @property
    def key(self) -> str:
        """What is compared: `name_key` of a person, `corporate_key` of all others."""
        return corporate_key(self.name) if self.corporate_name else name_key(self.name)

    @property
    def keys(self) -> tuple[str, ...]:
        """All keys under which the owner may be known: name, former name, 通称, roman letters; each once."""
        names = [self.name, self.alias, self.roman]
        if self.former_family:
            names.append(f"{self.former_family}{self.given}")
        found = [self.key, *(name_key(name) for name in names[1:] if name)]
        return tuple(dict.fromkeys(filter(None, found)))


# --- one owner -----------------------------------------------------------------------------------------

_TITLES = "|".join(sorted(map(re.escape, TITLES), key=len, reverse=True))
_TITLE_FIRST = re.compile(rf"(?:{_TITLES})[:\s]*")
# A long title cannot be part of a name; a short one (区長, 理事) has to stand apart.
_LONG_TITLES = "|".join(sorted((title for title in TITLES if len(title) > 3), key=len, reverse=True))
_TITLE_BETWEEN = re.compile(
    rf"(?:\s+|(?<=\S\S)(?={_LONG_TITLES}))(?P<title>(?:{_TITLES})(?:\s?(?:{_TITLES}))*)[:\s]*(?P<rest>\S.*)?$"
)
_LABEL = re.compile(rf"(?:{'|'.join(sorted(LABELS, key=len, reverse=True))})[:\s]+")
_DECEASED = re.compile(rf"(?:{'|'.join(DECEASED)})\s*(?=\S\S)")
_AFTER = re.compile(rf"\s*(?:{'|'.join(sorted(AFTER_NAMES, key=len, reverse=True))})$")
_BRACKETED = re.compile(r"\s*[(\[〔【「]([^()\[\]〔〕【】「」]*)[)\]〕】」]\s*")
SHARE = re.compile(
    r"\(?\s*(?:(?:所有権|共有)?持分(?:割合)?[:の]?\s*)?(?:各\s*)?"
    r"(?:[\d一二三四五六七八九十百千万〇壱弐参拾]+分の[\d一二三四五六七八九十百千万〇壱弐参拾]+|(?<![\d/.-])\d+[/⁄]\d+(?![\d.-]|/\d))\s*\)?"
)
_ALIAS = re.compile(r"(?:通称名?[:\s]*)?(?P<alias>\S.+?)\s*こと\s*(?P<name>\S.{2,})$")
_SAID = re.compile(
    r"(?P<word>旧氏|旧姓|通称名?|併記名|ローマ字氏名|ローマ字|ふりがな|フリガナ|カナ|本名)[:\s]*(?P<said>.+)$"
)
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f][A-Za-z\u00c0-\u024f .,'’-]*")
IDEOGRAPH = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff々〆〓\ue000-\uf8ff]")
_SPLIT = "姓と名の区切りが書かれていないため、名前の辞書で分けました。"
_UNSPLIT = "姓と名の区切りが分かりません。"
_BY_SUFFIX = "名前の終わりの言葉から、個人ではないと読みました。"
_BY_COMMON = "括弧の中の名前を旧氏と読みました。"


def read_owner(text: str, *, divide: bool = True) -> OwnerName:
    """One owner. With `divide=False` a joined name is not split by the dictionary, which takes most of the
    time.

    >>> owner = read_owner("持分２分の１　亡山田太郎（旧氏 佐藤）", divide=False)
    >>> owner.family, owner.share, owner.deceased, owner.former_family
    ('山田太郎', Fraction(1, 2), True, '佐藤')
    >>> read_owner("㈱山田建設 代表取締役 山田一郎").name
    '株式会社山田建設'
    """
    line = tidy_line(text)
    if not line or len(line) > LONGEST_OWNER:
        return OwnerName(OwnerKind.UNKNOWN, text, family=line[:LONGEST_OWNER])
    owner = OwnerName(OwnerKind.UNKNOWN, text)
    owner, line = _take_share(owner, line)
    line = _LABEL.sub("", line, count=1) if _LABEL.match(line) else line
    company = _corporation(owner, line)
    if company is not None:
        return company
    owner, line = _take_words(owner, line)
    owner, line = _take_brackets(owner, line)
    owner, line = _take_alias(owner, line)
    return _named(owner, line, divide=divide)


def _take_share(owner: OwnerName, line: str) -> tuple[OwnerName, str]:
    found = SHARE.search(line)
    if found is None:
        return owner, line
    share = read_share(found.group().replace("各", ""))
    if share is None:
        return owner, line
    rest = f"{line[: found.start()]} {line[found.end() :]}"
    return replace(owner, share=share), re.sub(r"^持分[:\s]+", "", rest.strip(" 、,:"))


def _corporation(owner: OwnerName, line: str) -> OwnerName | None:
    """A body with a form, its branch and who acts for it."""
    first, between = line, _TITLE_BETWEEN.search(line)
    if between is not None and read_company(line[: between.start()]) is not None:
        first = line[: between.start()]
        owner = replace(owner, title=between["title"].replace(" ", ""), representative=between["rest"] or "")
    # (株) is a form; what else stands in brackets is no part of the name.
    others = [one for one in _BRACKETED.finditer(first) if read_company(f"{one.group().strip()}甲") is None]
    for one in others:
        first = first.replace(one.group(), " ").strip()
    company = read_company(_AFTER.sub("", first))
    if company is None:
        return None
    kana = [one[1].strip() for one in others if is_kana(one[1])]
    notes = tuple(one[1].strip() for one in others if one[1].strip() and not is_kana(one[1]))
    return replace(
        owner, kind=OwnerKind.CORPORATION, corporate_name=company.name, company_form=company.form,
        form_is_first=company.form_is_first, branch=company.branch, kana=to_katakana(kana[0]) if kana else "",
        notes=notes,
    )  # fmt: skip


def _take_words(owner: OwnerName, line: str) -> tuple[OwnerName, str]:
    """亡, titles before the name, titles of who acts for it, 様 and 相続財産 behind it."""
    deceased = _DECEASED.match(line)
    if deceased is not None:
        owner, line = replace(owner, deceased=True), line[deceased.end() :]
    between = _TITLE_BETWEEN.search(line)
    if between is not None and between.start() > 0:
        owner = replace(owner, title=between["title"].replace(" ", ""), representative=between["rest"] or "")
        line = line[: between.start()]
    title = _TITLE_FIRST.match(line)
    if title is not None and title.end() < len(line) and not owner.title:
        owner, line = replace(owner, title=title.group().strip(" :")), line[title.end() :]
        deceased = _DECEASED.match(line)
        if deceased is not None:
            owner, line = replace(owner, deceased=True), line[deceased.end() :]
    while (after := _AFTER.search(line)) is not None and after.start() > 1:
        if after.group().strip().startswith("相続"):
            owner = replace(owner, deceased=True, title=owner.title or after.group().strip())
        line = line[: after.start()]
    return owner, line


def _take_brackets(owner: OwnerName, line: str) -> tuple[OwnerName, str]:
    while (found := _BRACKETED.search(line)) is not None:
        inner = found[1].strip()
        before, after = line[: found.start()].strip(), line[found.end() :].strip()
        owner = _bracketed(owner, inner, before, after)
        line = f"{before} {after}".strip()
    return owner, line


def _bracketed(owner: OwnerName, inner: str, before: str, after: str) -> OwnerName:
    if not inner:
        return owner
    if inner in DECEASED or inner == "死亡":
        return replace(owner, deceased=True)
    said = _SAID.match(inner)
    if said is not None:
        return _said(owner, said["word"], said["said"].strip())
    if _LATIN.fullmatch(inner):
        return replace(owner, roman=inner)
    if before and after and " " not in inner and not is_kana(inner) and not owner.former_family:
        return replace(owner, former_family=inner)
    if is_kana(inner) and not owner.kana:
        return replace(owner, kana=to_katakana(inner))
    former = _former_family(before, inner)
    if former and not owner.former_family:
        return replace(owner, former_family=former, assumed=(*owner.assumed, _BY_COMMON))
    return replace(owner, notes=(*owner.notes, inner))


def _said(owner: OwnerName, word: str, said: str) -> OwnerName:
    if word in ("旧氏", "旧姓"):
        return replace(owner, former_family=said.split(" ")[0])
    if word in ("通称", "通称名", "併記名"):
        return replace(owner, alias=said)
    if word.startswith("ローマ字"):
        return replace(owner, roman=said)
    if word == "本名":
        return replace(owner, notes=(*owner.notes, f"{word} {said}"))
    return replace(owner, kana=to_katakana(said))


def _former_family(name: str, other: str) -> str:
    """佐藤 of 山田花子（佐藤花子）: the register writes the former name with the given name."""
    left, right = name.replace(" ", ""), other.replace(" ", "")
    common = 0
    while common < min(len(left), len(right)) - 1 and left[-1 - common] == right[-1 - common]:
        common += 1
    return right[:-common] if common else ""


def _take_alias(owner: OwnerName, line: str) -> tuple[OwnerName, str]:
    """通称 A こと B."""
    found = _ALIAS.match(line)
    if found is None or owner.alias or not (IDEOGRAPH.search(found["name"]) or " " in found["name"]):
        return owner, line
    said = "" if line.startswith("通称") else "「こと」の前を通称と読みました。"
    assumed = (*owner.assumed, said) if said else owner.assumed
    return replace(owner, alias=found["alias"], assumed=assumed), found["name"]


def _named(owner: OwnerName, line: str, *, divide: bool) -> OwnerName:
    """Kind and name of what is left."""
    line = line.strip(" 、,;:")
    if not line:
        return owner
    joined = line.replace(" ", "")
    if joined in NO_NAMES:
        return replace(owner, assumed=(*owner.assumed, "名前が書かれていません。"))
    if joined in PUBLIC_BODIES:
        return replace(owner, kind=OwnerKind.CORPORATION, corporate_name=joined)
    group = GROUPS.search(joined)
    short = len(joined) <= 4 and MAY_BE_PERSON.search(joined) is not None
    if group is not None and not (short and not joined.startswith("大字")):
        assumed = (*owner.assumed, _BY_SUFFIX)
        return replace(owner, kind=OwnerKind.GROUP, corporate_name=line, assumed=assumed)
    if _LATIN.fullmatch(line):
        return _in_latin(owner, line)
    if is_kana(line) and ("・" in line or " " in line):
        family, _, given = re.sub(r"\s*・\s*", " ", line).partition(" ")
        if "・" in line:
            return replace(owner, kind=OwnerKind.PERSON, family=line, assumed=(*owner.assumed, _UNSPLIT))
        return replace(owner, kind=OwnerKind.PERSON, family=family, given=given)
    return _in_kanji(owner, line, divide=divide)


def _in_latin(owner: OwnerName, line: str) -> OwnerName:
    """Which word is the family name is known by a comma, or by capitals among small letters."""
    roman = owner.roman or line
    family, comma, given = line.partition(",")
    if comma:
        return replace(owner, kind=OwnerKind.PERSON, family=family.strip(), given=given.strip(), roman=roman)
    words = line.split(" ")
    capital = [word for word in words if len(word) > 1 and word.isupper()]
    if len(capital) == 1 and len(words) > 1:
        given = " ".join(word for word in words if word != capital[0])
        return replace(owner, kind=OwnerKind.PERSON, family=capital[0], given=given, roman=roman)
    assumed = (*owner.assumed, _UNSPLIT)
    return replace(owner, kind=OwnerKind.PERSON, family=line, roman=roman, assumed=assumed)


def _kana_behind(owner: OwnerName, words: list[str]) -> tuple[OwnerName, list[str]]:
    """山田 太郎 ヤマダ タロウ: kana behind a whole name are its reading; one word may be a given name."""
    for count in (2, 1):
        said = words[count:]
        before = "".join(words[:count])
        if said and all(map(is_katakana, said)) and len(before) > 2 and IDEOGRAPH.search(before):
            if count == 1 and len(said) == 1 and len(said[0]) < 5:
                return owner, words
            assumed = (
                owner.assumed if count == 2 else (*owner.assumed, "後ろの片仮名を読み仮名と読みました。")
            )
            return replace(owner, kana=owner.kana or " ".join(said), assumed=assumed), words[:count]
    return owner, words


def _in_kanji(owner: OwnerName, line: str, *, divide: bool) -> OwnerName:
    owner, words = _kana_behind(owner, line.split(" "))
    if reduction(line).unreadable:
        owner = replace(owner, assumed=(*owner.assumed, "読めない文字（外字）があります。"))
    spread = len(words) > 2 and all(len(word) == 1 for word in words)
    if len(words) > 1 and not spread:
        given = "".join(words[1:])
        assumed = (
            owner.assumed
            if len(words) == 2
            else (*owner.assumed, "空白が二つ以上あり、はじめの言葉を姓と読みました。")
        )
        return replace(owner, kind=OwnerKind.PERSON, family=words[0], given=given, assumed=assumed)
    joined = "".join(words)
    if not (IDEOGRAPH.search(joined) or is_kana(joined)):
        return replace(owner, family=joined, assumed=(*owner.assumed, "氏名として読めません。"))
    if divide and len(joined) > 1:
        # Imported where it is used: the dictionary of the language is 70 MB.
        from madoguchi.lib.japanese.names import split_name

        split = split_name(joined) if not reduction(joined).unreadable else None
        if split is not None and split.given:
            assumed = (*owner.assumed, _SPLIT)
            return replace(
                owner, kind=OwnerKind.PERSON, family=split.family, given=split.given, assumed=assumed
            )
    return replace(owner, kind=OwnerKind.PERSON, family=joined, assumed=(*owner.assumed, _UNSPLIT))
