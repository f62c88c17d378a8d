"""受付番号: what people read out on the telephone. Year, serial number, check digit: `26-0000123-0`."""

from __future__ import annotations

from madoguchi.lib.japanese.text import digits_of

_SERIAL_DIGITS = 7
_LENGTH = 2 + _SERIAL_DIGITS + 1


class NumberError(ValueError):
    """受付番号の数字が違います。1字ずつ確かめて、入力し直してください。"""


def reception_number(year: int, serial: int) -> str:
    """The digits of a number: two of the year, seven or more of the serial, one that shows slips.

    Ten digits are never taken for a birth date (seven or eight).
    """
    digits = f"{year % 100:02d}{serial:0{_SERIAL_DIGITS}d}"
    return digits + _check_digit(digits)


def format_number(number: str) -> str:
    """As it is shown and printed, with hyphens; what is not ours stays as it is."""
    if not (number.isascii() and number.isdigit()) or len(number) < _LENGTH:
        return number
    return f"{number[:2]}-{number[2:-1]}-{number[-1]}"


def read_number(text: str) -> str:
    """The digits of a typed number. Raises NumberError when the check digit says that one is wrong."""
    digits = digits_of(text)
    if len(digits) < _LENGTH or _check_digit(digits[:-1]) != digits[-1]:
        raise NumberError(NumberError.__doc__)
    return digits


def _check_digit(digits: str) -> str:
    """By Luhn's formula (ISO/IEC 7812-1, annex B): finds every wrong digit and most that changed places."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (1 if place % 2 else 2)
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % 10)
