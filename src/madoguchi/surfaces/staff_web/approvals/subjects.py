"""What a document is about, as an address of this site: the engine itself knows only a text."""

from __future__ import annotations

from uuid import UUID

_CASE = "case:"


def case_subject(case: UUID) -> str:
    """What a document about a case carries."""
    return f"{_CASE}{case}"


def case_in(subject: str) -> UUID | None:
    """The case of a subject; None for anything else."""
    if not subject.startswith(_CASE):
        return None
    try:
        return UUID(subject.removeprefix(_CASE))
    except ValueError:
        return None


def read_subject(text: str) -> str:
    """The subject that an address or a form brings; empty for what no page offers."""
    case = case_in(text[:60])
    return case_subject(case) if case else ""
