"""What a card is about to sign, in words for its owner: shown before the password or the PIN is asked."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from django.conf import settings

from madoguchi.core.clock import TOKYO
from madoguchi.core.packs import MunicipalityPack, Packs, PacksRefused, load_packs_or_refuse
from madoguchi.core.vocabulary import Facts, Value, Vocabulary, person_label
from madoguchi.engines.forms.api import SealedContentError, as_text, from_payload
from madoguchi.journeys.online_application.domain.errors import SubmissionError
from madoguchi.journeys.online_application.domain.signed_content import AppliedProcedure, SignedContent
from madoguchi.journeys.online_application.domain.submissions import ERRAND as OVERVIEW
from madoguchi.journeys.prefill.domain.requests import ERRAND as PREFILL
from madoguchi.lib.japanese.dates import format_wareki
from madoguchi.lib.jpki import Challenge

ERRANDS: Final[Mapping[str, str]] = {
    OVERVIEW: "送った申請の状況を、すべて見る",
    PREFILL: "役所に登録されている内容を、手続きの入力に呼び出す",
}
"""What signing in allows, by the key in the challenge."""

_FOREIGN = "このプログラムの知らない市区町村"


def sign_in_in_words(challenge: Challenge) -> list[str]:
    """What signing in will allow, and whom. `challenge.errand` is one of `ERRANDS`."""
    return [
        "この署名でできること",
        f"  すること: {ERRANDS[challenge.errand]}",
        f"  あて先: {_municipality(challenge.municipality_code)}",
        f"  サイト: {challenge.site}",
        f"  作られた日時: {_moment(challenge.made_at)}",
    ]


def content_in_words(name: str, content: bytes) -> list[str]:
    """What a file says: an application with its answers, or of any other file no more than which it is."""
    try:
        return list(_application(SignedContent.from_bytes(content)))
    except SubmissionError:
        return [
            "署名するファイル（中身はここに出せません。開いて確かめてください）",
            f"  名前: {name}",
            f"  大きさ: {len(content):,}バイト",
            f"  SHA-256: {hashlib.sha256(content).hexdigest()}",
        ]


def _application(signed: SignedContent) -> Iterator[str]:
    code, day, packs = signed.municipality_code, signed.signed_at.astimezone(TOKYO).date(), _packs()
    pack = None if packs is None or code not in packs.municipalities else packs.for_municipality(code, day)
    yield "署名する申請"
    yield f"  あて先: {_municipality(code)}"
    yield f"  作られた日時: {_moment(signed.signed_at)}"
    if pack is None:
        yield f"  手続き: {'、'.join(one.procedure for one in signed.procedures)}"
    else:
        yield from _answers(signed, pack)
    yield f"  付けた書類: {'、'.join(one.name for one in signed.files) or 'なし'}"


def _answers(signed: SignedContent, pack: MunicipalityPack) -> Iterator[str]:
    today = signed.signed_at.astimezone(TOKYO).date()
    try:
        read = from_payload(signed.answers, pack.vocabulary, today=today, journey_id=signed.application)
    except SealedContentError:
        yield f"  手続き: {'、'.join(_procedure(one, pack, None) for one in signed.procedures)}"
        yield "  答え: 読めない形です。この申請に署名しないでください。"
        return
    facts = read.facts
    yield f"  手続き: {'、'.join(_procedure(one, pack, facts) for one in signed.procedures)}"
    yield "  答え:"
    yield from _values(facts.case, pack.vocabulary, "    ")
    for person, member in enumerate(facts.members or ()):
        yield f"    {person_label(facts, person)}"
        yield from _values(member, pack.vocabulary, "      ")
    if read.left_out:
        yield f"    ここに出せない項目: {'、'.join(map(ascii, read.left_out))}"


def _procedure(applied: AppliedProcedure, pack: MunicipalityPack, facts: Facts | None) -> str:
    known = pack.procedures.get(applied.procedure)
    label = applied.procedure if known is None else known.label
    if facts is None or applied.person is None or applied.person not in facts.persons():
        return label
    return f"{label}（{person_label(facts, applied.person, with_age=False)}）"


def _values(values: Mapping[str, Value], vocabulary: Vocabulary, before: str) -> Iterator[str]:
    for key, value in values.items():
        item = vocabulary[key]
        yield f"{before}{item.label}: {as_text(item, value)}"


def _municipality(code: str) -> str:
    packs = _packs()
    known = None if packs is None else packs.municipalities.get(code)
    return f"{_FOREIGN}（{code}）" if known is None else f"{known.prefecture}{known.name}（{code}）"


def _moment(at: datetime) -> str:
    here = at.astimezone(TOKYO)
    return f"{format_wareki(here.date())} {here.hour}時{here.minute:02}分"


def _packs() -> Packs | None:
    """None where the program was installed without packs: then keys and codes have to do."""
    try:
        return load_packs_or_refuse(settings.MADOGUCHI_PACKS)
    except PacksRefused:
        return None
