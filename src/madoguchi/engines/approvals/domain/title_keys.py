"""By what a document is found when somebody types a word of its title.

Row security lets an index answer only `=`, `<` and `>`, so that a word inside a title is found as the
beginning of one of the title's ends: 「道路占用許可」 is
kept as 道路占用許可, 路占用許可, 占用許可 and so on.
"""

from __future__ import annotations

import re

from madoguchi.lib.japanese.kanji import search_key
from madoguchi.lib.japanese.text import normalise_width

LONGEST = 24
"""Characters of a key; longer words are found by their beginning."""

_MOST = 60
_WORDS = re.compile(r"[0-9A-Za-z]+|[ァ-ヺー]+|[ぁ-ゖー]+|[^\x00-\x7fぁ-ゖァ-ヺー\s、。・「」（）()]+")
_SAYS_NOTHING = re.compile(r"(?:について|に関|における|に係|にとも|のため|による|および|ならびに|とその)")
_SHORTEST_HIRAGANA = 3


def title_keys(title: str) -> tuple[str, ...]:
    """The keys of a title: every end of every word, each once; at most sixty."""
    found = dict.fromkeys(
        word[start : start + LONGEST] for word in _words(title) for start in range(_ends(word))
    )
    return tuple(found)[:_MOST]


def asked_keys(text: str) -> tuple[str, ...]:
    """The words that were typed, the longest first: longer words are rarer."""
    return tuple(sorted({word[:LONGEST] for word in _words(text)}, key=lambda word: (-len(word), word)))


def _words(text: str) -> list[str]:
    """The words of one script each, folded; particles between them are left out."""
    found = _WORDS.findall(normalise_width(text))
    folded = [search_key(word) for word in found if not _is_particle(word)]
    return [word for word in folded if word]


def _is_particle(word: str) -> bool:
    if not "ぁ" <= word[0] <= "ゖ":
        return False
    return len(word) < _SHORTEST_HIRAGANA or _SAYS_NOTHING.match(word) is not None


def _ends(word: str) -> int:
    # Numbers and Latin words are typed from their beginning.
    return 1 if word[0].isascii() else len(word)
