"""Owners as registry notices and ledgers write them: one line, with title, share, former name, company form.

持分２分の１ 亡山田太郎, 山田花子（旧氏佐藤）, 金哲秀（通称 金田哲）, 株式会社山田建設 代表取締役 山田一郎,
外２名. What was written is kept; what had to be assumed is said. The keys for comparing are in `name_keys`
and `companies`.

Sources: 不動産登記規則第158条の31 (names in roman letters), 同第158条の34 (former family names in
brackets), 住民基本台帳法施行令第30条の13 (旧氏) and 第30条の16 (通称), 民法第952条 (相続財産清算人), 第25条
(不在者財産管理人), 会社法第349条 (代表取締役).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

from madoguchi.lib.japanese.companies import corporate_key, read_company
from madoguchi.lib.japanese.name_keys import name_key, unordered_name_key
from madoguchi.lib.japanese.numbers import plain_digits, read_share
from madoguchi.lib.japanese.owner_lines import IDEOGRAPH, LONGEST_OWNER, SHARE, plain_person, read_owner
from madoguchi.lib.japanese.owner_model import OwnerKind, OwnerName
from madoguchi.lib.japanese.text import tidy_line

__all__ = [
    "JointOwners",
    "OwnerKind",
    "OwnerName",
    "corporate_key",
    "name_key",
    "read_owner",
    "read_owners",
    "unordered_name_key",
]


@dataclass(frozen=True, slots=True)
class JointOwners:
    """The owners of a line; `others` is the number of 外２名 (None: not written), `problems` in Japanese."""

    owners: tuple[OwnerName, ...]
    original: str
    others: int | None = None
    problems: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()

    @property
    def total_share(self) -> Fraction:
        """The sum of the shares that are written."""
        return sum((owner.share for owner in self.owners if owner.share is not None), Fraction(0))

    @property
    def certain(self) -> bool:
        """Whether all owners are named, and each as written."""
        named = bool(self.owners) and self.others is None and not self.problems and not self.assumed
        return named and all(owner.certain for owner in self.owners)

    def as_json(self) -> dict[str, Any]:
        """What is there, for JSON."""
        said: dict[str, Any] = {"text": self.original, "certain": self.certain}
        said["owners"] = [owner.as_json() for owner in self.owners]
        if self.others is not None:
            said["others"] = self.others
        return said | {
            name: list(getattr(self, name)) for name in ("problems", "assumed") if getattr(self, name)
        }


_OTHERS = re.compile(r"[、,\s]*(?:外|他|ほか)\s*(?P<count>[\d一二三四五六七八九十百〇]+)\s*(?:名|人)\s*$")
_SEPARATOR = re.compile(
    r"\s*(?:[、;；\n\t]|及び|および|並びに|ならびに)\s*|(?<![A-Za-z.])\s*,\s*|\s*/\s*(?!\d)(?<!\d/)"
)
_DOT = re.compile(r"\s*・\s*")
_ABOVE_ONE = "持分が1を超えています。"


def read_owners(text: str, *, divide: bool = True) -> JointOwners:
    """The joint owners of a line, with their shares; one owner is a line of one.

    >>> owners = read_owners("持分３分の２ 山田 太郎 ３分の１ 山田 花子").owners
    >>> [(one.name, str(one.share)) for one in owners]
    [('山田 太郎', '2/3'), ('山田 花子', '1/3')]
    """
    plain = plain_person(text)
    if plain is not None:
        return JointOwners((plain,), text)
    if len(text) > LONGEST_OWNER * 20:
        return JointOwners((), text, problems=("長すぎます。",))
    line = re.sub(r"[^\S\n\t]+", " ", text).strip()
    others: int | None = None
    found = _OTHERS.search(tidy_line(line))
    if found is not None:
        digits = plain_digits(found["count"])
        others = int(digits) if digits.isdecimal() else 0
        line = tidy_line(line)[: found.start()]
    pieces, assumed = _pieces(line)
    owners: list[OwnerName] = []
    for piece in pieces:
        owners.append(_of_same_family(piece, owners) or read_owner(piece, divide=divide))
    each = re.search(
        r"各\s*[\d一二三四五六七八九十〇]+(?:分の|/)[\d一二三四五六七八九十〇]+", tidy_line(line)
    )
    if each is not None:
        share = read_share(each.group().replace("各", ""))
        owners = [owner if owner.share is not None else replace(owner, share=share) for owner in owners]
    read = JointOwners(tuple(owners), text, others, (), assumed)
    problems = (_ABOVE_ONE,) if read.total_share > 1 else ()
    return replace(read, problems=problems) if problems else read


_SAME_FAMILY = re.compile(r"同\s*(?!所|上|人)(?P<given>[^\s\d()、]{1,4})$")


def _of_same_family(piece: str, before: list[OwnerName]) -> OwnerName | None:
    """花子 of 山田 太郎、同花子, where the family name before is known."""
    found = _SAME_FAMILY.match(piece)
    if found is None or not before or not before[-1].given:
        return None
    family = before[-1].family
    said = f"「同」を{family}と読みました。"
    return OwnerName(OwnerKind.PERSON, piece, family, found["given"], assumed=(said,))


_ORDINAL = re.compile(
    r"(?:^|(?<=\s))(?:(?P<ring>[①-⑳])|\((?P<round>\d{1,2})\)|(?P<bare>\d{1,2})[.．)\s])\s*|(?<=\S)(?P<next>[①-⑳])"
)
_INSIDE = re.compile(r"(?<=\S)\((?P<round>\d{1,2})\)")


def _by_ordinals(line: str) -> list[str]:
    """The owners of a list that counts them: ①山田太郎②山田花子; the line itself where nothing is counted."""
    plain = tidy_line(line)
    found = sorted([*_ORDINAL.finditer(plain), *_INSIDE.finditer(plain)], key=lambda one: one.start())
    numbers = [_ordinal(one) for one in found]
    if len(found) < 2 or found[0].start() != 0 or numbers != list(range(1, len(found) + 1)):
        return [line]
    ends = [*(one.start() for one in found[1:]), len(plain)]
    return [plain[one.end() : end] for one, end in zip(found, ends, strict=True)]


def _ordinal(found: re.Match[str]) -> int:
    said = next(group for group in found.groups() if group)
    return int(unicodedata.numeric(said)) if len(said) == 1 else int(said)


def _pieces(line: str) -> tuple[list[str], tuple[str, ...]]:
    pieces: list[str] = []
    assumed: tuple[str, ...] = ()
    for part in (part for one in _by_ordinals(line) for part in _SEPARATOR.split(one)):
        for piece in _by_shares(tidy_line(part)):
            named = _DOT.split(piece.lstrip("/・ "))
            if len(named) > 1 and all(map(IDEOGRAPH.search, named)) and read_company(piece) is None:
                pieces += named
                assumed = ("「・」を所有者の区切りと読みました。",)
            else:
                pieces.append(piece.lstrip("/・ "))
    return [piece for piece in pieces if piece], assumed


def _by_shares(part: str) -> list[str]:
    """The owners of a part that only their shares keep apart, each with its share."""
    shares = list(SHARE.finditer(part))
    if not shares:
        return [part]
    first = re.sub(r"^(?:共有者?|持分)[:\s]*", "", part[: shares[0].start()]).strip()
    if not first:
        starts = [0, *(share.start() for share in shares[1:]), len(part)]
        pieces = [part[begin:end].strip() for begin, end in pairwise(starts)]
    else:
        ends = [0, *(share.end() for share in shares)]
        pieces = [part[begin:end].strip() for begin, end in pairwise(ends)]
        if rest := part[ends[-1] :].strip():
            pieces.append(rest)
    return _whole(pieces)


def _whole(pieces: list[str]) -> list[str]:
    """Pieces that are only a bracket or a sign belong to what stands before them."""
    found: list[str] = []
    for piece in pieces:
        if found and not re.search(r"\w", SHARE.sub("", piece)):
            found[-1] = f"{found[-1]} {piece}"
        else:
            found.append(piece)
    return found
