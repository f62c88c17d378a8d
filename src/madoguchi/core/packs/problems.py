"""What is wrong in a pack, said so that the person who wrote it can put it right."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class PackProblem:
    """One mistake: where it stands, what it is, and what to do now."""

    file: str
    line: int
    message: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"{self.file} {self.line}行目: {self.message}{self.remedy}"


class PackErrors(Exception):  # noqa: N818 - it holds many
    """パックに誤りがあります。"""

    def __init__(self, problems: Iterable[PackProblem]) -> None:
        self.problems: list[PackProblem] = sorted(set(problems))
        super().__init__(str(self))

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class PacksRefused(SystemExit):
    """パックに誤りがあるため、起動を中止しました。"""

    def __init__(self, errors: PackErrors) -> None:
        self.errors = errors
        count = len(errors.problems)
        super().__init__(
            f"パックに誤りが{count}件あるため、起動を中止しました。直してから、もう一度起動してください。\n"
            f"{errors}\n"
            "確かめるには: madoguchi packs check"
        )


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """「…」ではありませんか。 with the nearest known word, else all known words when they are few."""
    choices = list(known)
    near = difflib.get_close_matches(word, choices, n=1, cutoff=0.6)
    if near:
        return f"「{near[0]}」ではありませんか。"
    if 0 < len(choices) <= 12:
        return f"使えるのは {'、'.join(choices)} です。"
    return ""
