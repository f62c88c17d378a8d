"""The values a fact can have, and the one value that says that nobody knows."""

from __future__ import annotations

from datetime import date
from typing import Final, NoReturn, final

from madoguchi.lib.japanese.dates import PartialDate


@final
class Unknown:
    """The third truth value, and the answer 「わからない」. There is one instance, `UNKNOWN`.

    Asking for its truth is refused: `if expression.evaluate(facts):` would silently read "not known yet"
    as one of true and false. Compare instead: `is True`, `is False`, `is UNKNOWN`.
    """

    __slots__ = ()
    _instance: Unknown | None = None

    def __new__(cls) -> Unknown:
        """The one instance."""
        if cls._instance is None:
            cls._instance = super().__new__(cls)
        return cls._instance

    def __bool__(self) -> NoReturn:
        raise TypeError("UNKNOWN is neither true nor false: compare with `is True`, `is False`, `is UNKNOWN`")

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __reduce__(self) -> str:
        return "UNKNOWN"

    def __copy__(self) -> Unknown:
        return self

    def __deepcopy__(self, memo: object) -> Unknown:
        return self


UNKNOWN: Final = Unknown()
"""What an expression gives while its answer is open."""

DONT_KNOW: Final = UNKNOWN
"""As the value of a fact: answered 「わからない」. It evaluates to unknown and is not asked again."""

Value = str | int | bool | date | PartialDate | tuple[str, ...] | Unknown
"""The value of one fact. A tuple holds the codes of an item that takes several, or rows."""

__all__ = ["DONT_KNOW", "UNKNOWN", "PartialDate", "Unknown", "Value"]
