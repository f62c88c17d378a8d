"""An application of the マイナポータル, as the format reads it, becomes content of this journey."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.conf import settings

from madoguchi.core.clock import TOKYO
from madoguchi.core.packs import MunicipalityPack, load_packs_or_refuse
from madoguchi.core.packs.model import Concerns
from madoguchi.core.vocabulary import Facts, Item, ItemType, Scope, Value
from madoguchi.engines.forms.api import (
    InputRefusedError,
    SealedContent,
    SealedContentError,
    answers_as_json,
    from_payload,
    longest,
    read_value,
)
from madoguchi.engines.navigator.api import make_plan
from madoguchi.engines.portal.api import PortalApplication, PortalArrivalRefusedError
from madoguchi.journeys.online_application.domain.signed_content import (
    LONGEST_SIGNED,
    MOST_FILES,
    MOST_PROCEDURES,
    AppliedProcedure,
    SignedContent,
    SignedFile,
)
from madoguchi.journeys.online_application.office.opening import File

_APPLICANT_ITEM = "person.is_applicant"
_LONGEST_NAME = 200
_MOST_TOLD = 10
_WHERE = "設定ファイルの applications（{kind}）と、届いたデータを比べてください。"
_MANY_FILES = f"添付が多すぎます（{MOST_FILES}件まで）。申請した人に連絡してください。"
_TOO_LARGE = "回答が多すぎて、一つの申請として扱えません。申請した人に連絡してください。"


@dataclass(frozen=True, slots=True)
class PortalContent:
    """What an application of the portal says: the content, its files in the same order, and who applies."""

    content: SignedContent = field(repr=False)
    files: tuple[File, ...] = field(repr=False)
    facts: Facts = field(repr=False)


def content_of(
    municipality_code: str, given: PortalApplication, application: UUID, at: datetime
) -> PortalContent:
    """The application with the packs of the day of `at`.

    Raises PortalArrivalRefusedError with every field that the packs do not take, as the format names it.
    """
    pack = load_packs_or_refuse(settings.MADOGUCHI_PACKS).for_municipality(
        municipality_code, at.astimezone(TOKYO).date()
    )
    facts = facts_of(municipality_code, given, at)
    unknown = [one for one in given.procedures if one not in pack.procedures]
    if given.event not in pack.events or unknown:
        missing = "、".join(unknown) or given.event
        raise PortalArrivalRefusedError(_told(given, f"「{missing}」は、この市町村のパックにありません。"))
    sealed = SealedContent(
        event=given.event,
        facts=facts,
        chosen=given.procedures,
        journey_id=application,
        started_at=at,
        finished_at=at,
        pack_fingerprint=pack.fingerprint,
    )
    files = _files(given)
    content = SignedContent(
        application=application,
        municipality_code=municipality_code,
        event=given.event,
        answers=answers_as_json(sealed, pack.vocabulary),
        procedures=_applied(pack, given, facts),
        files=tuple(SignedFile.of(name, file) for name, file in files),
        reply="",
        signed_at=at.replace(microsecond=0),
    )
    _readable_again(given, content, pack, facts)
    return PortalContent(content, files, facts)


def facts_of(municipality_code: str, given: PortalApplication, at: datetime) -> Facts:
    """The answers as values of the vocabulary; the first person is marked as the one who applies.

    Raises PortalArrivalRefusedError.
    """
    today = at.astimezone(TOKYO).date()
    pack = load_packs_or_refuse(settings.MADOGUCHI_PACKS).for_municipality(municipality_code, today)
    problems: list[str] = []

    def values(texts: Mapping[str, str], scope: Scope, where: str) -> dict[str, Value]:
        return dict(_values(texts, pack.vocabulary.get, scope, where, today, problems))

    case = values(given.case, Scope.CASE, "case")
    people = tuple(
        values(texts, Scope.PERSON, f"people の {role}")
        for texts, role in zip(given.people, given.roles, strict=True)
    )
    if problems:
        raise PortalArrivalRefusedError(_told(given, "".join(problems[:_MOST_TOLD])))
    if _APPLICANT_ITEM in pack.vocabulary:
        people = ({**people[0], _APPLICANT_ITEM: True}, *people[1:])
    return Facts(case=case, members=people, today=today)


def _values(
    texts: Mapping[str, str],
    item_of: Callable[[str], Item | None],
    scope: Scope,
    where: str,
    today: date,
    problems: list[str],
) -> Iterator[tuple[str, Value]]:
    for key, text in texts.items():
        item = item_of(key)
        if item is None or item.scope is not scope or item.derived is not None:
            problems.append(f"「{where} の {key}」に、答えを入れる項目はありません。")
            continue
        try:
            value = read_value(item, text, today=today)
        except InputRefusedError:
            # What a form would say may repeat what was typed; whoever mends the format needs the shape alone.
            problems.append(f"「{where} の {key}」（{item.label}）を読めません。{_shape(item)}")
            continue
        if value is not None:
            yield key, value


def _shape(item: Item) -> str:
    """What the value is not, without the value."""
    if item.type is ItemType.CODE:
        return f"words で、{'・'.join(item.choices)} のどれかにしてください。"
    return _SHAPES.get(item.type, f"欄に入らない文字があるか、{longest(item)}文字より長い値です。")


_SHAPES: Mapping[ItemType, str] = {
    ItemType.DATE: "日付（2026-03-19、令和8年3月19日など）ではありません。",
    ItemType.INTEGER: "数字ではないか、様式にない大きさです。",
    ItemType.BOOLEAN: "words で、yes か no にしてください。",
    ItemType.PHONE: "電話番号（0から始まる10桁か11桁）ではありません。",
    ItemType.EMAIL: "メールアドレスではありません。",
    ItemType.POSTAL_CODE: "郵便番号（7桁）ではありません。",
    ItemType.KANA: "カタカナでもひらがなでもありません。",
}


def _readable_again(
    given: PortalApplication, content: SignedContent, pack: MunicipalityPack, facts: Facts
) -> None:
    """What is kept says all that came. Raises PortalArrivalRefusedError."""
    if len(content.to_bytes()) > LONGEST_SIGNED:
        raise PortalArrivalRefusedError(_TOO_LARGE)
    try:
        again = from_payload(
            content.answers, pack.vocabulary, today=facts.today, journey_id=content.application
        )
    except SealedContentError as error:
        raise PortalArrivalRefusedError(str(error)) from None
    if again.left_out:
        fields = "、".join(f"「{one}」" for one in again.left_out)
        raise PortalArrivalRefusedError(_told(given, f"{fields}の値は、様式の項目に入りません。"))


def _applied(pack: MunicipalityPack, given: PortalApplication, facts: Facts) -> tuple[AppliedProcedure, ...]:
    """Each procedure with the people for whom the answers lead to it, else those whom it can be about.

    Raises PortalArrivalRefusedError.
    """
    plan = make_plan(pack, given.event, facts)
    found: dict[AppliedProcedure, None] = {}
    for key in given.procedures:
        needed: list[int | None] = [entry.person for entry in plan.needed if entry.key == key]
        if not needed and pack.procedures[key].concerns is Concerns.HOUSEHOLD:
            needed = [None]
        for person in needed or list(facts.persons())[1:] or [0]:
            found[AppliedProcedure(key, person)] = None
    if len(found) > MOST_PROCEDURES:
        raise PortalArrivalRefusedError(_TOO_LARGE)
    return tuple(found)


def _files(given: PortalApplication) -> tuple[File, ...]:
    """The files, with names that can be shown. Raises PortalArrivalRefusedError."""
    if len(given.files) > MOST_FILES:
        raise PortalArrivalRefusedError(_MANY_FILES)
    return tuple(
        (_shown(file.name) or f"添付{place}", file.content) for place, file in enumerate(given.files, start=1)
    )


def _shown(name: str) -> str:
    """A name without what does not show; of a long one the end, where it says what kind of file it is."""
    return "".join(one for one in name if one.isprintable())[-_LONGEST_NAME:]


def _told(given: PortalApplication, problem: str) -> str:
    return problem + _WHERE.format(kind=given.kind)
