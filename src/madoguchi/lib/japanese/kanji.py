"""Variant ideographs: 髙 and 高, 邊 and 邉 and 辺 are found as one, while the name stays as written.

Reduction is for searching, comparing and fallback fonts only; the original is always what is stored and
printed.

Sources: MJ縮退マップ (文字情報技術促進協議会, in the jntajis-python package), and a short table of our own
for pairs of characters that are both of JIS level 1 or that the map keeps apart although one family writes
its name both ways, or of which one is the printed form before 2004 of the other (表外漢字字体表).
"""

from __future__ import annotations

import re
import unicodedata
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from jntajis import MJShrinkSchemeCombo, mj_shrink_candidates

from madoguchi.lib.japanese.text import fold_for_search, without_variation_selectors

# In this order, and only towards a more widely known character: followed in both directions the map joins
# unrelated ones (真 would end at 塁, 穂 at 恩).
_SCHEMES = (
    MJShrinkSchemeCombo.JIS_INCORPORATION_UCS_UNIFICATION_RULE,
    MJShrinkSchemeCombo.MOJ_NOTICE_582,
    MJShrinkSchemeCombo.INFERENCE_BY_READING_AND_GLYPH,
    MJShrinkSchemeCombo.MOJ_FAMILY_REGISTER_ACT_RELATED_NOTICE,
)

_SAME_IN_NAMES = str.maketrans(
    "斉齎嶋冨舘峯穐楳遙凛籠薗檜瀧龍巖藪濶夘鷗槇渕曾鉤熙凞埜邨亙晄昻堯禰簑曵挾"
    "駈燈瑤燿蠅麴蟬頰塡顚嚙囊屛幷萊蔣鹼啞",
    "斎斎島富館峰秋梅遥凜篭園桧滝竜巌薮闊卯鴎槙淵曽鈎煕煕野村亘晃昂尭祢蓑曳挟"
    "駆灯瑶耀蝿麹蝉頬填顛噛嚢屏并莱蒋鹸唖",
)
# Characters of their own that have the widely known form of another here: 斉 is no form of 斎, the three
# of 弁 mean three things (当用漢字字体表), and what the map takes for a slip of the brush (傅 for 伝) may be
# a name.
_JOINED = frozenset("斉齎辨瓣辯亟傅做剌唔孩擱槁碚碪笵縲誥豎逑鬻")

_BRACKETS = r"[(（\[［{〔【<〈]"
_CLOSING = r"[)）\]］}〕】>〉]"
_UNREADABLE = re.compile(
    "[〓\ufffd■□▲△●◆◇\ue000-\uf8ff\U000f0000-\U0010fffd]"
    rf"|{_BRACKETS}(?:外字|ガイジ|gaiji)[^)）\]］}}〕】>〉]{{0,12}}{_CLOSING}"
    r"|&(?:#x?[0-9A-Fa-f]{1,6}|MJ\d{6}|[A-Z]{1,4}-?\d{3,6});|(?<![A-Za-z0-9])MJ\d{6}(?!\d)"
    # A description of how a character is put together.
    "|[\u2ff2\u2ff3].{3}|[\u2ff0-\u2fff].{2}"
    # What a character without a code becomes on its way through Shift_JIS.
    "|(?<=[\u3400-\u9fff])[?？]|[?？](?=[\u3400-\u9fff])"
)
"""Characters of private use and all marks that stand for a character that is not there (外字)."""


_RADICALS = str.maketrans(
    "⺟⺠⻁⻄⻆⻑⻘⻝⻤⻨⻩⻫⻭⻯⻲" + "".join(map(chr, range(0x2F00, 0x2FD6))),
    "母民虎西角長青食鬼麦黄斉歯竜亀"
    + unicodedata.normalize("NFKC", "".join(map(chr, range(0x2F00, 0x2FD6)))),
)
"""Radicals that stand for the character: programs that read PDFs leave ⻆ where 角 was printed (Unicode,
EquivalentUnifiedIdeograph)."""


def _rank(character: str) -> int:
    """How widely a character is known: 0 JIS level 1, 1 JIS level 2, 2 extensions of vendors, 3 beyond."""
    try:
        encoded = character.encode("cp932")
    except UnicodeEncodeError:
        return 3
    if len(encoded) != 2:
        return 0
    code = int.from_bytes(encoded, "big")
    if 0x889F <= code <= 0x9872:
        return 0
    return 1 if 0x989F <= code <= 0xEAA4 else 2


def _more_widely_known(character: str) -> list[str]:
    """More widely known forms of a character, best known first, by the first scheme that has any."""
    rank = _rank(character)
    if rank:
        for scheme in _SCHEMES:
            candidates = {
                candidate
                for candidate in mj_shrink_candidates(character, scheme)
                if len(candidate) == 1 and _rank(candidate) < rank
            }
            if candidates:
                return sorted(candidates, key=lambda candidate: (_rank(candidate), candidate))
    return []


def _better_known(character: str) -> str:
    """One step towards a more widely known form; the character itself where there is none."""
    candidates = _more_widely_known(character)
    return candidates[0] if candidates else character.translate(_SAME_IN_NAMES)


@lru_cache(maxsize=32_768)
def reduce_character(character: str) -> str:
    """The widely known form of one character: 髙 gives 高, 𠮷 gives 吉, others give themselves."""
    character = character.translate(_RADICALS)
    if ord(character) < 0x3400:
        return character
    for _ in range(8):
        better = _better_known(character)
        if better == character:
            break
        character = better
    return character


def reduce(text: str) -> str:
    """The text with every variant ideograph in its widely known form and without variation selectors.

    >>> reduce("渡邉 髙志"), reduce("齋藤"), reduce("𠮷田")
    ('渡辺 高志', '斎藤', '吉田')
    """
    return "".join(map(reduce_character, without_variation_selectors(text)))


class Reduction(NamedTuple):
    """A text and its widely known form. What is compared is `reduced`; what is kept is `original`.

    `unsure`: characters for which the map has several widely known forms, so that the one taken may be the
    wrong one. `unreadable`: characters of private use (外字) and the marks that stand for one (〓, (外字),
    &MJ012345; …); they have no form at all. `joined`: characters that are compared as one with others that
    are different characters (斉 and 斎).
    """

    original: str
    reduced: str
    unsure: str
    unreadable: str
    joined: str = ""

    @property
    def certain(self) -> bool:
        """Whether every character is readable and has one widely known form, that of no other character."""
        return not (self.unsure or self.unreadable or self.joined)


def reduction(text: str) -> Reduction:
    """The reduction of a text, and where it is not one to one.

    >>> found = reduction("渡邉〓")
    >>> found.reduced, found.unreadable, found.certain
    ('渡辺〓', '〓', False)
    """
    found = dict.fromkeys(without_variation_selectors(text))
    return Reduction(
        text,
        reduce(text),
        "".join(character for character in found if _has_several_forms(character)),
        "".join(dict.fromkeys(_UNREADABLE.findall(text))),
        "".join(character for character in found if character in _JOINED),
    )


class Likeness(Enum):
    """How two writings of a name are alike, best first."""

    SAME = "same"
    """Character by character, but for variation selectors and spaces."""
    VARIANT = "variant"
    """Other forms of the same characters: 邉 and 辺."""
    DOUBTFUL = "doubtful"
    """One widely known form, but not of one character for certain: 斉 and 斎."""
    POSSIBLE = "possible"
    """Alike in all that can be read; a 外字 stands where the other has a character."""
    DIFFERENT = "different"


def likeness(left: str, right: str) -> Likeness:
    """How two writings are alike, by their kanji; kana and widths are for keys (see `search_key`).

    >>> likeness("渡邉", "渡辺").value, likeness("斉藤", "斎藤").value, likeness("渡〓", "渡邉").value
    ('variant', 'doubtful', 'possible')
    """
    first, second = ("".join(without_variation_selectors(text).split()) for text in (left, right))
    readable = _UNREADABLE.search(first) is None and _UNREADABLE.search(second) is None
    if readable and first == second:
        return Likeness.SAME
    if readable and reduce(first) == reduce(second):
        changed = {one for one, other in zip(first, second, strict=False) if one != other}
        changed |= {other for one, other in zip(first, second, strict=False) if one != other}
        doubtful = any(character in _JOINED or _has_several_forms(character) for character in changed)
        return Likeness.DOUBTFUL if doubtful or len(first) != len(second) else Likeness.VARIANT
    if not readable and _fits(_characters(first), _characters(second)):
        return Likeness.POSSIBLE
    return Likeness.DIFFERENT


def _characters(text: str) -> list[str]:
    """The characters in their widely known form; "" for one that cannot be read."""
    found: list[str] = []
    begin = 0
    for mark in _UNREADABLE.finditer(text):
        found += [*reduce(text[begin : mark.start()]), ""]
        begin = mark.end()
    return [*found, *reduce(text[begin:])]


def _fits(first: list[str], second: list[str]) -> bool:
    return len(first) == len(second) and all(
        one == other or not one or not other for one, other in zip(first, second, strict=True)
    )


@lru_cache(maxsize=32_768)
def _has_several_forms(character: str) -> bool:
    for _ in range(8):
        if ord(character) < 0x3400:
            return False
        if len({reduce_character(form) for form in _more_widely_known(character)}) > 1:
            return True
        better = _better_known(character)
        if better == character:
            return False
        character = better
    return False


def search_key(text: str) -> str:
    """The text as it is compared in a search for names: folded (see `fold_for_search`) and reduced."""
    return reduce(fold_for_search(reduce(text)))
