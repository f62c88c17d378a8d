"""Members and panels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django.db import IntegrityError, transaction

from madoguchi.core.actions import Action, Context
from madoguchi.engines.boards.actions.inviting import LONGEST_NAME, account_of
from madoguchi.engines.boards.errors import InputRefusedError, NotFoundError
from madoguchi.engines.boards.models import Member, Panel, Seat
from madoguchi.engines.boards.rules import rules_of
from madoguchi.lib.japanese.names import clean_name
from madoguchi.lib.japanese.text import clean_line

MOST_FACILITIES = 10
_SAME_NAME = "同じ名前の合議体があります。別の名前にしてください。"


@dataclass(frozen=True, slots=True)
class MemberInput:
    """A member; without `uuid` a new one."""

    board: str
    name: str = field(repr=False)
    field: str
    term_from: date
    term_until: date
    facilities: tuple[str, ...] = ()
    uuid: UUID | None = None


@dataclass(frozen=True, slots=True)
class PanelInput:
    """A panel with its members, the chair among them; without `uuid` a new one."""

    board: str
    name: str
    members: tuple[UUID, ...]
    chair: UUID | None
    uuid: UUID | None = None


class SaveMember(Action[MemberInput, Member]):
    """Write down a member, or what has changed."""

    name: ClassVar[str] = "boards.save_member"
    permission: ClassVar[str | None] = "boards.manage"
    subject_kind: ClassVar[str] = "member"

    def perform(self, context: Context, given: MemberInput) -> Member:
        """Raises UnknownBoardError, NotFoundError, InputRefusedError, TextError."""
        rules = rules_of(given.board, context.municipality_code)
        name = clean_name(given.name)
        if not name:
            raise InputRefusedError("氏名を書いてください。")
        if given.field not in rules.fields:
            raise InputRefusedError("分野を選んでください。")
        if given.term_until < given.term_from:
            raise InputRefusedError("任期の最後の日が、最初の日より前です。")
        facilities = [clean_line(one) for one in given.facilities if clean_line(one)]
        if len(facilities) > MOST_FACILITIES:
            raise InputRefusedError(f"勤め先は{MOST_FACILITIES}か所までです。")
        member = Member(municipality_code=context.municipality_code, board=rules.key)
        if given.uuid is not None:
            member = Member.objects.select_for_update().filter(uuid=given.uuid).first() or _missing()
        member.name, member.field, member.facilities = name, given.field, facilities
        member.term_from, member.term_until = given.term_from, given.term_until
        member.save()
        account = account_of(member)
        if account is not None:
            account.display_name = name[:LONGEST_NAME]
            account.save(update_fields=["display_name"])
        return member

    def details(self, given: MemberInput, result: Member) -> Mapping[str, Any]:
        """Field and term."""
        return {"field": result.field, "until": result.term_until.isoformat()}


class SavePanel(Action[PanelInput, Panel]):
    """Write down who sits in a panel, and who is in the chair."""

    name: ClassVar[str] = "boards.save_panel"
    permission: ClassVar[str | None] = "boards.manage"
    subject_kind: ClassVar[str] = "panel"

    def perform(self, context: Context, given: PanelInput) -> Panel:
        """Raises UnknownBoardError, NotFoundError, InputRefusedError, TextError."""
        rules = rules_of(given.board, context.municipality_code)
        name = clean_line(given.name, 100)
        if not name:
            raise InputRefusedError("合議体の名前を書いてください。")
        if not given.members:
            raise InputRefusedError("委員を選んでください。")
        if given.chair not in given.members:
            raise InputRefusedError("合議体の長を、選んだ委員の中から1人決めてください。")
        members = {one.uuid: one for one in Member.objects.filter(uuid__in=given.members, board=rules.key)}
        if len(members) < len(set(given.members)):
            raise NotFoundError(NotFoundError.__doc__)
        panel = Panel(municipality_code=context.municipality_code, board=rules.key)
        if given.uuid is not None:
            panel = Panel.objects.select_for_update().filter(uuid=given.uuid).first() or _missing()
        if Panel.objects.filter(board=rules.key, name=name).exclude(pk=panel.pk).exists():
            raise InputRefusedError(_SAME_NAME)
        panel.name = name
        try:
            with transaction.atomic():
                panel.save()
        except IntegrityError:  # somebody else made one of that name in this moment
            raise InputRefusedError(_SAME_NAME) from None
        panel.seats.all().delete()
        Seat.objects.bulk_create(
            Seat(
                municipality_code=context.municipality_code,
                panel=panel,
                member=members[uuid],
                is_chair=uuid == given.chair,
            )
            for uuid in dict.fromkeys(given.members)
        )
        return panel

    def details(self, given: PanelInput, result: Panel) -> Mapping[str, Any]:
        """Who sits there, by reference."""
        return {"members": [str(one) for one in given.members], "chair": str(given.chair)}


def _missing() -> Any:
    raise NotFoundError(NotFoundError.__doc__)
