"""Official letters: from one authority to another or to a person. They print what is told them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from madoguchi.core.packs import MunicipalityPack
from madoguchi.engines.documents.domain.requests import Circumstances, DocumentRequest, frame
from madoguchi.engines.documents.domain.values import printable


@dataclass(frozen=True, slots=True)
class LetterSection:
    """A part of a letter under its own heading (may be empty): text, lines of label and value, a table.

    `table` has the head in its first row; `widths` are the relative widths of its columns.
    """

    heading: str = ""
    text: Sequence[str] = field(default=(), repr=False)
    lines: Sequence[tuple[str, str]] = field(default=(), repr=False)
    table: Sequence[Sequence[str]] = field(default=(), repr=False)
    widths: Sequence[int] = ()
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter. `recipient` and `sender` are lines; `notes` stand small at the end; `title` is the
    document's own where it is empty.
    """

    recipient: Sequence[str] = field(repr=False)
    sender: Sequence[str]
    opening: Sequence[str] = field(default=(), repr=False)
    sections: Sequence[LetterSection] = field(default=(), repr=False)
    notes: Sequence[str] = ()
    title: str = ""


def letter(
    pack: MunicipalityPack, key: str, content: Letter, circumstances: Circumstances
) -> DocumentRequest:
    """The letter as the document `key`. Raises KeyError for a document that the packs do not have."""
    definition = pack.documents[key]
    title = content.title or definition.label
    data: dict[str, Any] = frame(pack, definition, title, circumstances)
    data["letter"] = {
        "recipient": _texts(content.recipient),
        "sender": _texts(content.sender),
        "opening": _texts(content.opening),
        "sections": [_section(one) for one in content.sections],
        "notes": _texts(content.notes),
        "law": definition.law or "",
    }
    return DocumentRequest(key, title, (), (), data)


def _section(one: LetterSection) -> dict[str, Any]:
    return {
        "heading": printable(one.heading),
        "text": _texts(one.text),
        "lines": [[printable(label), printable(text)] for label, text in one.lines],
        "table": [_texts(row) for row in one.table],
        "widths": list(one.widths) or [1] * (len(one.table[0]) if one.table else 0),
        "new_page": one.new_page,
    }


def _texts(texts: Sequence[str]) -> list[str]:
    return [printable(text) for text in texts]
