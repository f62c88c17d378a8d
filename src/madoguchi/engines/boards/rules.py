"""The rules of the boards that this authority holds."""

from __future__ import annotations

from django.conf import settings

from madoguchi.core.packs import BoardRules, Packs, load_packs_or_refuse


class UnknownBoardError(LookupError):
    """この審査会は、この団体にはありません。パック（bodies と boards）を確かめてください。"""


def packs() -> Packs:
    """The packs of this installation."""
    return load_packs_or_refuse(settings.MADOGUCHI_PACKS)


def rules_of(board: str, municipality_code: str) -> BoardRules:
    """The rules of a board that this authority holds. Raises UnknownBoardError."""
    body = packs().bodies.get(municipality_code)
    if body is None or board not in body.boards:
        raise UnknownBoardError(UnknownBoardError.__doc__)
    return packs().boards[board]


def boards_of(municipality_code: str) -> tuple[BoardRules, ...]:
    """The boards that this authority holds."""
    body = packs().bodies.get(municipality_code)
    return tuple(packs().boards[key] for key in body.boards) if body else ()
