"""One owner as a registry notice or a ledger writes it: title, share, former name, company form and all.

Sources: see `owners`, through which programs read owners.
"""

from __future__ import annotations

import re
from dataclasses import replace

from madoguchi.lib.japanese.bodies import Body, body_of
from madoguchi.lib.japanese.companies import read_company
from madoguchi.lib.japanese.kanji import reduction
from madoguchi.lib.japanese.numbers import read_share
from madoguchi.lib.japanese.owner_model import OwnerKind, OwnerName
from madoguchi.lib.japanese.owner_words import (
    AFTER_NAMES,
    DECEASED,
    GROUP_TITLES,
    JOINED_LABELS,
    LABELS,
    NO_NAMES,
    PROFESSIONS,
    TITLES,
)
from madoguchi.lib.japanese.text import is_kana, is_katakana, tidy_line, to_katakana

LONGEST_OWNER = 400
"""Characters of one owner; what is longer is none."""


_TITLES = "|".join(sorted(map(re.escape, TITLES), key=len, reverse=True))
_TITLE_FIRST = re.compile(rf"(?:{_TITLES})[:\s]*")
# A long title cannot be part of a name; a short one (区長, 理事) has to stand apart.
_LONG_TITLES = "|".join(sorted((title for title in TITLES if len(title) > 3), key=len, reverse=True))
_TITLE_BETWEEN = re.compile(
    rf"(?:\s+|(?<=\S\S)(?={_LONG_TITLES}))(?P<title>(?:{_TITLES})(?:\s?(?:{_TITLES}))*)[:\s]*(?P<rest>\S.*)?$"
)
_LABEL = re.compile(
    rf"(?:{'|'.join(sorted(LABELS, key=len, reverse=True))})[:\s]+|(?:{'|'.join(JOINED_LABELS)})(?=\S)"
)
_PROFESSION = re.compile(rf"(?:{'|'.join(PROFESSIONS)})\s*(?=\S)")
_DECEASED = re.compile(rf"(?:{'|'.join(DECEASED)})\s*(?=\S\S)")
_AFTER = re.compile(rf"\s*(?:{'|'.join(sorted(AFTER_NAMES, key=len, reverse=True))})$")
_BRACKETED = re.compile(r"\s*[(\[〔【「『〈《<]([^()\[\]〔〕【】「」『』〈〉《》<>]*)[)\]〕】」』〉》>]\s*")
SHARE = re.compile(
    r"\(?\s*(?:(?:所有権|共有)?持分(?:割合)?[:の]?\s*)?(?:各\s*)?"
    r"(?:[\d一二三四五六七八九十百千万〇壱弐参拾]+分の[\d一二三四五六七八九十百千万〇壱弐参拾]+|(?<![\d/.-])\d+[/⁄]\d+(?![\d.-]|/\d))\s*\)?"
)
_ALIAS = re.compile(r"(?:通称名?[:\s]*)?(?P<alias>\S.+?)\s*こと\s*(?P<name>\S.{2,})$")
_SAID = re.compile(
    r"(?P<word>旧氏(?:併記)?|旧姓|通称名?|併記名|ローマ字氏名|ローマ字|ふりがな|フリガナ|カナ|本名)[:\s]*(?P<said>.+)$"
)
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f][A-Za-z\u00c0-\u024f .,'’&-]*")
_LATIN_COMPANY = re.compile(
    r"(?:\b(?:co\.?,? ?ltd|inc|corp|corporation|company|llc|ltd|limited|k\.?k|gmbh|s\.a)\.?$)|&",
    re.IGNORECASE,
)
IDEOGRAPH = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff々〆〓\ue000-\uf8ff]")
# Most lines are a family and a given name with a space between; the words that may say more are looked for.
_PLAIN_PERSON = re.compile("([\u3400-\u9fff々]{1,3})[ \u3000]([\u3400-\u9fff々ぁ-ゖァ-ヺ]{1,4})")
_TELLING = re.compile(
    rf"^(?:{_TITLES}|{'|'.join((*LABELS, *JOINED_LABELS, *DECEASED))})"
    rf"|(?:{_TITLES}|{'|'.join(AFTER_NAMES)}|名|人)$"
    r"|^同|こと|及び|並びに|[社法組庫協団商区]|[省庁県道府市町村都].*長|分の"
)
_SPLIT = "姓と名の区切りが書かれていないため、名前の辞書で分けました。"
_UNSPLIT = "姓と名の区切りが分かりません。"
_LONGEST_FAMILY = 3
"""Characters: a longer first word may be a whole name, with another person behind it."""
_FIRST_IS_FAMILY = "片仮名の氏名は、はじめの言葉を姓と読みました。"
_BY_SUFFIX = "名前の終わりの言葉から、個人ではないと読みました。"
_LONGEST_PART = 6
"""Characters of a family or given name, for telling a former name in brackets from anything else."""
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
    plain = plain_person(text)
    if plain is not None:
        return plain
    line = tidy_line(text)
    if not line or len(line) > LONGEST_OWNER:
        return OwnerName(OwnerKind.UNKNOWN, text, family=line[:LONGEST_OWNER])
    owner = OwnerName(OwnerKind.UNKNOWN, text)
    owner, line = _take_share(owner, line)
    line = _LABEL.sub("", line, count=1) if _LABEL.match(line) else line
    plain = plain_person(line)
    if plain is not None:
        return replace(plain, original=text, share=owner.share)
    company = _corporation(owner, line)
    if company is not None and "こと" not in company.corporate_name:
        return company
    owner, line = _take_words(owner, line)
    owner, line = _take_brackets(owner, line)
    owner, line = _take_alias(owner, line)
    return _named(owner, line, divide=divide)


def plain_person(text: str) -> OwnerName | None:
    """The owner of a line that is a family and a given name and nothing else; None for every other line."""
    plain = _PLAIN_PERSON.fullmatch(text)
    if plain is None or _TELLING.search(text) is not None or body_of(plain[1] + plain[2]) is not None:
        return None
    if len(plain[1]) > 2 and body_of(plain[1]) is not None:
        return None
    return OwnerName(OwnerKind.PERSON, text, plain[1], plain[2])


def _take_share(owner: OwnerName, line: str) -> tuple[OwnerName, str]:
    found = SHARE.search(line)
    if found is None:
        return owner, line
    share = read_share(found.group().replace("各", ""))
    if share is None:
        return owner, line
    rest = f"{line[: found.start()]} {line[found.end() :]}"
    return replace(owner, share=share), re.sub(r"^持分[:\s]+", "", rest.strip(" 、,:"))


def _is_form(bracketed: re.Match[str]) -> bool:
    word = bracketed.group().strip()
    return read_company(f"{word}甲") is not None or read_company(f"{word}ヤ") is not None


def _corporation(owner: OwnerName, line: str) -> OwnerName | None:
    """A body with a form, its branch and who acts for it."""
    first, between = line, _TITLE_BETWEEN.search(line)
    if between is not None and read_company(line[: between.start()]) is not None:
        first = line[: between.start()]
        owner = _acted_for(owner, between)
    elif (title := _TITLE_FIRST.match(line)) is not None and title.group().endswith(" "):
        owner, first = replace(owner, title=title.group().strip(" :")), line[title.end() :]
    # (株) is a form; what else stands in brackets is no part of the name.
    others = [one for one in _BRACKETED.finditer(first) if not _is_form(one)]
    for one in others:
        first = first.replace(one.group(), " ").strip()
    company = read_company(_AFTER.sub("", first))
    if company is None:
        return None
    if re.search(r"[^\x00-\x7f] | [^\x00-\x7f]", company.name):
        owner = replace(owner, assumed=(*owner.assumed, "空白のある名前を、法人の名前と読みました。"))
    kana = [one[1].strip() for one in others if is_kana(one[1])]
    notes = tuple(one[1].strip() for one in others if one[1].strip() and not is_kana(one[1]))
    return replace(
        owner, kind=OwnerKind.CORPORATION, corporate_name=company.name, company_form=company.form,
        form_is_first=company.form_is_first, branch=company.branch, kana=to_katakana(kana[0]) if kana else "",
        notes=notes,
    )  # fmt: skip


def _acted_for(owner: OwnerName, found: re.Match[str]) -> OwnerName:
    representative = _PROFESSION.sub("", found["rest"] or "", count=1)
    return replace(owner, title=found["title"].replace(" ", ""), representative=representative)


def _take_words(owner: OwnerName, line: str) -> tuple[OwnerName, str]:
    """亡, titles before the name, titles of who acts for it, 様 and 相続財産 behind it."""
    deceased = _DECEASED.match(line)
    if deceased is not None:
        owner, line = replace(owner, deceased=True), line[deceased.end() :]
    between = _TITLE_BETWEEN.search(line)
    if between is not None and between.start() > 0:
        owner = _acted_for(owner, between)
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
    between = before and after and max(map(len, (before, inner, after))) <= _LONGEST_PART
    if between and " " not in inner and not is_kana(inner) and not owner.former_family:
        return replace(owner, former_family=inner, assumed=(*owner.assumed, _BY_COMMON))
    if is_kana(inner) and not owner.kana:
        return replace(owner, kana=to_katakana(inner))
    former = _former_family(before, inner)
    if former and not owner.former_family:
        return replace(owner, former_family=former, assumed=(*owner.assumed, _BY_COMMON))
    return replace(owner, notes=(*owner.notes, inner))


def _said(owner: OwnerName, word: str, said: str) -> OwnerName:
    if word.startswith("旧"):
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
    body = _body(owner, line, joined)
    if body is not None:
        return body
    if _LATIN.fullmatch(line):
        return _in_latin(owner, line)
    if is_kana(line) and ("・" in line or " " in line):
        family, _, given = re.sub(r"\s*・\s*", " ", line).partition(" ")
        if "・" in line:
            return replace(owner, kind=OwnerKind.PERSON, family=line, assumed=(*owner.assumed, _UNSPLIT))
        # People from abroad are written in katakana, their names in either order.
        assumed = (*owner.assumed, _FIRST_IS_FAMILY) if is_katakana(line) else owner.assumed
        return replace(owner, kind=OwnerKind.PERSON, family=family, given=given, assumed=assumed)
    return _in_kanji(owner, line, divide=divide)


def _body(owner: OwnerName, line: str, joined: str) -> OwnerName | None:
    """The owner that is no person; an office (〇〇市長 山田太郎) acts for what it is of."""
    first, _, rest = line.partition(" ")
    if rest and body_of(first) is Body.OFFICE and not owner.representative:
        joined, owner = first, replace(owner, representative=rest)
    body = body_of(joined)
    if rest and body is None and len(first) > 2:
        body = body_of(first)
        if body is Body.PUBLIC:
            said = (*owner.assumed, "はじめの言葉を、役所の名前と読みました。")
            return replace(
                owner,
                kind=OwnerKind.CORPORATION,
                corporate_name=first,
                notes=(*owner.notes, rest),
                assumed=said,
            )
    if body is Body.PUBLIC:
        return replace(owner, kind=OwnerKind.CORPORATION, corporate_name=joined)
    if body is Body.OFFICE:
        said = (*owner.assumed, "役職の名前を、その役所と読みました。")
        return replace(owner, kind=OwnerKind.CORPORATION, corporate_name=joined, assumed=said)
    if body is None and owner.representative and owner.title in GROUP_TITLES:
        body = Body.GROUP
    if body is None:
        return None
    kind = OwnerKind.GROUP if body is Body.GROUP else OwnerKind.UNKNOWN
    return replace(owner, kind=kind, corporate_name=line, assumed=(*owner.assumed, _BY_SUFFIX))


def _in_latin(owner: OwnerName, line: str) -> OwnerName:
    """Which word is the family name is known by a comma, or by capitals among small letters."""
    if _LATIN_COMPANY.search(line):
        return replace(owner, kind=OwnerKind.CORPORATION, corporate_name=line)
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


_LONGEST_DIVIDED = 40
"""Characters; what is longer is no name that a dictionary could divide."""


def _in_kanji(owner: OwnerName, line: str, *, divide: bool) -> OwnerName:
    owner, words = _kana_behind(owner, line.split(" "))
    if re.search(r"\d", line):
        owner = replace(owner, assumed=(*owner.assumed, "数字が含まれています。"))
    if reduction(line).unreadable:
        owner = replace(owner, assumed=(*owner.assumed, "読めない文字（外字）があります。"))
    spread = len(words) > 2 and len(words[0]) == 1
    if len(words) > 1 and not spread:
        given = "".join(words[1:])
        if words[0] == "同":
            owner = replace(owner, assumed=(*owner.assumed, "「同」が何を指すか分かりません。"))
        elif len(words[0]) > _LONGEST_FAMILY:
            owner = replace(
                owner, assumed=(*owner.assumed, "はじめの言葉を姓と読みましたが、姓としては長すぎます。")
            )
        assumed = (
            owner.assumed
            if len(words) == 2
            else (*owner.assumed, "空白が二つ以上あり、はじめの言葉を姓と読みました。")
        )
        return replace(owner, kind=OwnerKind.PERSON, family=words[0], given=given, assumed=assumed)
    joined = "".join(words)
    if not (IDEOGRAPH.search(joined) or is_kana(joined)):
        return replace(owner, family=joined, assumed=(*owner.assumed, "氏名として読めません。"))
    if divide and 1 < len(joined) <= _LONGEST_DIVIDED:
        # Imported where it is used: the dictionary of the language is 70 MB.
        from madoguchi.lib.japanese.names import split_name

        split = split_name(joined) if not reduction(joined).unreadable else None
        if split is not None and split.given:
            assumed = (*owner.assumed, _SPLIT)
            return replace(
                owner, kind=OwnerKind.PERSON, family=split.family, given=split.given, assumed=assumed
            )
    return replace(owner, kind=OwnerKind.PERSON, family=joined, assumed=(*owner.assumed, _UNSPLIT))
