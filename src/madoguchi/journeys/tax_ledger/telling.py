"""What a notice says, read: shares, areas, days, and whom its names may be."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from madoguchi.engines.tax_ledger import api as book
from madoguchi.engines.tax_ledger.api import Event
from madoguchi.journeys.tax_ledger.matched import reader
from madoguchi.journeys.tax_ledger.rows import area_of, day_of
from madoguchi.lib.japanese.lots import read_lots
from madoguchi.lib.japanese.numbers import read_share
from madoguchi.lib.japanese.owners import OwnerKind, OwnerName, read_owners
from madoguchi.lib.japanese.text import tidy_line

Content = Mapping[str, str]
_NEEDS_DAY: Final = (Event.MERGE, Event.LOST)
_OWNERS_TOLD: Final = (Event.TRANSFER, Event.BUILT)
_ALL = "全部"
_NUMBER_AT_END = re.compile(r"[\d〇一二三四五六七八九十](?:番地?|号)?$")
_SIGNED = re.compile("[甲乙丙丁戊己庚辛壬癸イロハニホヘト][\\d〇一二三四五六七八九十百千]")
_CHECK_SPLIT = "姓と名の分け方を確かめてください"


@dataclass(frozen=True, slots=True)
class WrittenOwner:
    """One of the owners of a notice: as a 宛名 that could be added, and the share that is written for it."""

    new: book.NewOwner
    share: Fraction | None = None


def told_of(content: Content, owners: tuple[WrittenOwner, ...], *, shares_said: bool = False) -> book.Told:
    """The notice as an entry reads it; `owners` are those of `written_owners`. Raises NotEnterableError.

    `shares_said`: a person has said who gets what, and the shares of the notice are not read.
    """
    event = content.get("event", "").strip()
    shares: tuple[Fraction | None, ...] = ()
    all_of_previous = False
    if event in _OWNERS_TOLD and not shares_said:
        shares, all_of_previous = _shares(content, owners)
    return book.Told(
        event=event,
        kind=content.get("kind", "").strip(),
        lot=_first_lot(content),
        building_number=tidy_line(content.get("building_number", ""))[:60],
        land_category=tidy_line(content.get("land_category", ""))[:40],
        area_m2=_area(content),
        use=tidy_line(content.get("use", ""))[:60],
        structure=tidy_line(content.get("structure", ""))[:120],
        floor_areas=tidy_line(content.get("floor_areas", ""))[:300],
        cause_date=_day(content, event),
        owners=tuple(book.Holder("", share) for share in shares),
        all_of_previous=all_of_previous,
        owner_fields=_fields(content, event, owners),
    )


def written_owners(content: Content) -> tuple[WrittenOwner, ...]:
    """The owners that the notice names, in their order. Raises NotEnterableError for what cannot be read."""
    text = content.get("owner_name", "")
    if not text.strip():
        return ()
    joint = read_owners(text)
    if joint.problems:
        raise book.NotEnterableError(f"所有者の欄に、次の問題があります。{joint.problems[0]}")
    if joint.others is not None:
        raise book.NotEnterableError("ほかの所有者の名前が書かれていません（外何名）。")
    address = tidy_line(content.get("owner_address", ""))[:300]
    return tuple(WrittenOwner(_new_owner(one, address), one.share) for one in joint.owners if one.name)


def _new_owner(owner: OwnerName, address: str) -> book.NewOwner:
    check = "、".join((*owner.assumed, *(f"「{note}」とも書かれています。" for note in owner.notes)))[:180]
    corporate = owner.kind in (OwnerKind.CORPORATION, OwnerKind.GROUP)
    if corporate:
        return book.NewOwner("", corporate_name=owner.name[:200], address=address, check_due=check)
    if not owner.given and not owner.roman:
        check = check or _CHECK_SPLIT
    return book.NewOwner(
        "",
        family_name=owner.family[:100],
        given_name=owner.given[:100],
        name_kana=owner.kana[:200],
        address=address,
        check_due=check,
    )


def _shares(content: Content, owners: tuple[WrittenOwner, ...]) -> tuple[tuple[Fraction | None, ...], bool]:
    written = tidy_line(content.get("share", ""))
    if len(owners) != 1:
        shares = tuple(one.share for one in owners)
        if owners and any(one is None for one in shares):
            raise book.NotEnterableError("共有者の持分が書かれていません。持分を決めてください。")
        return shares, False
    own = owners[0].share
    if not written or own is not None:
        return (own,), False
    if _ALL in written:
        return (None,), True
    share = read_share(written)
    if share is None:
        raise book.NotEnterableError(f"持分「{written}」が読めません。")
    if share > 1:
        raise book.NotEnterableError(f"持分「{written}」が1より大きくなっています。")
    return (share,), False


def _fields(content: Content, event: str, owners: tuple[WrittenOwner, ...]) -> dict[str, str]:
    if event == Event.NEW_ADDRESS:
        return {"address": tidy_line(content.get("owner_address", ""))[:300]}
    if event != Event.NEW_NAME or len(owners) != 1:
        return {}
    new = owners[0].new
    return {name: getattr(new, name) for name in ("family_name", "given_name", "corporate_name", "name_kana")}


def _first_lot(content: Content) -> str:
    written = content.get("lot_number", "")
    lots = read_lots(written if written.strip() else _lot_behind(content.get("location", "")))
    return (lots[0].original if lots else tidy_line(content.get("lot_number", "")))[:60]


def _lot_behind(location: str) -> str:
    """The lot that stands behind the place; empty where a sign (甲 …) is part of it."""
    folded = unicodedata.normalize("NFKC", location).strip()
    if not _NUMBER_AT_END.search(folded) or _SIGNED.search(folded):
        return ""
    return "-".join(map(str, reader().place(folded).numbers))


def _area(content: Content) -> str:
    written = content.get("area_m2", "")
    area = area_of(written)
    if written.strip() and area is None:
        raise book.NotEnterableError(f"地積「{tidy_line(written)[:40]}」が読めません。")
    return book.area_text(area)


def _day(content: Content, event: str) -> str:
    written = content.get("cause_date", "")
    day = day_of(written)
    if day is None and (written.strip() or event in _NEEDS_DAY):
        raise book.NotEnterableError(f"原因の日「{tidy_line(written)[:40]}」が読めません。")
    return day.isoformat() if day else ""
