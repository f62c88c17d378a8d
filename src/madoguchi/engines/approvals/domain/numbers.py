"""文書番号 and how long a document is kept: both go by fiscal years, which begin in April."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from madoguchi.core.packs import Retention
from madoguchi.lib.japanese.dates import ERAS, era_of

_WRITTEN = re.compile(r"(?P<year>元|[0-9]{1,4})?(?P<symbol>[^0-9第号]{1,20})第?(?P<serial>[0-9]{1,7})号?")


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """A number as it was typed; `fiscal_year` is None where no year was."""

    symbol: str
    serial: int
    fiscal_year: int | None = None


def fiscal_year(day: date) -> int:
    """The year in which the fiscal year of a day began."""
    return day.year if day.month >= 4 else day.year - 1


def number_text(year: int, symbol: str, serial: int) -> str:
    """「8市民第12号」: year of the era in which the fiscal year began, symbol of the desk, serial number."""
    began = date(year, 4, 1)
    of_era = era_of(began).year_of(year)
    return f"{'元' if of_era == 1 else of_era}{symbol}第{serial}号"


def read_number(text: str) -> DocumentNumber | None:
    """The number in a typed text of any width (8市民第12号, 市民12), or None when it is none."""
    found = _WRITTEN.fullmatch(unicodedata.normalize("NFKC", text).replace(" ", ""))
    if found is None:
        return None
    year = found["year"]
    if year is None:
        return DocumentNumber(found["symbol"], int(found["serial"]))
    of_era = 1 if year == "元" else int(year)
    # A year of four figures is a western one; else one of the present era.
    began = of_era if of_era > 1000 else ERAS[-1].first_day.year + of_era - 1
    return DocumentNumber(found["symbol"], int(found["serial"]), began)


def symbol_of(desk_name: str) -> str:
    """The symbol of a desk for which the municipality declares none: its name without 課, 係 or 室."""
    return desk_name[:-1] if len(desk_name) > 1 and desk_name[-1] in "課係室" else desk_name


def kept_until(decided_on: date, retention: Retention) -> date | None:
    """The last day on which it is kept; None: for ever.

    The period begins on 1 April after the fiscal year of the decision.
    """
    years = retention.years
    return None if years is None else date(fiscal_year(decided_on) + 1 + years, 3, 31)
