"""Reads a message catalog (gettext PO) and says what in it cannot be used.

The message id is the Japanese text itself, so a text that was changed in Japanese has no translation until
somebody has looked at it again; what the tools only guessed (`fuzzy`) is not used either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from string import Formatter

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as PoMessage
from babel.messages.pofile import PoFileError, read_po

from madoguchi.core.languages.readings import kanji_without_reading

_LINE = re.compile(r'\s*|#.*|(?:msgctxt|msgid|msgid_plural|msgstr(?:\[[0-9]\])?)? *"(?:[^"\\]|\\.)*"')


@dataclass(frozen=True, slots=True)
class Message:
    """One translated text. `forms` has more than one text where the language has a plural."""

    source: str
    forms: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class CatalogProblem:
    """What is wrong at a line of a catalog, and what to do now."""

    line: int
    message: str
    remedy: str


def read_catalog(
    content: bytes, *, readings: bool = False
) -> tuple[tuple[Message, ...], tuple[CatalogProblem, ...]]:
    """The translated messages of a PO file, and its mistakes.

    Empty and fuzzy messages are left out. `readings` demands a reading for every kanji.
    """
    try:
        lines = content.decode().splitlines()
    except UnicodeDecodeError:
        problem = CatalogProblem(1, "文字コードが UTF-8 ではありません。", "UTF-8 で保存し直してください。")
        return (), (problem,)
    # Babel passes over a quote that is not closed and takes the last letter for it.
    wrong = next((number for number, line in enumerate(lines, 1) if not _LINE.fullmatch(line)), None)
    if wrong is not None:
        remedy = "引用符と行の始まりを確かめてください。"
        return (), (CatalogProblem(wrong, "PO ファイルの形になっていません。", remedy),)
    try:
        catalog = read_po(BytesIO(content), charset="utf-8", abort_invalid=True)
    except PoFileError as error:
        line = (error.lineno or 0) + 1
        return (), (
            CatalogProblem(line, "PO ファイルの形になっていません。", "行の順番を確かめてください。"),
        )
    messages: list[Message] = []
    problems: list[CatalogProblem] = []
    for message in _translated(catalog):
        found = list(_problems(message, readings))
        problems += found
        if not found:
            messages.append(message)
    return tuple(messages), tuple(problems)


def _translated(catalog: Catalog) -> Iterator[Message]:
    for message in catalog:
        if not message.id or message.fuzzy:
            continue
        forms = tuple(message.string) if isinstance(message.string, list | tuple) else (message.string,)
        if all(forms):
            yield Message(source_of(message), tuple(str(form) for form in forms), message.lineno or 1)


def source_of(message: PoMessage) -> str:
    """The Japanese text of a message; a message with plural forms has it twice."""
    return str(message.id[0]) if isinstance(message.id, list | tuple) else str(message.id)


def _problems(message: Message, readings: bool) -> Iterator[CatalogProblem]:
    short = message.source if len(message.source) <= 20 else f"{message.source[:20]}…"
    try:
        wanted = _placeholders(message.source)
    except ValueError:
        yield CatalogProblem(
            message.line,
            f"「{short}」の日本語の文で {{ と }} の組が合っていません。",
            "msgid を日本語の文のとおりに写してください。",
        )
        return
    for form in message.forms:
        try:
            found = _placeholders(form)
        except ValueError:
            yield CatalogProblem(
                message.line,
                f"「{short}」の訳で {{ と }} の組が合っていません。",
                "差し込みの {…} を日本語の文のとおりに写してください。",
            )
            continue
        if found != wanted:
            missing = "、".join(f"{{{name}}}" for name in sorted(wanted - found))
            unknown = "、".join(f"{{{name}}}" for name in sorted(found - wanted))
            said = [f"{missing} がありません。"] if missing else []
            said += [f"{unknown} は日本語の文にありません。"] if unknown else []
            yield CatalogProblem(
                message.line,
                f"「{short}」の訳の差し込みが日本語と違います。{''.join(said)}",
                "差し込みの {…} を日本語の文のとおりに写してください。",
            )
        bare = kanji_without_reading(form) if readings else ""
        if bare:
            yield CatalogProblem(
                message.line,
                f"「{short}」のやさしい日本語で「{bare}」に読みがありません。",
                "「漢字《かんじ》」のように、すぐ後ろに《》で読みを書いてください。",
            )


def _placeholders(text: str) -> set[str]:
    """The names in braces. Raises ValueError where the braces do not match."""
    if "{" not in text and "}" not in text:
        return set()
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
