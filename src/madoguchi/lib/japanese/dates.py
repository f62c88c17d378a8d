"""Japanese dates: reading what people type, writing what people read, counting ages.

People write one and the same day as 令和8年3月25日, R8.3.25, 2026/3/25, 5080325 or 20260325, in full or
half width, and some people know only the year of their birth. Everything here is pure: no clock is read.

Sources: 元号を改める政令 (first days of the eras), 年齢計算ニ関スル法律 and 民法第143条 (ages),
住民記録システム標準仕様書 (seven-digit dates with an era digit, 不詳 dates as zeros).
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

FIRST_GREGORIAN_DAY = date(1873, 1, 1)
"""明治6年1月1日: until the day before, Japan counted by the lunar calendar."""

LAST_YEAR = 2199
"""Later years are slips of the keyboard, not dates that a counter deals with."""

WEEKDAYS = "月火水木金土日"


class DateError(ValueError):
    """日付として読めませんでした。「令和8年3月25日」か「2026年3月25日」のように入力してください。"""

    def __init__(self, template: str | None = None, **values: object) -> None:
        """`template` is a Japanese sentence with `{placeholders}`, `values` what stands in them."""
        self.template = template or (type(self).__doc__ or "")
        self.values = values
        self.message = self.template.format_map(values) if values else self.template
        super().__init__(self.message)


@dataclass(frozen=True, slots=True)
class Era:
    """One era (元号); the day on which it gives way belongs to both eras until 昭和."""

    key: str
    name: str
    letter: str
    digit: int
    first_day: date
    last_day: date

    def year_of(self, western_year: int) -> int:
        """The year of this era in which the western year falls (1 is 元年)."""
        return western_year - self.first_day.year + 1

    def __str__(self) -> str:
        return self.name


ERAS: tuple[Era, ...] = (
    Era("meiji", "明治", "M", 1, date(1868, 1, 25), date(1912, 7, 30)),
    Era("taisho", "大正", "T", 2, date(1912, 7, 30), date(1926, 12, 25)),
    Era("showa", "昭和", "S", 3, date(1926, 12, 25), date(1989, 1, 7)),
    Era("heisei", "平成", "H", 4, date(1989, 1, 8), date(2019, 4, 30)),
    Era("reiwa", "令和", "R", 5, date(2019, 5, 1), date(LAST_YEAR, 12, 31)),
)


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date of which only the year, or the year and month, is known (不詳).

    `original` keeps the text as it was written, for people; two partial dates are equal whatever it says.
    Raises ValueError for a month outside 1 to 12.
    """

    year: int
    month: int | None = None
    original: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if not 1 <= self.year <= 9999:
            raise ValueError("the year of a partial date is between 1 and 9999")
        if self.month is not None and not 1 <= self.month <= 12:
            raise ValueError("the month of a partial date is between 1 and 12")

    @property
    def earliest(self) -> date:
        """The first day that it can be."""
        return date(self.year, self.month or 1, 1)

    @property
    def latest(self) -> date:
        """The last day that it can be."""
        month = self.month or 12
        return date(self.year, month, monthrange(self.year, month)[1])

    def isoformat(self) -> str:
        """`1943-05-00` or `1943-00-00`: zeros stand for what is unknown."""
        return f"{self.year:04d}-{self.month or 0:02d}-00"

    def __str__(self) -> str:
        return self.isoformat()


AnyDate = date | PartialDate


@dataclass(frozen=True, slots=True)
class WrittenDay:
    """A day in a mistake, as the Japanese sentence writes it; other languages write the day in their way."""

    day: AnyDate
    text: str

    def __str__(self) -> str:
        return self.text


# --- reading -----------------------------------------------------------------------------------------

_ERA_BY_WORD: dict[str, Era] = {
    word: era for era in ERAS for word in (era.name, era.name[0], era.letter, era.letter.lower())
}
_ERA_WORDS = "|".join(sorted(map(re.escape, _ERA_BY_WORD), key=len, reverse=True))

_WRITTEN = re.compile(
    rf"(?P<era>{_ERA_WORDS})?(?P<year>\d{{1,4}}|元)(?:年|[./-])"
    r"(?:(?P<month>\d{1,2})(?:月|[./-]|$)(?:(?P<day>\d{1,2})日?)?)?"
)
_DIGITS = re.compile(r"\d+")
_WEEKDAY = re.compile(r"(?<=[\d日])\(?[月火水木金土日](?:曜日?)?\)?$")
_MONTH_AND_DAY = re.compile(r"(?P<month>\d{1,2})月(?P<day>\d{1,2})日?")
_BRACKETED = re.compile(r"\([^()]*\)")
_UNKNOWN = re.compile(r"(?:月日|生年月日|年月日|日|月)?(?:不詳|不明|わからない|分からない)(?:月日|日|月)?$")
_KANJI_NUMBER = re.compile(r"[〇零一二三四五六七八九十百千廿卅]+(?=[年月日]|$)")
_RELATIVE = {"一昨日": -2, "おととい": -2, "昨日": -1, "きのう": -1, "本日": 0, "今日": 0, "きょう": 0,
             "明日": 1, "あした": 1, "あす": 1, "明後日": 2, "あさって": 2}  # fmt: skip
_KANJI_DIGITS = {character: value for value, character in enumerate("〇一二三四五六七八九")} | {"零": 0}
_KANJI_UNITS = {"十": 10, "百": 100, "千": 1000}


def parse_date(text: str, *, today: date | None = None) -> AnyDate:
    """The date that a person wrote: 和暦 or western, any width, complete or with 不詳 parts.

    Reads 令和8年3月25日, 令和元年5月1日, 令和八年三月二十五日, ㋿8年3月25日, R8.3.25, 2026-03-25, 2026/3/25,
    seven digits (era digit 1 明治 to 5 令和, then two digits each), eight digits; partial: 昭和18年,
    昭和18年5月, 昭和18年月日不詳, 1943-05-00. `today` only makes the answer to 「明日」 more helpful.

    Raises DateError with a message in Japanese that says what is wrong and what to write instead.
    """
    compact = _compact(text)
    if not compact:
        raise DateError("日付が入力されていません。「令和8年3月25日」のように入力してください。")
    if compact in _RELATIVE:
        raise _answer_to_relative_word(compact, today)
    if _DIGITS.fullmatch(compact):
        return _from_digits(compact, original=text)
    return _from_written(compact, original=text)


def _compact(text: str) -> str:
    """Half width, no spaces, one kind of dash and dot, no weekday, kanji numbers as digits."""
    line = unicodedata.normalize("NFKC", text)
    line = "".join(character for character in line if not character.isspace() and character.isprintable())
    line = re.sub(r"[‐‑‒–—―−ーｰ]", "-", line).replace("・", ".").replace("。", "").replace("，", ".")
    line = _BRACKETED.sub("", line)
    # The character before the weekday tells 25日水 (a weekday) from 25日 (none).
    line = _WEEKDAY.sub("", line) if re.search(r"日[月火水木金土日](?:曜日?)?$", line) else line
    line = re.sub(r"(?:生まれ|うまれ|生)$", "", line)
    return _KANJI_NUMBER.sub(lambda match: str(kanji_number(match.group())), line)


def kanji_number(digits: str) -> int:
    """二十五 and 二五 are 25, 二〇二六 is 2026."""
    digits = digits.replace("廿", "二十").replace("卅", "三十")
    if not any(character in _KANJI_UNITS for character in digits):
        return int("".join(str(_KANJI_DIGITS[character]) for character in digits))
    total, current = 0, 0
    for character in digits:
        if character in _KANJI_UNITS:
            total += (current or 1) * _KANJI_UNITS[character]
            current = 0
        else:
            current = current * 10 + _KANJI_DIGITS[character]
    return total + current


def _answer_to_relative_word(word: str, today: date | None) -> DateError:
    if today is None:
        return DateError(
            "「{word}」ではなく、「令和8年3月25日」のように年月日で入力してください。", word=word
        )
    meant = today + timedelta(days=_RELATIVE[word])
    return DateError(
        "「{word}」ではなく、年月日で入力してください。{date}のことですか。",
        word=word,
        date=WrittenDay(meant, format_wareki(meant)),
    )


def _from_digits(digits: str, *, original: str) -> AnyDate:
    if len(digits) == 8:
        return _complete(int(digits[:4]), int(digits[4:6]), int(digits[6:]), original=original)
    if len(digits) == 7:
        era = next((era for era in ERAS if era.digit == int(digits[0])), None)
        if era is None:
            raise DateError(
                "7桁の日付は、はじめの1桁が元号です（1明治 2大正 3昭和 4平成 5令和）。"
                "はじめの1桁を確かめてください。"
            )
        return _in_era(era, int(digits[1:3]), int(digits[3:5]), int(digits[5:]), original=original)
    if len(digits) == 6:
        raise DateError(
            "6桁の数字では元号がわかりません。「昭和41年4月3日」「19660403」か、"
            "元号の数字をつけた7桁「3410403」で入力してください。"
        )
    raise DateError(
        "数字だけの日付は、西暦の8桁（19660403）か、元号の数字をつけた7桁（3410403）で入力してください。"
    )


def _from_written(compact: str, *, original: str) -> AnyDate:
    known = _UNKNOWN.sub("", compact)
    if not known:
        raise DateError(
            "年がわからない日付は登録できません。およその年を「昭和18年」のように入力してください。"
        )
    said_unknown = known != compact
    if said_unknown and known[-1].isdigit():
        known += "年" if not re.search(r"[年./-]", known) else "月"
    if without_year := _MONTH_AND_DAY.fullmatch(known):
        month, day = int(without_year["month"]), int(without_year["day"])
        _complete(2000, month, day, original=original, say_year=False)
        raise DateError("年がありません。「令和8年3月25日」のように、年から入力してください。")
    match = _WRITTEN.fullmatch(known)
    if match is None:
        raise DateError()
    month, day = int(match["month"] or 0), int(match["day"] or 0)
    if match["era"]:
        year = 1 if match["year"] == "元" else int(match["year"])
        return _in_era(_ERA_BY_WORD[match["era"]], year, month, day, original=original)
    if match["year"] == "元":
        raise DateError("元号がありません。「令和元年5月1日」のように、元号から入力してください。")
    if len(match["year"]) < 4:
        raise DateError(
            "元号か西暦かがわかりません。「昭和41年4月3日」か「1966年4月3日」のように入力してください。"
        )
    return _complete(int(match["year"]), month, day, original=original)


def _in_era(era: Era, year: int, month: int, day: int, *, original: str) -> AnyDate:
    """The date in an era's year; month and day 0 are unknown. Names the right era when it is another."""
    if year < 1:
        raise DateError("{era}の年が0です。はじめの年は「{era}元年」です。", era=era)
    western = era.first_day.year + year - 1
    if western > LAST_YEAR:
        raise DateError("年が大きすぎます。年を確かめてください。")
    read = _complete(western, month, day, original=original)
    earliest, latest = span_of(read)
    if latest < era.first_day:
        raise DateError(
            "{era}は{date}からです。{meant}ではありませんか。",
            era=era,
            date=WrittenDay(era.first_day, _western(era.first_day)),
            meant=WrittenDay(read, format_wareki(read)),
        )
    if earliest > era.last_day:
        raise DateError(
            "{era}は{date}までです。{meant}ではありませんか。",
            era=era,
            date=WrittenDay(era.last_day, _era_text(era, era.last_day)),
            meant=WrittenDay(read, format_wareki(read)),
        )
    return read


def _complete(year: int, month: int, day: int, *, original: str, say_year: bool = True) -> AnyDate:
    """A calendar date, or a partial one where month or day is 0; refuses impossible days."""
    if not 1868 <= year <= LAST_YEAR:
        raise DateError("年が正しくありません。西暦なら4桁で「2026年3月25日」のように入力してください。")
    if month <= 12 and not day and year < FIRST_GREGORIAN_DAY.year:
        # A year of the lunar calendar began and ended on other days than the western year.
        raise DateError("明治5年までは暦が違うため登録できません。年を確かめてください。")
    if month == 0:
        if day:
            raise DateError("月がわからないときは、日も「不詳」にしてください。")
        return PartialDate(year, None, original)
    if month > 12:
        raise DateError("{month}月はありません。月は1から12までで入力してください。", month=month)
    if day == 0:
        return PartialDate(year, month, original)
    last = monthrange(year, month)[1]
    if day > last:
        if say_year:
            raise DateError(
                "{year}年{month}月は{last}日までです。日を確かめてください。",
                year=year,
                month=month,
                last=last,
            )
        raise DateError("{month}月は{last}日までです。日を確かめてください。", month=month, last=last)
    read = date(year, month, day)
    if read < FIRST_GREGORIAN_DAY:
        raise DateError("明治5年までは暦が違うため登録できません。年を確かめてください。")
    return read


# --- writing -----------------------------------------------------------------------------------------


def era_of(day: date) -> Era:
    """The era of a day; a day that belongs to two eras is given to the later one."""
    for era in reversed(ERAS):
        if day >= era.first_day:
            return era
    raise DateError("明治より前の日付は和暦で表せません。")


def _western(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _era_year(era: Era, western_year: int) -> str:
    number = era.year_of(western_year)
    return f"{era.name}{'元' if number == 1 else number}年"


def _era_text(era: Era, day: date) -> str:
    return f"{_era_year(era, day.year)}{day.month}月{day.day}日"


def format_wareki(day: AnyDate) -> str:
    """令和8年3月25日; partial dates: 昭和18年5月（日不詳）, 昭和18年（月日不詳）."""
    if isinstance(day, PartialDate):
        # A year in which the era changed is named by the era of its last possible day.
        year = _era_year(era_of(day.latest), day.year)
        return f"{year}{day.month}月（日不詳）" if day.month else f"{year}（月日不詳）"
    return _era_text(era_of(day), day)


def format_both(day: AnyDate) -> str:
    """2026年（令和8年）3月25日（水）; partial dates: 1943年（昭和18年）5月（日不詳）."""
    if isinstance(day, PartialDate):
        year = f"{day.year}年"
        era = f"（{_era_year(era_of(day.latest), day.year)}）"
        return f"{year}{era}{day.month}月（日不詳）" if day.month else f"{year}{era}（月日不詳）"
    era = _era_year(era_of(day), day.year)
    return f"{day.year}年（{era}）{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）"


def format_digits(day: date) -> str:
    """5080325: the seven digits that clerks type (era digit, year, month, day)."""
    era = era_of(day)
    return f"{era.digit}{era.year_of(day.year):02d}{day.month:02d}{day.day:02d}"


# --- ages --------------------------------------------------------------------------------------------


def birthday_in(birth: date, year: int) -> date:
    """The birthday in a year; who was born on 29 February has it on 1 March of a common year."""
    try:
        return birth.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def age_on(birth: date, on: date) -> int:
    """The age in full years on a day, one more from the birthday itself on.

    This is how 「75歳以上」 is read at a counter. Before the birth it is negative.
    """
    return on.year - birth.year - (on < birthday_in(birth, on.year))


def age_range_on(birth: AnyDate, on: date) -> tuple[int, int]:
    """The lowest and the highest age on a day; they differ where the birth date is partly unknown."""
    if isinstance(birth, PartialDate):
        return age_on(birth.latest, on), age_on(birth.earliest, on)
    age = age_on(birth, on)
    return age, age


def age_reached_by_law(birth: date, age: int) -> date:
    """The day at whose end an age is reached: the day before the birthday.

    年齢計算ニ関スル法律 with 民法第143条第2項; someone born on 29 February reaches it on 28 February.
    """
    if (birth.month, birth.day) == (2, 29):
        return date(birth.year + age, 2, 28)
    return birthday_in(birth, birth.year + age) - timedelta(days=1)


def span_of(day: AnyDate) -> tuple[date, date]:
    """The first and the last day that a date can be; the same day twice for one that is wholly known."""
    return (day.earliest, day.latest) if isinstance(day, PartialDate) else (day, day)


def bounds(days: Iterable[AnyDate]) -> tuple[date, date] | None:
    """The earliest and latest possible day of several dates, or None for no dates."""
    spans = [span_of(day) for day in days]
    return (min(first for first, _ in spans), max(last for _, last in spans)) if spans else None
