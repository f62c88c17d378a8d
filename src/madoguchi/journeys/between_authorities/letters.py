"""A message as an official letter, for whoever is not on this platform."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.conf import settings

from madoguchi.core import clock
from madoguchi.core.actions import Context, NotAllowedError
from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.core.vocabulary import MEMBERS, AnswersError, Item, Vocabulary, value_from_json
from madoguchi.engines.documents.api import Circumstances, Letter, LetterSection, letter, render
from madoguchi.engines.exchange.api import OpenedMessage, SentMessage, SentStatus, sent_message
from madoguchi.engines.forms.api import as_text

PRINT: Final = "documents.print"
_CAN_BE_PRINTED = (SentStatus.TO_POST, SentStatus.POSTED)


class NotByPostError(Exception):
    """この送付は郵送ではありません。"""


def letter_pdf(context: Context, uuid: UUID) -> bytes:
    """The letter of a message that goes by post. Raises NotByPostError, MessageNotFoundError,
    NotYourDeskError, NotAllowedError.
    """
    if not context.actor.may(PRINT):
        raise NotAllowedError(NotAllowedError.__doc__)
    opened = sent_message(context, uuid)
    paper = opened.kind.paper
    if opened.message.state not in _CAN_BE_PRINTED or paper is None:
        raise NotByPostError(NotByPostError.__doc__)
    pack = load_packs_or_refuse(settings.MADOGUCHI_PACKS).for_municipality(context.municipality_code)
    desk = pack.desks.get(opened.kind.desk)
    circumstances = Circumstances(clock.today(), reference=f"送付番号 {str(uuid)[:8]}")
    request = letter(
        pack,
        paper,
        Letter(
            recipient=[f"{opened.message.receiver_name}　様"],
            sender=[f"{pack.municipality.name}長", *([f"（担当　{desk.name}）"] if desk else [])],
            opening=[f"{opened.kind.law}により、次のとおり通知します。"],
            sections=_sections(opened, pack.vocabulary),
            notes=["この通知に心当たりがないときは、上の送付番号を添えて、担当まで知らせてください。"],
        ),
        circumstances,
    )
    return render(pack, request.key, request.data)


def _sections(opened: OpenedMessage[SentMessage], vocabulary: Vocabulary) -> list[LetterSection]:
    """The items in the order of their declaration: the household's as lines, the people as a table."""
    declared = [vocabulary[key] for key in opened.kind.items if key in vocabulary]
    own = [(one.label, _said(one, opened.items[one.key])) for one in declared if one.key in opened.items]
    members = opened.items.get(MEMBERS)
    people = members if isinstance(members, list) else []
    columns = [one for one in declared if any(one.key in member for member in people)]
    rows = [
        [_said(one, member[one.key]) if one.key in member else "" for one in columns] for member in people
    ]
    sections = [LetterSection("異動の内容", lines=own)] if own else []
    if rows:
        sections.append(LetterSection("異動した人", table=[[one.label for one in columns], *rows]))
    return sections


def _said(item: Item, given: object) -> str:
    try:
        return as_text(item, value_from_json(item, given))
    except AnswersError:
        return str(given)
