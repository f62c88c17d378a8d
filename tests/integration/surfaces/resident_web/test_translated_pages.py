"""Every page in a made-up language that puts marks around each text: what is outside was forgotten."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.integration.surfaces.resident_web.applying import (
    EVENT,
    PDF,
    answer,
    applicant,
    letters,
    other_holder,
    receipt_on,
    signed_by,
    tell,
)
from tests.integration.surfaces.resident_web.translated import forgotten, marked, translated_packs
from tests.integration.surfaces.resident_web.visitor import HERE, START, Visitor

from madoguchi.core import clock
from madoguchi.journeys.online_application.domain.states import (
    CaseStanding,
    CaseStatus,
    FieldToCorrect,
    Message,
    Reception,
    Standing,
    overview_payload,
)
from madoguchi.journeys.online_application.domain.submissions import Overview, SignedApplication
from madoguchi.lib.jpki import Purpose
from madoguchi_testing.jpki import Authority, IssuedCard

MEMBERS = f"{START}question/members/"
TYPED = (
    r"会津 ?花子", r"アイヅ ?ハナコ", r"東京都\S+", r"門田町\S*", r"582番地1", r"会津若松市",
    r"\((?:明治|大正|昭和|平成|令和)[^)]*\)",
)  # fmt: skip


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return translated_packs(tmp_path_factory.mktemp("marked"), "", ("en", marked))


@pytest.fixture
def reader(visitor: Visitor, packs: Path, settings: Any) -> Visitor:
    settings.MADOGUCHI_PACKS = packs
    visitor.client.cookies["language"] = "en"
    return visitor


def check(reader: Visitor) -> None:
    assert '<html lang="en">' in reader.html, reader.url
    assert forgotten(reader.html, *TYPED) == [], reader.url


def test_the_whole_way_says_nothing_past_the_catalogs(reader: Visitor) -> None:
    reader.go(START)
    check(reader)
    reader.send({"begin": "yes"})
    check(reader)
    reader.send(move__date__era="令和", move__date__year="8", move__date__month="13", move__date__day="45")
    assert reader.status == 422
    check(reader)
    reader.tell_move_date()
    reader.send({})
    check(reader)
    reader.send(move__from_kind="other_prefecture")
    reader.send(move__one_stop="no")
    check(reader)
    reader.go(f"{MEMBERS}?people=2")
    check(reader)
    reader.send({"save": "1"})
    assert reader.status == 422
    check(reader)
    reader.tell_the_people(("head", "昭和41年4月3日"), ("parent", "昭和25年2月12日"))
    while "/question/" in reader.url:
        check(reader)
        before = reader.url
        reader.answer_one()
        assert reader.url != before
    check(reader)
    assert '(<span lang="ja">令和8年3月25日</span>)' in reader.html
    reader.go(f"{START}plan/not-needed/")
    check(reader)
    reader.go(f"{START}fill/")
    check(reader)
    reader.send(procedure=[])
    check(reader)
    reader.go(f"{START}fill/")
    reader.send()
    reader.send({"save": "1"})
    assert reader.status == 422
    check(reader)
    reader.go(f"{START}review/")
    check(reader)
    reader.go(f"{START}fill/")
    reader.fill_in_everything()
    check(reader)
    reader.go(f"{START}review/")
    reader.send()
    assert reader.url.endswith("/code/")
    check(reader)
    assert '<span lang="ja">1番 市民課</span>' in reader.html
    assert '<span lang="ja">1階' not in reader.html
    for paper in ("plan.pdf", "code.pdf"):
        check_paper(reader, START + paper)
    reader.go(f"{START}discard/")
    check(reader)


def test_applying_from_home_says_nothing_past_the_catalogs(
    reader: Visitor, authority: Authority, card: IssuedCard, believed: None, settings: Any
) -> None:
    somebody = applicant(reader, authority, card)
    somebody.go("online/")
    check(reader)
    reader.send(procedure=[])
    assert reader.status == 422
    check(reader)
    somebody.go("online/files/")
    reader.send(file=SimpleUploadedFile("empty.pdf", b""))
    assert reader.status == 422
    check(reader)
    reader.send(file=SimpleUploadedFile("contract.pdf", PDF))
    check(reader)
    stranger = authority.issue_card(
        other_holder(name="会津　花子", birth_date="319660404", address="東京都世田谷区北沢１"),
        keys=card.keys,
    )
    somebody.upload_signature(signed_by(stranger, somebody.paper()))
    assert reader.status == 422
    check(reader)
    somebody.upload_signature(signed_by(card, somebody.paper(), Purpose.AUTHENTICATION))
    assert reader.status == 422
    check(reader)
    somebody.sign()
    reader.send(mail="juzo@example")
    assert reader.status == 422
    check(reader)
    reader.send(mail="")
    check(reader)
    number, secret = receipt_on(reader.html)
    kept = reader.client.get(f"{EVENT}online/done/?download=1").content.decode()
    assert kept.count("\r\n") == 6
    assert forgotten(kept, *TYPED) == []
    reader.go(f"/{HERE}/status/")
    reader.send(number=number, secret="x")
    assert reader.status == 422
    check(reader)
    reader.send(number=number, secret=secret)
    check(reader)
    [(sent, _)] = letters(settings.MADOGUCHI_KEYS_DIRECTORY)
    assert isinstance(sent, SignedApplication)
    tell(sent.reply, _standing(sent))
    reader.go(f"/{HERE}/status/application/")
    check(reader)
    assert '<span lang="ja">番地が足りません。</span>' in reader.html
    reader.go(f"/{HERE}/status/withdraw/")
    check(reader)
    reader.send()
    check(reader)


def _standing(sent: SignedApplication) -> Standing:
    """The office waits for a correction and has written why."""
    now = clock.now()
    case = CaseStanding(
        "move_out_notification", 0, CaseStatus.CORRECTION, now, "番地を見てください。", now.date()
    )
    wrong = tuple(
        FieldToCorrect(item, None, "番地が足りません。") for item in ("move.destination_address", "gone")
    )
    return Standing(
        sent.application,
        "2600001230",
        now,
        cases=(case,),
        messages=(Message(now, "電話しました。"),),
        fields_to_correct=wrong,
        files_wanted=("賃貸契約書",),
    )


def test_asking_with_the_card_says_nothing_past_the_catalogs(
    reader: Visitor, card: IssuedCard, believed: None, settings: Any
) -> None:
    reader.go(f"/{HERE}/status/card/")
    check(reader)
    reader.send()
    check(reader)
    reader.send()
    assert reader.status == 422
    check(reader)
    challenge = reader.client.get(f"/{HERE}/status/card/sign-in.bin").content
    reader.send(signature=SimpleUploadedFile("a.json", signed_by(card, challenge, Purpose.AUTHENTICATION)))
    check(reader)
    [(asked, _)] = letters(settings.MADOGUCHI_KEYS_DIRECTORY)
    assert isinstance(asked, Overview)
    now = clock.now()
    done = CaseStanding("move_out_notification", 0, CaseStatus.DONE, now)
    gone = CaseStanding("gone", None, CaseStatus.REJECTED, now, "理由")
    standings = [Standing(uuid4(), "26", now, cases=(done, gone)), Standing(uuid4(), "", now, Reception.HELD)]
    answer(asked.reply, overview_payload(standings))
    reader.go(f"/{HERE}/status/card/list/")
    check(reader)


def check_paper(reader: Visitor, url: str) -> None:
    """Officials read the papers: they say the same in Japanese, whatever language the pages speak."""
    printed = reader.text_of_pdf(url)
    assert "引越してきた" in printed
    language = reader.client.cookies.pop("language")
    assert reader.text_of_pdf(url) == printed
    reader.client.cookies["language"] = language.value


@pytest.mark.parametrize(
    "address",
    ["/", "/?postal_code=12", f"/{HERE}/", f"/{HERE}/help/", f"/{HERE}/nowhere/", f"{START}plan/",
     f"/{HERE}/procedures/care_certification_transfer/", f"{START}list/"],
    ids=["municipalities", "wrong_postal_code", "home", "help", "not_found", "expired", "procedure",
         "shared_list"],
)  # fmt: skip
def test_pages_outside_of_the_way(reader: Visitor, address: str) -> None:
    reader.go(address)
    check(reader)
