"""Read what a person typed or chose into a value of an item, and show a value so that it can be typed again.

Every function here either returns a value or raises `InputRefusedError` with a message in plain Japanese;
nothing else ever leaves, whatever the input is (shown by property tests).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

from madoguchi.core.languages import say, say_date_for_counter, say_mistake, translatable
from madoguchi.core.vocabulary import CELL_MARK, DONT_KNOW, ROW_MARK, Item, ItemType, Value
from madoguchi.engines.forms.domain.characters import InputRefusedError, refuse_unwritable
from madoguchi.engines.forms.domain.declared import (
    can_be_unsure,
    digits_of,
    is_consent,
    is_optional,
    longest,
    may_be_partial,
)
from madoguchi.engines.forms.domain.rows import read_rows, rows_as_text
from madoguchi.lib.japanese.dates import (
    DateError,
    PartialDate,
    era_of,
    format_wareki,
    parse_date,
)
from madoguchi.lib.japanese.text import count_characters, is_katakana, normalise_width, to_katakana

# The choices of a yes-or-no question and 「わからない」, as they stand in HTML.
YES, NO, UNSURE = "yes", "no", "dont_know"
DATE_PARTS = ("era", "year", "month", "day")
WESTERN = translatable("西暦")
ERAS = (
    WESTERN,
    translatable("令和"),
    translatable("平成"),
    translatable("昭和"),
    translatable("大正"),
    translatable("明治"),
)

MULTIPLE_MARK = ","
"""Between the codes of an item that takes several, in the one raw text of its field."""
_LARGEST = 999_999_999
LONGEST_RAW = 2_000  # what a draft keeps of input that could not be read

_HYPHENS = re.compile(r"[-‐‑‒–—―−ーｰ－─]")
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_YEAR_ALONE = re.compile(r"(?:\d{1,4}|元)年?")
_SPACES = re.compile(r"\s+")
_YES = frozenset({YES, "true", "on", "1", "はい"})
_NO = frozenset({NO, "false", "off", "0", "いいえ"})


def tidy(text: str, label: str, longest: int) -> str:
    """One line of text: unwritable characters refused, widths normalised, spaces merged.

    Half-width katakana become full, full-width letters and digits become half; kanji stay exactly as typed.
    A kanji with its variation selector counts as one character. Raises `InputRefusedError`.
    """
    seen = refuse_unwritable(text, label)
    line = _SPACES.sub(" ", normalise_width(seen)).strip()
    length = count_characters(line)
    # The second bound is for marks and selectors without end, which count nothing but weigh.
    if length > longest or len(line) > 3 * longest:
        now = max(length, len(line) // 3)
        message = say(
            "{label}は{longest}文字までです。いまは{now}文字あります。短くしてください。",
            label=label,
            longest=longest,
            now=now,
        )
        raise InputRefusedError(message)
    return line


def read_value(item: Item, raw: str, *, today: date) -> Value | None:
    """The value that `raw` says, or None when nothing was entered.

    `DONT_KNOW` when 「わからない」 was chosen. Raises `InputRefusedError` with what is wrong and what to do.
    """
    if len(raw) > LONGEST_RAW:
        message = say(
            "{label}が長すぎます。{longest}文字までにしてください。", label=item.label, longest=longest(item)
        )
        raise InputRefusedError(message)
    if raw.strip() == UNSURE:
        if can_be_unsure(item):
            return DONT_KNOW
        message = say(
            "{label}は、入力してください。わからないときは、窓口におたずねください。", label=item.label
        )
        raise InputRefusedError(message)
    if item.type is ItemType.ROWS:
        return read_rows(item, raw, lambda cell, typed: read_value(cell, typed, today=today))
    text = tidy(raw, item.label, longest(item))
    if not text:
        return None
    return _READERS[item.type](item, text, today)


def assemble_date(parts: Mapping[str, str]) -> str:
    """One text from the fields era, year, month and day; empty when year, month and day are empty.

    A missing day or month stays missing, so that 昭和18年 is read as a date known in part. A whole date that
    somebody typed or pasted into the field of the year counts as it stands.
    """
    era, year, month, day = (parts.get(name, "").strip() for name in DATE_PARTS)
    if not (year or month or day):
        return ""
    if year and not (month or day) and not _YEAR_ALONE.fullmatch(year):
        return year
    text = f"{'' if era == WESTERN else era}{year.removesuffix('年')}年"
    if month or day:
        text += f"{month.removesuffix('月') or '0'}月"
    if day:
        text += f"{day.removesuffix('日')}日"
    return text


def date_parts(value: Value | None) -> dict[str, str]:
    """What stands in the fields era, year, month and day for a stored date; all empty for anything else."""
    if not isinstance(value, date | PartialDate):
        return dict.fromkeys(DATE_PARTS, "")
    era = era_of(value.latest if isinstance(value, PartialDate) else value)
    day = value.day if isinstance(value, date) else ""
    number = era.year_of(value.year)
    return {"era": era.name, "year": str(number), "month": str(value.month or ""), "day": str(day)}


def _read_text(item: Item, text: str, today: date) -> Value:
    del today
    bounds = digits_of(item)
    return text if bounds is None else _read_digits(item, text, *bounds)


def _read_digits(item: Item, text: str, fewest: int, most: int) -> str:
    digits = _HYPHENS.sub("", text).replace(" ", "")
    if re.fullmatch(rf"[0-9]{{{fewest},{most}}}", digits):
        return digits
    if fewest == most:
        message = say("{label}は、{count}けたの数字で入力してください。", label=item.label, count=most)
    else:
        message = say(
            "{label}は、{low}けたから{high}けたまでの数字で入力してください。",
            label=item.label,
            low=fewest,
            high=most,
        )
    raise InputRefusedError(message)


def _read_name(item: Item, text: str, today: date) -> Value:
    del today
    if any(character.isdigit() for character in text):
        message = say("{label}に数字が入っています。名前だけを入力してください。", label=item.label)
        raise InputRefusedError(message)
    return text


def _read_kana(item: Item, text: str, today: date) -> Value:
    del today
    katakana = to_katakana(text)
    if not is_katakana(katakana):
        message = say("{label}は、カタカナかひらがなで入力してください。例：アイヅ　タロウ", label=item.label)
        raise InputRefusedError(message)
    return katakana


def _read_date(item: Item, text: str, today: date) -> Value:
    try:
        read = parse_date(text, today=today)
    except DateError as problem:
        said = say_mistake(problem)
        message = say("{label}：{problem}", label=item.label, problem=said)
        raise InputRefusedError(message) from None
    if isinstance(read, PartialDate) and not may_be_partial(item):
        message = say(
            "{label}は、年・月・日をすべて入力してください。例：{example}",
            label=item.label,
            example=format_wareki(today),
        )
        raise InputRefusedError(message)
    return read


def _read_integer(item: Item, text: str, today: date) -> Value:
    del today
    digits = text.replace(",", "").removesuffix(item.unit).rstrip("人歳才匹頭台枚件個回円年月日").strip()
    if not re.fullmatch(r"-?[0-9]{1,9}", digits):
        message = say("{label}は、数字で入力してください。例：3", label=item.label)
        raise InputRefusedError(message)
    number = int(digits)
    low = 0 if item.minimum is None else item.minimum
    high = _LARGEST if item.maximum is None else item.maximum
    if not low <= number <= high:
        if item.maximum is None:
            message = say("{label}は、{low}以上の数字で入力してください。", label=item.label, low=low)
        else:
            message = say(
                "{label}は、{low}から{high}までの数字で入力してください。",
                label=item.label,
                low=low,
                high=high,
            )
        raise InputRefusedError(message)
    return number


def _read_boolean(item: Item, text: str, today: date) -> Value:
    del today
    if text.lower() in _YES:
        return True
    if text.lower() in _NO and is_consent(item) and not is_optional(item):
        message = say("同意がないと、ここからは申請できません。同意できないときは、窓口に相談してください。")
        raise InputRefusedError(message)
    if text.lower() in _NO:
        return False
    message = say("{label}は、「はい」か「いいえ」を選んでください。", label=item.label)
    raise InputRefusedError(message)


def _read_code(item: Item, text: str, today: date) -> Value:
    del today
    if item.multiple:
        codes = [_one_code(item, one) for one in text.split(MULTIPLE_MARK) if one.strip()]
        return tuple(code for code in item.choices if code in codes)
    return _one_code(item, text)


def _one_code(item: Item, text: str) -> str:
    text = text.strip()
    if text in item.choices:
        return text
    by_label = [value for value, label in item.choices.items() if label == text]
    if len(by_label) == 1:
        return by_label[0]
    message = say("{label}は、一覧の中から選んでください。", label=item.label)
    raise InputRefusedError(message)


def _read_phone(item: Item, text: str, today: date) -> Value:
    del today
    plain = _HYPHENS.sub("-", text).replace("(", "-").replace(")", "-").replace(" ", "-")
    plain = re.sub(r"-+", "-", plain).strip("-")
    if plain.startswith("+81"):
        plain = "0" + plain[3:].lstrip("-").removeprefix("0")
    digits = plain.replace("-", "")
    if not re.fullmatch(r"0[0-9]{9,10}", digits):
        message = say(
            "{label}は、0から始まる10桁か11桁の数字で入力してください。"
            "固定電話は市外局番から入力してください。例：090-0000-1234",
            label=item.label,
        )
        raise InputRefusedError(message)
    if len(digits) == 11:
        return f"{digits[:3]}-{digits[3:7]}-{digits[7:]}"
    # Where an area code ends cannot be told from ten digits alone: the person's own hyphens are kept.
    return plain if re.fullmatch(r"[0-9]+-[0-9]+-[0-9]+", plain) else digits


def _read_email(item: Item, text: str, today: date) -> Value:
    del today
    if not _EMAIL.fullmatch(text):
        message = say(
            "{label}の形が正しくありません。「@」の前と後ろを確かめてください。例：namae@example.jp",
            label=item.label,
        )
        raise InputRefusedError(message)
    return text


def _read_postal_code(item: Item, text: str, today: date) -> Value:
    del today
    digits = _HYPHENS.sub("", text).removeprefix("〒").replace(" ", "")
    if not re.fullmatch(r"[0-9]{7}", digits):
        message = say("{label}は、7桁の数字で入力してください。例：965-0871", label=item.label)
        raise InputRefusedError(message)
    return f"{digits[:3]}-{digits[3:]}"


def _read_address(item: Item, text: str, today: date) -> Value:
    del item, today
    return text


_READERS: Mapping[ItemType, Callable[[Item, str, date], Value]] = {
    ItemType.TEXT: _read_text,
    ItemType.NAME: _read_name,
    ItemType.KANA: _read_kana,
    ItemType.DATE: _read_date,
    ItemType.INTEGER: _read_integer,
    ItemType.BOOLEAN: _read_boolean,
    ItemType.CODE: _read_code,
    ItemType.PHONE: _read_phone,
    ItemType.EMAIL: _read_email,
    ItemType.POSTAL_CODE: _read_postal_code,
    ItemType.ADDRESS: _read_address,
}


def as_input(value: Value | None) -> str:
    """The text that stands in an input for a stored value; `read_value` gives the same value back."""
    match value:
        case None:
            return ""
        case bool():
            return YES if value else NO
        case date() | PartialDate():
            return format_wareki(value)
        case int() | str():
            return str(value)
        case tuple():
            mark = ROW_MARK if any(CELL_MARK in one for one in value) else MULTIPLE_MARK
            return mark.join(value)
        case _:
            return UNSURE


def as_text(item: Item, value: Value | None) -> str:
    """The value as a person reads it on a review page or beside the register; empty when there is none."""
    if value is DONT_KNOW:
        return say("わからない")
    match value:
        case None:
            return ""
        case date() | PartialDate():
            return say_date_for_counter(value)
        case tuple() if item.type is ItemType.ROWS:
            return rows_as_text(item, value)
        case str() if item.type is ItemType.POSTAL_CODE:
            digits = value.replace("-", "")
            return f"〒{digits[:3]}-{digits[3:]}"
        case _:
            return item.label_of(value)
