"""A member's way in: an account of the body that may do nothing but sit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from madoguchi.core.accounts.lock_out import unlock
from madoguchi.core.accounts.models import StaffMember
from madoguchi.core.accounts.passwords import temporary_password
from madoguchi.core.actions import Action, Context
from madoguchi.engines.boards.errors import InputRefusedError, NotFoundError
from madoguchi.engines.boards.models import Member

ROLE = "board_member"
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class OfMember:
    """Which member."""

    uuid: UUID


@dataclass(frozen=True, slots=True)
class WayIn:
    """What a member is handed: the name, and a password that has to be replaced before anything opens."""

    member: Member
    username: str
    password: str = field(repr=False)


class InviteMember(Action[OfMember, WayIn]):
    """Let a member sign in, or, when the password was lost, sign in anew. The password is kept nowhere."""

    name: ClassVar[str] = "boards.invite"
    permission: ClassVar[str | None] = "boards.manage"

    def perform(self, context: Context, given: OfMember) -> WayIn:
        """Raises NotFoundError, InputRefusedError."""
        member = locked_member(given.uuid)
        if member.term_until < context.now.date():
            raise InputRefusedError("任期が終わっています。先に任期を直してください。")
        password, username = temporary_password(), f"iin-{member.pk}"
        account = account_of(member)
        if account is None:
            if StaffMember.objects.filter(username=username).exists():
                raise InputRefusedError(
                    f"利用者名「{username}」は、ほかの人が使っています。情報担当に相談してください。"
                )
            account = StaffMember.objects.create_staff(
                context.municipality_code,
                username,
                password,
                display_name=member.name[:LONGEST_NAME],
                roles=[ROLE],
                own_password_due=True,
            )
            member.account = account.as_actor().id
            member.save(update_fields=["account"])
        else:
            account.set_password(password)
            account.own_password_due = account.is_active = True
            account.save(update_fields=["password", "own_password_due", "is_active"])
            unlock(context.municipality_code, account.username)
        return WayIn(member, account.username, password)

    def subject(self, given: OfMember, result: WayIn) -> str:
        """The member."""
        return f"member:{given.uuid}"

    def details(self, given: OfMember, result: WayIn) -> Mapping[str, Any]:
        """The account."""
        return {"account": result.member.account}


class ShutOutMember(Action[OfMember, Member]):
    """A member signs in no more: left, or a telephone was lost. Every session of theirs is over at once."""

    name: ClassVar[str] = "boards.shut_out"
    permission: ClassVar[str | None] = "boards.manage"

    def perform(self, context: Context, given: OfMember) -> Member:
        """Raises NotFoundError."""
        member = locked_member(given.uuid)
        account = account_of(member)
        if account is None:
            raise NotFoundError(NotFoundError.__doc__)
        account.set_unusable_password()
        account.is_active = False
        account.save(update_fields=["password", "is_active"])
        return member

    def subject(self, given: OfMember, result: Member) -> str:
        """The member."""
        return f"member:{given.uuid}"


def account_of(member: Member) -> StaffMember | None:
    """The account of a member: one that was made for sitting, and no other."""
    kind, _, number = member.account.partition(":")
    if kind != "staff" or not number.isdigit():
        return None
    account = StaffMember.objects.filter(pk=int(number)).first()
    return account if account is not None and account.roles == [ROLE] else None


def locked_member(uuid: UUID) -> Member:
    """The member, locked until the transaction ends. Raises NotFoundError."""
    member = Member.objects.select_for_update().filter(uuid=uuid).first()
    if member is None:
        raise NotFoundError(NotFoundError.__doc__)
    return member
