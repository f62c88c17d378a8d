"""What the check of form finds: one sentence each for a resident and for a clerk, with what to do now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from madoguchi.core.packs.model import Severity

DEADLINE_PASSED = "deadline_passed"
"""The code of a finding about a deadline that has passed; its `counted_from` says since when it ran."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong (`must`) or to be asked about (`ask`).

    `code` names the rule (`missing`, `two_heads`, …) for programs and statistics. `items` are the items that
    it is about, `person` the person's number or None for the household, `procedure` the key of the procedure
    that needs it, if it is only one. `message` says what and where, `remedy` what to do now; both are plain
    Japanese. `clerk_only`: the message is for the clerk; `told` are the words for the resident, if any.
    `counted_from`: for a deadline, the day from which it was counted.
    """

    severity: Severity
    code: str
    message: str
    items: tuple[str, ...] = ()
    person: int | None = None
    procedure: str | None = None
    remedy: str = ""
    clerk_only: bool = False
    told: str = ""
    counted_from: date | None = None

    @property
    def for_resident(self) -> str:
        """The message in the words for the resident, empty where it is for the clerk alone."""
        return self.told or ("" if self.clerk_only else self.message)


def must(code: str, message: str, *items: str, person: int | None = None, remedy: str = "",
         procedure: str | None = None) -> Finding:  # fmt: skip
    """A finding that must be put right before the form can be accepted."""
    return Finding(Severity.MUST, code, message, items, person, procedure, remedy)


def ask(code: str, message: str, *items: str, person: int | None = None, remedy: str = "",
        procedure: str | None = None) -> Finding:  # fmt: skip
    """A finding that the clerk asks about; the form can be accepted with it."""
    return Finding(Severity.ASK, code, message, items, person, procedure, remedy)


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """First what must be put right, each once, otherwise in the order in which it was found."""
    unique = list(dict.fromkeys(findings))
    return sorted(unique, key=lambda finding: finding.severity is not Severity.MUST)
