"""Text as it is typed in Japan: widths, kana, invisible characters, folding for search.

Cleaning must never change how a name is written: 髙, 﨑, 𠮷 and ideographs with a variation selector (IVS)
stay exactly as typed. That is why this module does not simply apply NFKC, which would turn the
compatibility ideograph 神 (U+FA19) into 神.
"""

from __future__ import annotations

import re
import unicodedata

import jaconv

DEFAULT_MAX_LENGTH = 200

_FULL_AND_HALF_WIDTH_FORMS = re.compile(r"[\uff01-\uffef\u3000\u00a0]+")
_FORMS_IN_PROSE = re.compile(r"[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff61-\uffef\u3000\u00a0]+")
"""Digits, letters and half-width kana; （full-width）punctuation： is what a sentence is written with."""
_SPACES = re.compile(r"[\s\u2000-\u200a\u202f\u205f]+")
_MARK_AFTER_KANA = re.compile(r"[\u3041-\u30ff][\u3099\u309a]")
_VARIATION_SELECTORS = re.compile(r"[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_KATAKANA = re.compile(r"[\u30a1-\u30fa\u30fc-\u30fe・ ]+")
_KANA = re.compile(r"[\u3041-\u3096\u309d\u309e\u30a1-\u30fa\u30fc-\u30fe・ ]+")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣", "-"))
_FOLDED_AWAY = re.compile(r"[\s\-・.,。、'’()「」]+")
_SMALL_KANA = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ")
_SAME_SOUND = str.maketrans("ヂヅヲヰヱ", "ジズオイエ")


class TextError(ValueError):
    """入力できない文字があります。"""

    def __init__(self, message: str | None = None) -> None:
        self.message = message or (type(self).__doc__ or "")
        super().__init__(self.message)


def normalise_width(text: str) -> str:
    """Letters and digits in half width, kana in full width, composed; ideographs untouched.

    >>> normalise_width("ｱｲﾂﾞ　Ｎｏ．１")
    'アイヅ No.1'
    """
    return _normalised(_FULL_AND_HALF_WIDTH_FORMS, text)


def _normalised(forms: re.Pattern[str], text: str) -> str:
    text = forms.sub(lambda match: unicodedata.normalize("NFKC", match.group()), text)
    return _MARK_AFTER_KANA.sub(lambda match: unicodedata.normalize("NFC", match.group()), text)


def remove_invisible(text: str, *, keep_line_breaks: bool = False) -> str:
    """Without control, formatting (bidirectional overrides, zero width) and lone surrogate characters."""
    if text.isprintable():  # most texts are, and a longer look at each letter is dear
        return text
    return "".join(
        character
        for character in text
        if unicodedata.category(character) not in ("Cc", "Cf", "Cs")
        or (keep_line_breaks and character == "\n")
        or character == "\t"
    )


def count_characters(text: str) -> int:
    """The number of characters as people count them: variation selectors and marks are not counted."""
    return sum(unicodedata.category(character) not in ("Mn", "Me") for character in text)


def private_use_characters(text: str) -> str:
    """The characters of private use (外字) in a text: another computer shows them as something else."""
    return "".join(character for character in text if unicodedata.category(character) == "Co")


def pictographs(text: str) -> str:
    """The emoji and other pictures in a text; 〆, 々 and ideographs are not pictures."""
    return "".join(
        character
        for character in text
        if (ord(character) >= 0x1F000 and unicodedata.category(character) in ("So", "Sk"))
        or 0x2600 <= ord(character) <= 0x27BF
    )


def tidy_line(text: str) -> str:
    """One line as it was meant: widths normalised, spaces single, nothing invisible; 外字 stay."""
    return _tidied(_FULL_AND_HALF_WIDTH_FORMS, text)


def _tidied(forms: re.Pattern[str], text: str) -> str:
    return _SPACES.sub(" ", remove_invisible(_normalised(forms, _SPACES.sub(" ", text)))).strip()


def clean_line(text: str, max_length: int = DEFAULT_MAX_LENGTH) -> str:
    """The line in normal widths (see `tidy_line`), ideographs as typed.

    Raises TextError (message in Japanese, without the text itself) for a line of more than `max_length`
    characters and for 外字.
    """
    line = tidy_line(text)
    _refuse_too_long(line, max_length)
    _refuse_private_use(line)
    return line


def clean_title(text: str, max_length: int = DEFAULT_MAX_LENGTH) -> str:
    """One line of prose: as `clean_line`, except that full-width punctuation stays. Raises TextError.

    >>> clean_title("転入届（２６号）の受理について")
    '転入届（26号）の受理について'
    """
    line = _tidied(_FORMS_IN_PROSE, text)
    _refuse_too_long(line, max_length)
    _refuse_private_use(line)
    return line


def clean_text(text: str, max_length: int = 2000) -> str:
    """Several lines of prose, tidied as by `clean_line` except that full-width punctuation stays; at most
    one empty line in a row. Raises TextError.

    >>> clean_text("電話で確かめた（１２日）：ｻﾄｳさん")
    '電話で確かめた（12日）：サトウさん'
    """
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = [_tidied(_FORMS_IN_PROSE, line) for line in unified.split("\n")]
    cleaned = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
    _refuse_too_long(cleaned, max_length)
    _refuse_private_use(cleaned)
    return cleaned


def _refuse_too_long(text: str, max_length: int) -> None:
    length = count_characters(text)
    if length > max_length:
        raise TextError(f"{max_length}文字までで入力してください（いまは{length}文字です）。")


def _refuse_private_use(text: str) -> None:
    if private_use_characters(text):
        raise TextError(
            "外字（このパソコンやスマートフォンだけの文字）がふくまれています。"
            "似た文字かひらがなで入力し、正しい文字は窓口でお伝えください。"
        )


def without_variation_selectors(text: str) -> str:
    """The text without IVS: 葛󠄀 becomes 葛."""
    return _VARIATION_SELECTORS.sub("", text)


def to_katakana(text: str) -> str:
    """Hiragana and half-width katakana as full-width katakana; everything else as it is."""
    return str(jaconv.hira2kata(normalise_width(text)))


def to_hiragana(text: str) -> str:
    """Katakana (any width) as hiragana; everything else as it is."""
    return str(jaconv.kata2hira(normalise_width(text)))


def to_half_width_kana(text: str) -> str:
    """Katakana, digits and Latin letters in half width, as old input screens take them: ｱｲﾂﾞ ﾄﾐｿﾞｳ."""
    return str(jaconv.z2h(to_katakana(text), kana=True, ascii=True, digit=True))


def is_katakana(text: str) -> bool:
    """Whether the text is full-width katakana only (spaces, ー and ・ allowed); false when empty."""
    return bool(text.strip()) and _KATAKANA.fullmatch(text) is not None


def is_kana(text: str) -> bool:
    """Whether the text is hiragana or katakana only, in any width; false when empty."""
    return bool(text.strip()) and _KANA.fullmatch(normalise_width(text)) is not None


def digits_of(text: str) -> str:
    """The ASCII digits of a text in any width: 「〒９６５－０００１」 gives 9650001."""
    half_width = unicodedata.normalize("NFKC", text)
    return "".join(character for character in half_width if character in "0123456789")


def fold_for_search(text: str) -> str:
    """The text as it is compared in a search: widths, case, kana kind, small kana and spaces are ignored.

    ヂ and ジ, ヅ and ズ are the same, since アイヅ is also typed アイズ. Ideographs keep their form; see
    `kanji.search_key`, which reduces them too.
    """
    folded = unicodedata.normalize("NFKC", without_variation_selectors(text)).casefold().translate(_DASHES)
    folded = str(jaconv.hira2kata(folded)).translate(_SMALL_KANA).translate(_SAME_SOUND)
    folded = _FOLDED_AWAY.sub("", remove_invisible(folded))
    # What stood apart may now compose (a letter and a mark after a space).
    return unicodedata.normalize("NFKC", folded).casefold()
