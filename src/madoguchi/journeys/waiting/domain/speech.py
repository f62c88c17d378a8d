"""How a call is spoken in the hall: in Japanese first, then in the language of the ticket."""

from __future__ import annotations

import re
from collections.abc import Mapping

from madoguchi.lib.japanese.letter_names import LETTER_NAMES

_NUMBER = re.compile(r"([A-Z]?)0*([0-9]+)")
_DIGITS = re.compile(r"[0-9]+")

_OTHERS: Mapping[str, tuple[str, str, str, str]] = {
    "en": (
        "en-US",
        "Number {number}, please go to counter {desk}{name}.",
        ", {}",
        "Number {number}, please come.",
    ),
    "zh-hans": ("zh-CN", "请{number}号到{name}{desk}号窗口。", "{}", "请{number}号前来。"),
    "ko": (
        "ko-KR",
        "{number}번 고객님, {name}{desk}번 창구로 오십시오.",
        "{} ",
        "{number}번 고객님, 오십시오.",
    ),
    "vi": ("vi-VN", "Mời số {number} đến quầy số {desk}{name}.", ", {}", "Mời số {number}."),
    "fil": (
        "fil-PH",
        "Numero {number}, pumunta po sa counter {desk}{name}.",
        ", {}",
        "Numero {number}, lumapit po.",
    ),
}
"""Language tag of the voice; what it says with the number of a desk; how the name of the counter stands in
that; what it says without a number."""

_IDLE: Mapping[str, str] = {
    "en": "Please take a number and wait.",
    "zh-hans": "请取号等候。",
    "ko": "번호표를 뽑고 기다려 주십시오.",
    "vi": "Vui lòng lấy số và chờ.",
    "fil": "Kumuha po ng numero at maghintay.",
}


def idle_in(language: str) -> str:
    """What stands on the display while nobody is called; empty without words for the language."""
    return _IDLE.get(language, "")


def is_foreign(language: str) -> bool:
    """Whether there are words for another language than Japanese."""
    return language in _OTHERS


def tag_of(language: str) -> str:
    """The tag of a foreign language, for voices and for fonts. Raises KeyError."""
    return _OTHERS[language][0]


def spoken_call(
    number: str, counter: str, desk: str, language: str = "ja", name: str = ""
) -> list[dict[str, str]]:
    """What voices say, in order: `[{"language": "ja-JP", "text": …}, …]`.

    `number` as it stands on the ticket ("A012"), `counter` and `desk` as they stand over the desk ("1番");
    `name` is the counter in `language`, empty where it has none there.
    """
    letter, digits = _parts(number)
    place = "の".join(filter(None, (counter, desk)))
    where = f"{place}へお越しください。" if place else "お越しください。"
    said = [{"language": "ja-JP", "text": f"{LETTER_NAMES.get(letter, '')}{digits}番の方、{where}"}]
    if is_foreign(language):
        voice, at_desk, naming, anywhere = _OTHERS[language]
        at = "-".join(_DIGITS.findall(desk))
        text = (at_desk if at else anywhere).format(
            number=f"{letter} {digits}".strip(), desk=at, name=naming.format(name) if name else ""
        )
        said.append({"language": voice, "text": text})
    return said


def _parts(number: str) -> tuple[str, str]:
    found = _NUMBER.fullmatch(number)
    return (found[1], found[2]) if found else ("", number)
