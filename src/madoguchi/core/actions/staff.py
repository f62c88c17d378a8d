"""Adding members of staff, and the passwords that they choose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from madoguchi.core.accounts.models import StaffMember
from madoguchi.core.accounts.roles import roles
from madoguchi.core.actions.action import Action
from madoguchi.core.actions.context import Context


class StaffRefusedError(Exception):
    """職員を登録できません。"""


@dataclass(frozen=True)
class NewStaffMember:
    """Who is to be added; `roles` and `desks` are keys of the packs."""

    username: str
    password: str = field(repr=False)
    display_name: str = ""
    roles: tuple[str, ...] = ()
    desks: tuple[str, ...] = ()


class AddStaffMember(Action[NewStaffMember, StaffMember]):
    """Add a member of staff to the municipality of the context.

    Raises StaffRefusedError for an unknown role, a weak password and a name that is taken.
    """

    name = "accounts.add_staff"
    permission = "accounts.manage"

    def perform(self, context: Context, given: NewStaffMember) -> StaffMember:
        """Check and save."""
        unknown = sorted(set(given.roles) - set(roles()))
        if unknown:
            raise StaffRefusedError(
                f"役割「{'、'.join(unknown)}」はありません。使えるもの: {'、'.join(sorted(roles()))}"
            )
        _check_password(given.password)
        if StaffMember.objects.filter(username=given.username).exists():
            raise StaffRefusedError(f"利用者名「{given.username}」は、もう使われています。")
        return StaffMember.objects.create_staff(
            context.municipality_code,
            given.username,
            given.password,
            display_name=given.display_name,
            roles=list(given.roles),
            desks=list(given.desks),
        )

    def subject(self, given: NewStaffMember, result: StaffMember) -> str:
        """The member of staff by number."""
        return f"staff:{result.pk}"

    def details(self, given: NewStaffMember, result: StaffMember) -> Mapping[str, Any]:
        """What the person may do from now on."""
        return {"roles": list(given.roles), "desks": list(given.desks)}


@dataclass(frozen=True)
class OwnPassword:
    """The password that somebody else chose, and the person's own."""

    present: str = field(repr=False)
    new: str = field(repr=False)


class ChooseOwnPassword(Action[OwnPassword, StaffMember]):
    """A person takes a password that nobody else knows. Every other session of theirs is over.

    Raises StaffRefusedError where the present one is not right and for a weak or unchanged one.
    """

    name = "accounts.choose_password"
    permission = None

    def perform(self, context: Context, given: OwnPassword) -> StaffMember:
        """The account is that of whoever acts: nobody chooses for another."""
        kind, _, number = context.actor.id.partition(":")
        if kind != "staff":
            raise StaffRefusedError(StaffRefusedError.__doc__)
        member = StaffMember.objects.select_for_update().get(pk=int(number))
        if not member.check_password(given.present):
            raise StaffRefusedError("いまのパスワードが違います。もう一度入力してください。")
        if given.new == given.present:
            raise StaffRefusedError("いまのパスワードと同じです。別のものにしてください。")
        _check_password(given.new)
        member.set_password(given.new)
        member.own_password_due = False
        member.save(update_fields=["password", "own_password_due"])
        return member

    def subject(self, given: OwnPassword, result: StaffMember) -> str:
        """The person by number."""
        return f"staff:{result.pk}"


def _check_password(password: str) -> None:
    try:
        validate_password(password)
    except ValidationError as refused:
        raise StaffRefusedError(" ".join(refused.messages)) from None
