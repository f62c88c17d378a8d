"""What a state of a hall looks like when it comes over the link (`HallState.to_payload()`, `typical_from`).

Numbers within what a hall can have, texts that can be shown, times in years that can be reckoned with. What
is not known here is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Final, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from madoguchi.engines.reception.domain.states import TicketStatus

MOST_COUNTERS: Final = 200
MOST_CALLED_AT_ONCE: Final = 200
MOST_TICKETS: Final = 5_000
"""Of one day in one hall; a busy one has some hundreds."""

_YEARS = range(2000, 2200)


class ShapeError(ValueError):
    """Where a state is not as it should be (`counters.0.waiting`), and how."""


def _day(text: str) -> str:
    if date.fromisoformat(text).year not in _YEARS:
        raise ValueError("the year")
    return text


def _moment(text: str) -> str:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None or moment.year not in _YEARS:
        raise ValueError("no time zone, or the year")
    return text


Key = Annotated[str, Field(min_length=1, max_length=60)]
Text = Annotated[str, Field(max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$")]
Count = Annotated[int, Field(ge=0, le=100_000)]
Minutes = Annotated[int, Field(ge=0, le=1_000_000)] | None
"""Thousands who wait at one desk wait for weeks, which no page has to believe, but all can be told."""
Version = Annotated[int, Field(ge=0, le=2**31 - 1)]
PastClosing = Annotated[str, Field(max_length=20, pattern=r"^[a-z]*$")]
"""Also a word that only a newer office knows: whoever reads it passes it over."""
Day = Annotated[str, Field(max_length=10), AfterValidator(_day)]
Moment = Annotated[str, Field(max_length=40), AfterValidator(_moment)]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)


class CounterShape(_Shape):
    """`CounterState`."""

    key: Key
    label: Text
    colour: Text | None
    waiting: Count
    open_desks: Count
    minutes: Minutes


class PurposeShape(_Shape):
    """`PurposeState`."""

    key: Key
    waiting: Count
    minutes: Minutes
    low: Minutes
    high: Minutes
    past_closing: PastClosing = ""


class CalledShape(_Shape):
    """`Called`."""

    number: Text
    counter: Text
    desk: Text
    at: Moment
    times: Count
    language: Text = "ja"


class TicketShape(_Shape):
    """`TicketState`. An office that does not tell versions has tickets of version 0."""

    number: Text
    status: Annotated[str, Field(pattern=f"^({'|'.join(TicketStatus)})$")]
    ahead: Count | None
    minutes: Minutes
    counter: Text
    desk: Text
    low: Minutes = None
    high: Minutes = None
    times: Count = 0
    version: Version = 0
    past_closing: PastClosing = ""


class StateShape(_Shape):
    """`HallState`."""

    hall: Key
    day: Day
    at: Moment
    version: Version
    closes: Moment | None = None
    counters: Annotated[list[CounterShape], Field(max_length=MOST_COUNTERS)]
    purposes: Annotated[list[PurposeShape], Field(max_length=MOST_COUNTERS)]
    called: Annotated[list[CalledShape], Field(max_length=MOST_CALLED_AT_ONCE)]
    tickets: Annotated[dict[Digest, TicketShape], Field(max_length=MOST_TICKETS)]


class SlotShape(_Shape):
    """A half hour of a usual day."""

    minute: Annotated[int, Field(ge=0, lt=24 * 60)]
    people: Annotated[float, Field(ge=0, le=100_000)]
    wait: Minutes


class UsualDayShape(_Shape):
    """A day of the week."""

    days: Count
    slots: Annotated[list[SlotShape], Field(max_length=48)]


class TypicalShape(_Shape):
    """How a day usually goes, by day of the week."""

    days: Annotated[dict[Annotated[str, Field(pattern=r"^[1-7]$")], UsualDayShape], Field(max_length=7)]


Known = TypeVar("Known", bound=_Shape)


def checked(shape: type[Known], given: Mapping[str, Any]) -> dict[str, Any]:
    """What is known of `given`, as JSON. Raises ShapeError with the first place that is wrong."""
    try:
        return shape.model_validate(given).model_dump()
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "state"
        # Keys are the sender's: they end up in the log of an administrator.
        raise ShapeError(f"{ascii(where)[1:81]}: {first['type']}") from None
