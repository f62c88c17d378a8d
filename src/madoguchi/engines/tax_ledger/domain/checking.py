"""What is wrong with a notice by itself: a date that does not exist, a share above one, nothing written."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from madoguchi.engines.tax_ledger.domain.notices import Event, Kind, Notice
from madoguchi.engines.tax_ledger.domain.owners import read_written
from madoguchi.lib.japanese.dates import AnyDate, DateError, parse_date
from madoguchi.lib.japanese.numbers import read_area, read_share
from madoguchi.lib.japanese.written_dates import read_date


class Fault(NamedTuple):
    """What is wrong in a column of a notice, and what to do; both in Japanese."""

    column: str
    what: str
    remedy: str


_EVENTS_OF_LAND = frozenset({Event.CATEGORY, Event.AREA, Event.SPLIT, Event.MERGE})
_EVENTS_OF_HOUSES = frozenset({Event.BUILT, Event.LOST})
_ALL = re.compile(r"(?:所有権|持分)?(?:の)?全部|単独|単独所有|単有|[1１一]|100%|１００％|所有権|[-－ー―]")
_BETWEEN_SHARES = re.compile(r"[、；;・\n]\s*")
_KINDS = frozenset(one.value for one in Kind)
_EVENTS = frozenset(one.value for one in Event)
_ASK = "法務局の通知と見くらべて直してください。"


def faults(notice: Notice) -> list[Fault]:
    """All that is wrong with a notice by itself; nothing may be entered from one that has any."""
    found = [*_about_words(notice), *_about_dates(notice), *_about_share(notice)]
    if notice.area_m2.strip() and read_area(notice.area_m2) is None:
        found.append(Fault("area_m2", f"面積として読めません（{notice.area_m2}）。", _ASK))
    return found


def _about_words(notice: Notice) -> list[Fault]:
    found = []
    if notice.kind not in _KINDS:
        told = "、".join(Kind)
        found.append(Fault("kind", f"種別「{notice.kind}」は使えません。", f"{told}のどれかにしてください。"))
    if notice.event not in _EVENTS:
        told = "、".join(Event)
        found.append(
            Fault("event", f"異動「{notice.event}」は使えません。", f"{told}のどれかにしてください。")
        )
    elif notice.kind == Kind.HOUSE and notice.event in _EVENTS_OF_LAND:
        found.append(Fault("event", f"「{notice.event}」は土地の異動です。", "種別か異動を直してください。"))
    elif notice.kind == Kind.LAND and notice.event in _EVENTS_OF_HOUSES:
        found.append(Fault("event", f"「{notice.event}」は家屋の異動です。", "種別か異動を直してください。"))
    if not notice.location.strip():
        found.append(Fault("location", "所在が書かれていません。", _ASK))
    if not notice.lot_number.strip() and not notice.building_number.strip() and not _ends_with_lot(notice):
        found.append(Fault("lot_number", "地番が書かれていません。", _ASK))
    if notice.event == Event.TRANSFER and not notice.owner_name.strip():
        found.append(Fault("owner_name", "新しい所有者が書かれていません。", _ASK))
    if problem := read_written(notice.owner_name, "").problem:
        found.append(Fault("owner_name", problem, _ASK))
    return found


def _ends_with_lot(notice: Notice) -> bool:
    return notice.location.strip()[-1:].isdigit() or notice.location.strip().endswith(("番", "番地", "号"))


def _about_dates(notice: Notice) -> list[Fault]:
    found = []
    for column in ("received_on", "cause_date"):
        written = getattr(notice, column)
        if written.strip():
            problem = _date_problem(written)
            if problem:
                found.append(Fault(column, problem, _ASK))
    return found


@lru_cache(maxsize=20_000)
def read_day(text: str) -> AnyDate | None:
    """The day that is written, or None."""
    try:
        return parse_date(text)
    except DateError:
        return None


@lru_cache(maxsize=20_000)
def _date_problem(text: str) -> str:
    try:
        parse_date(text)
    except DateError as error:
        if (lunar := read_date(text).lunar) is not None:
            return f"日付「{text}」は{lunar}です。新暦の日には直していません。"
        return f"日付「{text}」は読めません。{error.message}"
    return ""


def _about_share(notice: Notice) -> list[Fault]:
    if not notice.share.strip():
        return []
    if _ALL.fullmatch(notice.share.strip()):
        return []
    shares = [read_share(one.replace("各", "")) for one in _BETWEEN_SHARES.split(notice.share.strip())]
    total = sum((share for share in shares if share is not None), Fraction(0))
    if None in shares or not shares:
        return [Fault("share", f"持分として読めません（{notice.share}）。", _ASK)]
    if total > 1:
        return [Fault("share", f"持分が1を超えています（{notice.share}）。", _ASK)]
    return []


def is_before(one: AnyDate, other: AnyDate) -> bool:
    """Whether a day, known in full or in part, is certainly before another."""
    last = one if isinstance(one, date) else one.latest
    first = other if isinstance(other, date) else other.earliest
    return last < first
