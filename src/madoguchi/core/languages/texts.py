"""What people read, in one language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from babel import Locale
from babel.plural import PluralRule

from madoguchi.core.languages.catalogs import Message

SOURCE = "ja"
"""The language in which everything is written first."""

COUNT = "count"
"""The placeholder by whose number the plural form is chosen."""


@dataclass(frozen=True, slots=True)
class Language:
    """One language that people may choose.

    `label` is its name in itself, `tag` the language tag of its pages (BCP 47), `locale` the CLDR locale of
    its dates and plural forms. `readings`: every kanji carries its reading (ふりがな).
    """

    code: str
    label: str
    tag: str
    locale: str
    readings: bool = False


JAPANESE = Language(SOURCE, "日本語", "ja", "ja")


class Texts:
    """The messages of one language by their Japanese text. Never changes; safe to share."""

    def __init__(self, language: Language, messages: Iterable[Message] = ()) -> None:
        self.language = language
        self._messages: Mapping[str, tuple[str, ...]] = MappingProxyType(
            {message.source: message.forms for message in messages}
        )

    @property
    def is_source(self) -> bool:
        """Whether this is Japanese itself, in which nothing is missing."""
        return self.language.code == SOURCE

    def __len__(self) -> int:
        """How many texts are translated."""
        return len(self._messages)

    def __contains__(self, text: object) -> bool:
        return self.is_source or text in self._messages

    def missing(self, texts: Iterable[str]) -> tuple[str, ...]:
        """Those of the texts that have no translation, each once, in their order."""
        return tuple(text for text in dict.fromkeys(texts) if text and text not in self)

    def superfluous(self, texts: Iterable[str]) -> tuple[str, ...]:
        """The Japanese texts that are translated and that are none of the texts: changed since, or gone."""
        known = set(texts)
        return tuple(text for text in self._messages if text not in known)

    def say(self, text: str, /, **values: object) -> str:
        """The text in this language, with the values put into its `{placeholders}`.

        Without a translation the Japanese text is given. A message with several forms takes the one that
        belongs to the number `count`.
        """
        chosen = self.form_of(text, values.get(COUNT))
        return chosen.format_map(values) if values else chosen

    def form_of(self, text: str, count: object = None) -> str:
        """The text in this language with its `{placeholders}` as they are, in the form for a number."""
        forms = self._messages.get(text)
        if forms is None:
            return text
        return forms[0] if len(forms) == 1 else forms[self._form(count)]

    def _form(self, number: object) -> int:
        if not isinstance(number, int):
            return len(self._forms) - 1
        form = self._plural(number)
        return self._forms.index(form) if form in self._forms else len(self._forms) - 1

    @cached_property
    def _forms(self) -> tuple[str, ...]:
        return ("one", "other") if "one" in self._plural.tags else ("other",)

    @cached_property
    def _plural(self) -> PluralRule:
        # Babel reads everything it knows of a locale for it: only where a number is told.
        return Locale.parse(self.language.locale).plural_form
