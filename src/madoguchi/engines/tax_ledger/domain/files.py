"""Notices, assets and owners from CSV files; a line that cannot be read is named, and the rest goes on.

UTF-8 with or without a byte order mark, or Shift_JIS; line breaks may stand in quotes. Columns are found by
their names, in any order; see `columns` for another layout.
"""

from __future__ import annotations

import unicodedata
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from madoguchi.engines.tax_ledger.domain.assets import ASSET_COLUMNS, OWNER_COLUMNS, Asset, Owner
from madoguchi.engines.tax_ledger.domain.columns import ColumnMap
from madoguchi.engines.tax_ledger.domain.notices import NOTICE_COLUMNS, Kind, Notice
from madoguchi.engines.tax_ledger.domain.problems import Problem
from madoguchi.engines.tax_ledger.domain.tables import FileError, Readable, Table, opened
from madoguchi.lib.japanese.numbers import read_share

__all__ = [
    "FileError",
    "NoticeFile",
    "Readable",
    "Rejected",
    "read_assets",
    "read_notices",
    "read_owners",
    "shares_of",
]

_NOT_CLOSED = frozenset({"", "0", "false", "no", "いいえ", "-"})
_KINDS = {"建物": Kind.HOUSE, "house": Kind.HOUSE, "land": Kind.LAND}


class Rejected(NamedTuple):
    """A notice whose line cannot be used: its id (where that can be read) and why."""

    notice_id: str
    problem: Problem


class NoticeFile(NamedTuple):
    """What a file of notices holds. A `notice_id` stands in `notices` or in `rejected`, once."""

    notices: list[Notice]
    rejected: list[Rejected]
    problems: list[Problem]


def read_notices(path: Path | Readable, columns: ColumnMap | None = None) -> NoticeFile:
    """The notices of a file. Raises FileError."""
    problems: list[Problem] = []
    rejected: list[Rejected] = []
    kept: dict[str, Notice] = {}
    refused: set[str] = set()
    with opened(path) as file:
        table = Table(path.name, "notices", NOTICE_COLUMNS, (), file, columns, problems)
        for line, values, problem in table.rows():
            if problem is not None:
                problems.append(problem)
                if problem.notice_id:
                    rejected.append(Rejected(problem.notice_id, problem))
                continue
            notice = Notice._make([*values, line])
            _keep_notice(_tidy(notice), kept, refused, rejected, problems, path.name)
    for notice_id in refused | {one.notice_id for one in rejected}:
        kept.pop(notice_id, None)
    once = {one.notice_id: one for one in reversed(rejected)}
    return NoticeFile(list(kept.values()), list(reversed(once.values())), problems)


def _tidy(notice: Notice) -> Notice:
    kind = unicodedata.normalize("NFKC", notice.kind).strip()
    event = unicodedata.normalize("NFKC", notice.event).strip()
    return notice._replace(notice_id=notice.notice_id.strip(), kind=_KINDS.get(kind, kind), event=event)


def _keep_notice(
    notice: Notice,
    kept: dict[str, Notice],
    refused: set[str],
    rejected: list[Rejected],
    problems: list[Problem],
    name: str,
) -> None:
    if not notice.notice_id:
        said = "通知の番号がありません。"
        problems.append(Problem(name, notice.line, "notice_id", said, "番号を入れてください。"))
        return
    known = kept.setdefault(notice.notice_id, notice)
    if known is notice:
        return
    if known[:-1] == notice[:-1]:
        said = f"{known.line}行目と同じ通知です。1回だけ読みました。"
        problems.append(Problem(name, notice.line, "notice_id", said, "", notice.notice_id))
        return
    problem = Problem(
        name, notice.line, "notice_id", f"{known.line}行目と番号が同じで、内容がちがいます。",
        "どちらが正しいかを確かめ、番号を分けるか、まちがった行を消してください。", notice.notice_id,
    )  # fmt: skip
    problems.append(problem)
    refused.add(notice.notice_id)
    rejected.append(Rejected(notice.notice_id, problem))


def read_assets(path: Path | Readable, columns: ColumnMap | None = None) -> tuple[list[Asset], list[Problem]]:
    """The assets of a file, and what is wrong in it. Raises FileError."""
    problems: list[Problem] = []
    found: list[Asset] = []
    places: dict[str, int] = {}
    shared: dict[str, str] = {}
    one_of = shared.setdefault
    with opened(path) as file:
        table = Table(path.name, "assets", ASSET_COLUMNS, ("closed", "shares"), file, columns, problems)
        for line, values, problem in table.rows():
            if problem is not None:
                problems.append(problem)
                continue
            # What stands in many lines is kept once: a million parcels have a thousand towns.
            (
                asset_id,
                kind,
                code,
                town,
                koaza,
                lot,
                number,
                category,
                area,
                use,
                structure,
                floors,
                ids,
                shut,
                shares,
            ) = values
            asset = Asset(
                asset_id.strip(), one_of(_KINDS.get(kind, kind), _KINDS.get(kind, kind)), one_of(code, code),
                one_of(town, town), one_of(koaza, koaza), one_of(lot, lot), number,
                one_of(category, category), area, one_of(use, use), one_of(structure, structure), floors, ids,
                "" if shut.strip().lower() in _NOT_CLOSED else shut.strip(), shares.strip(),
            )  # fmt: skip
            if asset.shares and not shares_of(asset):
                said = f"持分「{asset.shares[:40]}」が、所有者の数と合わないか、合わせて1になりません。"
                problems.append(Problem(path.name, line, "shares", said, "持分なしで読みました。"))
                asset = asset._replace(shares="")
            wrong = _about_asset(asset)
            if wrong is not None:
                problems.append(Problem(path.name, line, *wrong))
                continue
            known = places.setdefault(asset.asset_id, len(found))
            if known == len(found):
                found.append(asset)
            elif found[known] != asset:
                said = f"同じ asset_id（{asset.asset_id}）で内容のちがう行があります。"
                problems.append(Problem(path.name, line, "asset_id", said, "1つにしてください。"))
                found[known] = found[known]._replace(closed="同じ asset_id の行が2つあります")
    return found, problems


def shares_of(asset: Asset) -> tuple[Fraction, ...]:
    """The shares of the owners, in their order; empty unless there is one for each and they are one together.

    >>> shares_of(Asset(*[""] * 12, "O1;O2", "", "2分の1;1/2"))
    (Fraction(1, 2), Fraction(1, 2))
    """
    owners = [one for one in asset.owner_ids.replace("；", ";").split(";") if one.strip()]
    parts = asset.shares.replace("；", ";").split(";")
    found = tuple(share for one in parts if (share := read_share(one)) is not None)
    return found if len(found) == len(parts) == len(owners) and sum(found) == 1 else ()


def _about_asset(asset: Asset) -> tuple[str, str, str] | None:
    if not asset.asset_id:
        return "asset_id", "資産の番号がありません。", "番号を入れてください。"
    if not asset.municipality_code.strip().isdecimal():
        return "municipality_code", "市町村コードが数字ではありません。", "5桁か6桁の数字にしてください。"
    if asset.kind not in (Kind.LAND, Kind.HOUSE):
        return "kind", f"種別「{asset.kind}」は使えません。", "土地か家屋にしてください。"
    if not asset.lot.strip() and not asset.building_number.strip():
        return "lot", "地番がありません。", "地番（家屋は家屋番号でも）を入れてください。"
    return None


def read_owners(path: Path | Readable, columns: ColumnMap | None = None) -> tuple[list[Owner], list[Problem]]:
    """The owners of a file, and what is wrong in it. Raises FileError."""
    problems: list[Problem] = []
    found: dict[str, Owner] = {}
    with opened(path) as file:
        table = Table(path.name, "owners", OWNER_COLUMNS, ("died",), file, columns, problems)
        for line, values, problem in table.rows():
            if problem is not None:
                problems.append(problem)
                continue
            owner = Owner(values[0].strip(), *values[1:])
            if owner.died.strip().lower() in _NOT_CLOSED:
                owner = owner._replace(died="")
            if not owner.owner_id:
                problems.append(
                    Problem(path.name, line, "owner_id", "宛名の番号がありません。", "番号を入れてください。")
                )
            elif found.setdefault(owner.owner_id, owner) != owner:
                said = f"同じ owner_id（{owner.owner_id}）で内容のちがう行があります。"
                problems.append(
                    Problem(path.name, line, "owner_id", said, "1つにしてください。この行は使いません。")
                )
    return list(found.values()), problems
