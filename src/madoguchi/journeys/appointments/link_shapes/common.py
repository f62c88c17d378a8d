"""What the shapes of questions and answers have in common: nothing left out and nothing more."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, Base64Bytes, BaseModel, ConfigDict, Field

from madoguchi.core.clock import TOKYO
from madoguchi.engines.booking.api import Need

MOST_BYTES = 64 * 1024
"""Of a question."""
MOST_NEEDS, MOST_PROCEDURES, MOST_DAYS, MOST_STARTS, PAGE = 16, 100, 62, 20, 200

Key = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,64}$")]
Code = Annotated[str, Field(pattern=r"^[0-9A-Z]{1,12}$")]
Digest = Annotated[str, Field(pattern=r"^([0-9a-f]{1,64})?$")]
Sealed = Annotated[Base64Bytes, Field(max_length=24_000)]
Number = Annotated[int, Field(ge=0, le=1_000_000)]


def _in_japan(moment: datetime) -> datetime:
    """In Asia/Tokyo, away from both ends of the calendar, where days before and after can be counted: neither
    zone breaks over a year that the other one says.
    """
    if not _YEARS[0] <= moment.year < _YEARS[1]:
        raise ValueError("the year")
    return moment.astimezone(TOKYO)


def _in_time(day: date) -> date:
    if not _YEARS[0] <= day.year < _YEARS[1]:
        raise ValueError("the year")
    return day


_YEARS = (1900, 9000)
Moment = Annotated[AwareDatetime, AfterValidator(_in_japan)]
Day = Annotated[date, AfterValidator(_in_time)]


class Shape(BaseModel):
    """Exactly these fields, of exactly these kinds."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class NeedShape(Shape):
    """So many minutes at a line."""

    line: Key
    minutes: Annotated[int, Field(ge=1, le=480)]

    def read(self) -> Need:
        """As the engine says it."""
        return Need(self.line, self.minutes)


Needs = Annotated[tuple[NeedShape, ...], Field(max_length=MOST_NEEDS, strict=False)]


def need_shapes(needs: Sequence[Need]) -> tuple[NeedShape, ...]:
    """As they are said over the link."""
    return tuple(NeedShape(line=one.line, minutes=one.minutes) for one in needs)


def encoded(sealed: bytes) -> bytes:
    """Sealed bytes as a shape takes them: it holds what they say."""
    return base64.b64encode(bytes(sealed))
