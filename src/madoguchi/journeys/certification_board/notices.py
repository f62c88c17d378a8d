"""What the municipality tells the person: the result, the card, and that it takes longer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.conf import settings

from madoguchi.core import clock, tenancy
from madoguchi.core.actions import Context, NotAllowedError
from madoguchi.core.packs import BoardResult, BoardRules, MunicipalityPack, load_packs_or_refuse
from madoguchi.core.vocabulary import MEMBERS, AnswersError, Vocabulary, value_from_json
from madoguchi.engines.assessments.api import decision_clock
from madoguchi.engines.boards.api import valid_until
from madoguchi.engines.documents.api import Circumstances, Letter, LetterSection, letter, render
from madoguchi.engines.exchange.api import ReceivedMessage, received_message, sent_message, sent_of
from madoguchi.engines.forms.api import as_text
from madoguchi.journeys.certification_board.domain.clock import effective_from
from madoguchi.journeys.certification_board.domain.contents import (
    DECISION,
    ContentUnreadableError,
    Decided,
    decided,
)
from madoguchi.lib.japanese.dates import format_both

PRINT: Final = "documents.print"
READ: Final = "exchange.read"
RESULT, CARD, EXTENSION = "care_result_notice", "care_insured_card", "care_extension_notice"


class NoResultError(LookupError):
    """審査判定の結果ではない送付か、こちらから依頼した記録がありません。"""


class ReasonMissingError(ValueError):
    """延期する理由と、決定の見込みの日を書いてください。通知書に印刷されます。"""


@dataclass(frozen=True, slots=True)
class Certification:
    """What was decided of whom. `items` are what the municipality had sent to the board (facts as JSON).

    `valid_from` and `valid_until` are None where the result gives no right.
    """

    told: Decided
    rules: BoardRules
    result: BoardResult
    items: Mapping[str, Any] = field(repr=False)
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class Extension:
    """That a decision takes longer: for whom (facts as JSON), why, and until when it is expected.

    `told_on` is the day of the notice (today where it is not said), `before` the day that held until then
    (the last of the thirty).
    """

    items: Mapping[str, Any] = field(repr=False)
    applied_on: date
    expected_on: date
    reason: str = field(repr=False)
    board: str = "care_certification"
    told_on: date | None = None
    before: date | None = None


def certification_of(context: Context, uuid: UUID) -> Certification:
    """The result that came from the board in a message. Raises NoResultError, ContentUnreadableError,
    MessageNotFoundError, NotYourDeskError, NotAllowedError.
    """
    packs = load_packs_or_refuse(settings.MADOGUCHI_PACKS)
    opened = received_message(context, uuid)
    rules = next((one for one in packs.boards.values() if one.result == opened.kind.key), None)
    if rules is None:
        raise NoResultError(NoResultError.__doc__)
    told = decided(opened.parts.get(DECISION))
    result = rules.results.get(told.result)
    if result is None:
        raise ContentUnreadableError(ContentUnreadableError.__doc__)
    with tenancy.municipality(context.municipality_code):
        asked = [one for one in sent_of(context, told.applied.reference) if one.kind == rules.request]
    if not asked or not told.applied.reference or asked[-1].receiver_code != opened.message.sender_code:
        raise NoResultError(NoResultError.__doc__)
    items = sent_message(context, asked[-1].uuid).items
    if not result.certified or told.months is None:
        return Certification(told, rules, result, items)
    begins = effective_from(told.applied.kind, told.applied.applied_on, told.applied.valid_until)
    return Certification(told, rules, result, items, begins, valid_until(begins, told.months))


def result_about(context: Context, reference: str) -> UUID | None:
    """The message with the newest result about a record of this municipality (`case:<uuid>`), if one came.

    Its number only: whoever opens it is audited there. Raises NotAllowedError.
    """
    if not context.actor.may(READ):
        raise NotAllowedError(NotAllowedError.__doc__)
    kinds = [one.result for one in load_packs_or_refuse(settings.MADOGUCHI_PACKS).boards.values()]
    with tenancy.municipality(context.municipality_code):
        found = ReceivedMessage.objects.filter(
            kind__in=kinds, **{f"content__parts__{DECISION}__application__reference": reference}
        )
        return found.order_by("-id").values_list("uuid", flat=True).first()


def result_notice_pdf(context: Context, uuid: UUID, recipient: Sequence[str] = ()) -> bytes:
    """認定結果通知書. `recipient` are the lines of whom it goes to, the person at home where it is empty.

    Raises what `certification_of` raises, NotAllowedError.
    """
    pack = _may_print(context)
    one = certification_of(context, uuid)
    said = _Said(one.items, pack.vocabulary)
    lines = [
        ("被保険者番号", said("person.care_insured_number")),
        ("氏名", said("person.name")),
        ("生年月日", said("person.birth_date")),
        ("申請の種類", one.rules.applications.get(one.told.applied.kind, "")),
        ("申請日", format_both(one.told.applied.applied_on)),
        ("認定の結果", one.result.label),
        ("認定年月日", format_both(clock.today())),
        ("認定の有効期間", _span(one)),
        ("認定審査会の意見", one.told.opinion),
    ]
    # The board judges, the municipality decides.
    opening = f"{format_both(one.told.applied.applied_on)}の申請について、次のとおり決定しました。"
    if not one.result.certified:
        lines.append(("理由", "要介護者または要支援者に該当しないと、認定審査会が判定しました。"))
    content = Letter(
        recipient=recipient or _at_home(said),
        sender=_sender(pack, one.rules),
        opening=[opening],
        sections=[LetterSection(lines=lines)],
        notes=_remedies(pack),
    )
    return _printed(pack, RESULT, content)


def insured_card_pdf(context: Context, uuid: UUID) -> bytes:
    """介護保険被保険者証. Raises what `certification_of` raises, NotAllowedError."""
    pack = _may_print(context)
    one = certification_of(context, uuid)
    said = _Said(one.items, pack.vocabulary)
    holder = [
        ("番号", said("person.care_insured_number")),
        ("住所", said("household.address")),
        ("フリガナ", said("person.name_kana")),
        ("氏名", said("person.name")),
        ("生年月日", said("person.birth_date")),
        ("性別", said("person.sex")),
        ("交付年月日", format_both(clock.today())),
        ("保険者番号", ""),
        ("保険者の名称と印", pack.municipality.name),
    ]
    right = [
        ("要介護状態区分等", one.result.label if one.result.certified else ""),
        ("認定年月日", format_both(clock.today()) if one.result.certified else ""),
        ("認定の有効期間", _span(one) if one.result.certified else ""),
        ("区分支給限度基準額", ""),
        ("認定審査会の意見及びサービスの種類の指定", one.told.opinion),
        ("給付制限", ""),
        ("居宅介護支援事業者等", said("contact.care_office")),
    ]
    content = Letter(
        recipient=[],
        sender=[],
        sections=[LetterSection("被保険者", lines=holder), LetterSection("認定", lines=right)],
        notes=["空いている欄は、交付する前に保険者が記入します。"],
    )
    return _printed(pack, CARD, content)


def extension_notice_pdf(context: Context, given: Extension, recipient: Sequence[str] = ()) -> bytes:
    """延期通知書. `recipient` are the lines of whom it goes to, the person at home where it is empty.

    Raises ReasonMissingError, NotAllowedError, KeyError for a board that is not declared.
    """
    pack = _may_print(context)
    rules = load_packs_or_refuse(settings.MADOGUCHI_PACKS).boards[given.board]
    due = decision_clock(given.applied_on, clock.today(), within=rules.decide_within).due
    last = given.before or due
    if not given.reason.strip() or given.expected_on <= last:
        raise ReasonMissingError(ReasonMissingError.__doc__)
    said = _Said(given.items, pack.vocabulary)
    content = Letter(
        recipient=recipient or _at_home(said),
        sender=_sender(pack, rules),
        opening=[
            "次の申請は、申請のあった日から30日以内に決定できない見込みです。介護保険法第27条第11項により、"
            "見込みの日と理由をお知らせします。"
        ],
        sections=[
            LetterSection(
                lines=[
                    ("被保険者番号", said("person.care_insured_number")),
                    ("氏名", said("person.name")),
                    ("申請日", format_both(given.applied_on)),
                    ("30日目にあたる日", format_both(due)),
                    *([("前にお知らせした日", format_both(last))] if last != due else []),
                    ("決定の見込みの日", format_both(given.expected_on)),
                    ("理由", given.reason),
                ]
            )
        ],
        notes=["見込みの日に決定できないときは、あらためてお知らせします。"],
    )
    return _printed(pack, EXTENSION, content, given.told_on)


def _span(one: Certification) -> str:
    if one.valid_from is None or one.valid_until is None:
        return "—"
    return f"{format_both(one.valid_from)}から{format_both(one.valid_until)}まで（{one.told.months}か月）"


def _remedies(pack: MunicipalityPack) -> list[str]:
    """Where and until when one may object: every decision that weighs on somebody says so."""
    return [
        "この決定に不服があるときは、決定があったことを知った日の翌日から数えて3か月以内に、"
        f"{pack.municipality.prefecture}介護保険審査会に審査請求をすることができます（介護保険法第183条、第192条）。",
        "この決定の取消しの訴えは、審査請求の裁決を受けたあと、裁決があったことを知った日の翌日から数えて"
        f"6か月以内に、{pack.municipality.name}を被告として起こすことができます（介護保険法第196条、行政事件訴訟法第14条）。",
    ]


def _sender(pack: MunicipalityPack, rules: BoardRules) -> list[str]:
    desk = pack.desks.get(rules.desk)
    contact = f"（担当　{desk.name}　電話 {desk.telephone or pack.municipality.telephone}）" if desk else ""
    return [f"{pack.municipality.name}長", *([contact] if contact else [])]


def _at_home(said: _Said) -> list[str]:
    """The person, where the person lives."""
    return [*filter(None, [said("household.address")]), f"{said('person.name')}　様"]


class _Said:
    """The texts of a person's items."""

    def __init__(self, items: Mapping[str, Any], vocabulary: Vocabulary) -> None:
        members = items.get(MEMBERS)
        people = [one for one in members if isinstance(one, Mapping)] if isinstance(members, list) else []
        self._values = dict(items) | dict(people[0] if people else {})
        self._vocabulary = vocabulary

    def __call__(self, key: str) -> str:
        """As people read it; empty where it is not known."""
        given, item = self._values.get(key), self._vocabulary.get(key)
        if given is None or item is None:
            return ""
        try:
            return as_text(item, value_from_json(item, given))
        except AnswersError:
            return str(given)


def _may_print(context: Context) -> MunicipalityPack:
    if not context.actor.may(PRINT):
        raise NotAllowedError(NotAllowedError.__doc__)
    return load_packs_or_refuse(settings.MADOGUCHI_PACKS).for_municipality(context.municipality_code)


def _printed(pack: MunicipalityPack, key: str, content: Letter, on: date | None = None) -> bytes:
    request = letter(pack, key, content, Circumstances(on or clock.today()))
    return render(pack, request.key, request.data)
