"""Accounts on a machine that must let people in also when it reaches nobody: copies with the hash.

Who may not do what the machine is for is not copied; whoever was taken out is shut out with the next
copy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from madoguchi.core.accounts.models import StaffMember
from madoguchi.core.actions.action import Action
from madoguchi.core.actions.context import Context

_TOLD = ("username", "display_name", "password", "roles", "desks", "own_password_due")
_LONGEST = 128
"""Characters of any of them; the hash of a password is the longest."""


class CopyUnreadableError(ValueError):
    """職員の一覧を読めません。両方の版を確かめてください。"""


@dataclass(frozen=True, slots=True)
class Copies:
    """All accounts that may be here, as `accounts_with` told them."""

    accounts: Sequence[Mapping[str, Any]] = field(repr=False)


def accounts_with(permission: str) -> list[dict[str, Any]]:
    """Active accounts with a permission, as plain values. Inside `tenancy.municipality(...)`."""
    return [
        {name: getattr(member, name) for name in _TOLD}
        for member in StaffMember.objects.filter(is_active=True).order_by("username")
        if member.may(permission)
    ]


class CopyAccounts(Action[Copies, int]):
    """Have exactly these accounts here; how many differ from before. Raises CopyUnreadableError."""

    name: ClassVar[str] = "accounts.copy"
    permission: ClassVar[str | None] = "accounts.manage"

    def perform(self, context: Context, given: Copies) -> int:
        """An account that is as it was stays untouched, so that nobody is signed out for nothing."""
        told = {str(one.get("username")): _checked(one) for one in given.accounts}
        known = {one.username: one for one in StaffMember.objects.select_for_update()}
        changed = 0
        for username, values in told.items():
            member = known.get(username) or StaffMember(username=username)
            wanted = values | {"is_active": True}
            if member.pk and all(getattr(member, name) == value for name, value in wanted.items()):
                continue
            for name, value in wanted.items():
                setattr(member, name, value)
            member.save()
            changed += 1
        gone = [one.pk for name, one in known.items() if name not in told and one.is_active]
        StaffMember.objects.filter(pk__in=gone).update(is_active=False)
        return changed + len(gone)

    def details(self, given: Copies, result: int) -> Mapping[str, Any]:
        """How many."""
        return {"accounts": len(given.accounts), "changed": result}


def _checked(given: Mapping[str, Any]) -> dict[str, Any]:
    values = {name: given.get(name) for name in _TOLD}
    named = all(_is_text(values[name]) and values[name] for name in ("username", "password"))
    lists = all(_is_list(values[name]) for name in ("roles", "desks"))
    rest = _is_text(values["display_name"]) and isinstance(values["own_password_due"], bool)
    if not (named and lists and rest):
        raise CopyUnreadableError(CopyUnreadableError.__doc__)
    return values


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST


def _is_list(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))
