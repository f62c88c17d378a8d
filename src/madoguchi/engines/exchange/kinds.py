"""Which kinds of messages there are, who takes part, and whose desk they lie on."""

from __future__ import annotations

from django.conf import settings

from madoguchi.core.accounts.actor import Actor
from madoguchi.core.packs import ExchangeKind, Packs, load_packs_or_refuse

ANY_DESK = "exchange.any_desk"


class UnknownKindError(LookupError):
    """この種類の送付はありません。パック（exchanges）を確かめてください。"""


class NotYourDeskError(Exception):
    """ほかの課の送付です。担当の課の職員が操作してください。"""


def packs() -> Packs:
    """The packs of this installation."""
    return load_packs_or_refuse(settings.MADOGUCHI_PACKS)


def kind_of(key: str) -> ExchangeKind:
    """The kind as the packs declare it. Raises UnknownKindError."""
    found = packs().exchanges.get(key)
    if found is None:
        raise UnknownKindError(UnknownKindError.__doc__)
    return found


def is_on_desk_of(actor: Actor, kind: ExchangeKind) -> bool:
    """Whether the kind lies on one of the actor's desks, or the actor works for every desk."""
    return kind.desk in actor.desks or actor.may(ANY_DESK)


def check_desk(actor: Actor, key: str) -> None:
    """Raises NotYourDeskError, UnknownKindError."""
    if not is_on_desk_of(actor, kind_of(key)):
        raise NotYourDeskError(NotYourDeskError.__doc__)


def visible_kinds(actor: Actor) -> list[str]:
    """The keys of the kinds that the actor may see."""
    return [key for key, kind in packs().exchanges.items() if is_on_desk_of(actor, kind)]
