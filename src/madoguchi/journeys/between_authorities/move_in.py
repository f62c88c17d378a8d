"""転入通知: the municipality that was left learns of who has moved in here (住民基本台帳法第9条第1項)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import NAMESPACE_OID, UUID, uuid5

from django.conf import settings

from madoguchi.core.actions import Action, Context, run
from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.core.vocabulary import MEMBERS, PERSON_PREFIX
from madoguchi.engines.cases.api import Case, CaseSearch, Status, case_story, find_cases
from madoguchi.engines.exchange.api import (
    NewMessage,
    OpenedMessage,
    ReceivedMessage,
    SendMessage,
    SentMessage,
)
from madoguchi.lib.japanese.municipalities import NamedMunicipality, Whereabouts, whereabouts

MOVE_IN_NOTICE = "move_in_notice"
MOVED_IN, MOVED_OUT = "move_in_notification", "move_out_notification"
_BEFORE_ACCEPTANCE = (Status.ARRIVED, Status.REJECTED, Status.WITHDRAWN)
_OWN = "これまでの住所が、この市町村の中になっています。転居ではないか確かめてください。"


class NoMoveInError(Exception):
    """転入通知は、受け付けた転入届の案件から送ります。この案件からは送れません。"""


@dataclass(frozen=True, slots=True)
class OfCase:
    """Which case."""

    case_uuid: UUID


class SendMoveInNotice(Action[OfCase, SentMessage]):
    """Send the notice of an accepted 転入届, once for each case, however often it is asked for.

    To the former municipality where it is certainly one of this platform; by post where it is certainly
    another; otherwise the message waits until a person has decided (`SentStatus.TO_ADDRESS`).
    """

    name: ClassVar[str] = "exchange.send_move_in_notice"
    permission: ClassVar[str | None] = "exchange.send"

    def perform(self, context: Context, given: OfCase) -> SentMessage:
        """Raises NoMoveInError, CaseNotFoundError, and what sending raises."""
        case = case_story(context, given.case_uuid).case
        if not is_to_be_notified(case):
            raise NoMoveInError(NoMoveInError.__doc__)
        receiver = former_municipality(context, case.data)
        # A letter goes to the head of the authority.
        by_post = f"{receiver.elsewhere}長" if receiver.elsewhere else ""
        return run(
            SendMessage(),
            context,
            NewMessage(
                key=uuid5(NAMESPACE_OID, f"{MOVE_IN_NOTICE}:{context.municipality_code}:{case.uuid}"),
                kind=MOVE_IN_NOTICE,
                receiver_code=receiver.code,
                receiver_name=by_post,
                items=case.data,
                about=_about(case),
                subject=f"case:{case.uuid}",
                candidates=receiver.candidates,
                why=receiver.why,
            ),
        )

    def subject(self, given: OfCase, result: SentMessage) -> str:
        """The case."""
        return f"case:{given.case_uuid}"

    def details(self, given: OfCase, result: SentMessage) -> Mapping[str, Any]:
        """The message, and where it goes."""
        return {"sent": str(result.uuid), "status": result.status, "receiver": result.receiver_code}


def is_to_be_notified(case: Case) -> bool:
    """Whether the municipality that was left is to learn of the case: an accepted 転入届."""
    return case.procedure_key == MOVED_IN and case.state not in _BEFORE_ACCEPTANCE


def former_municipality(context: Context, data: Mapping[str, Any]) -> Whereabouts:
    """What the answers of a 転入届 say about the municipality that was left."""
    municipalities = load_packs_or_refuse(settings.MADOGUCHI_PACKS).municipalities
    found = whereabouts(
        _text(data, "move.old_address"),
        _text(data, "move.old_postal_code"),
        [NamedMunicipality(code, one.prefecture, one.name) for code, one in municipalities.items()],
    )
    if found.code == context.municipality_code:
        return Whereabouts(why=_OWN)
    others = tuple(code for code in found.candidates if code != context.municipality_code)
    return Whereabouts(found.code, found.elsewhere, others, found.why)


def own_cases(context: Context, opened: OpenedMessage[ReceivedMessage]) -> tuple[Case, ...]:
    """The 転出届 that may be those of the people of a notice: name and birth date are the same.

    A proposal: whether it is the same person, a person decides. Raises NotAllowedError.
    """
    found: dict[UUID, Case] = {}
    members = opened.items.get(MEMBERS)
    for member in members if isinstance(members, list) else ():
        name = _text(member, f"{PERSON_PREFIX}name")
        birth = _text(member, f"{PERSON_PREFIX}birth_date").replace("-", "")
        if not name or len(birth) != 8:
            continue
        search = CaseSearch(f"{name} {birth}", procedures=frozenset({MOVED_OUT}))
        found |= {case.uuid: case for case in find_cases(context, search, limit=5).cases}
    return tuple(found.values())


def _about(case: Case) -> str:
    members = case.data.get(MEMBERS)
    others = len(members) - 1 if isinstance(members, list) else 0
    return f"{case.person_name} ほか{others}人" if others > 0 else case.person_name


def _text(data: Mapping[str, Any], key: str) -> str:
    found = data.get(key)
    return found if isinstance(found, str) else ""
