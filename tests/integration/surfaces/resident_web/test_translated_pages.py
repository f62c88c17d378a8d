"""Every page in a made-up language that puts marks around each text: what is outside was forgotten."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.integration.surfaces.resident_web.translated import forgotten, marked, translated_packs
from tests.integration.surfaces.resident_web.visitor import HERE, START, Visitor

MEMBERS = f"{START}question/members/"
TYPED = (
    r"会津 ?花子", r"アイヅ ?ハナコ", r"東京都\S+", r"門田町\S*", r"582番地1", r"会津若松市",
    r"\((?:明治|大正|昭和|平成|令和)[^)]*\)",
)  # fmt: skip


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return translated_packs(tmp_path_factory.mktemp("marked"), "moving_in", ("en", marked))


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
