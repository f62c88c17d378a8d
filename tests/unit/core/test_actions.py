"""What the audit log calls the thing that an action changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

import pytest

from madoguchi.core.actions import Action

NUMBER = UUID(int=7)


@dataclass(frozen=True)
class Thing:
    uuid: UUID = NUMBER


class Start(Action[object, object]):
    name: ClassVar[str] = "case.start"
    permission: ClassVar[str | None] = None


class Open(Start):
    subject_kind: ClassVar[str] = "sitting"


@pytest.mark.parametrize(
    ("action", "given", "result", "subject"),
    [
        (Start(), None, Thing(), f"case:{NUMBER}"),
        (Start(), Thing(), None, f"case:{NUMBER}"),
        (Open(), None, Thing(), f"sitting:{NUMBER}"),
        (Open(), None, None, ""),
    ],
)
def test_a_subject_is_a_kind_and_a_number(action: Start, given: object, result: object, subject: str) -> None:
    assert action.subject(given, result) == subject
