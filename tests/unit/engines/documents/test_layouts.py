"""The layouts with ordinary, awkward and malicious data: every page is set, nothing leaves it."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import pypdfium2
import pytest
import segno
import typst
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from tests.unit.engines.documents import samples

from madoguchi.core import clock
from madoguchi.core.packs import MunicipalityPack
from madoguchi.core.vocabulary import DONT_KNOW, PartialDate, Value
from madoguchi.engines.documents.api import (
    Circumstances,
    DocumentRequest,
    GuideSlip,
    GuideStop,
    Signature,
    SlipDeadline,
    SlipProcedure,
    ThingToBring,
    documents_for,
    guide_slip,
    missing_fonts,
    qr_sheet,
    render,
    render_all,
)

AROUND = Circumstances(
    printed_on=samples.TODAY,
    reference="501-0319",
    identity=("マイナンバーカード",),
    signature=Signature((((0.1, 0.5), (0.3, 0.2), (1.7, -4.0)), ((0.5, 0.5),), ())),
)
LETTERS = {
    key
    for key, one in samples.documents().items()
    if "letter.typ" in one.template.read_text(encoding="utf-8")
}
OTHERS = {
    "approval_cover",
    "approval_record",
    "approval_shares",
    "booking_day",
    "case_sheet",
    "guide_slip",
    "ledger_changes",
    "public_ledger",
    "qr_sheet",
    "worklist",
}
FORMS = sorted(set(samples.documents()) - LETTERS - OTHERS)


@pytest.fixture(scope="module")
def pack() -> MunicipalityPack:
    return samples.pack()


def pages(pdf: bytes) -> int:
    return len(PdfReader(io.BytesIO(pdf)).pages)


def text(pdf: bytes) -> str:
    """All text without the line breaks of the layout and the zero-width breaks in long words."""
    read = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return read.replace("\n", "").replace("\u200b", "").replace(" ", "")


def assert_nothing_leaves_the_page(pdf: bytes) -> None:
    document = pypdfium2.PdfDocument(pdf)
    for page in document:
        width, height = page.get_size()
        letters = page.get_textpage()
        for index in range(letters.count_chars()):
            left, bottom, right, top = letters.get_charbox(index)
            if right - left == 0:
                continue
            assert left >= 20, index
            assert right <= width - 20, index
            assert bottom >= 10, index
            assert top <= height - 10, index


def form(pack: MunicipalityPack, key: str, **person: Value) -> DocumentRequest:
    """One form, with a first person whose answers are these."""
    first = {**samples.FAMILY[0], **{f"person.{name}": value for name, value in person.items()}}
    facts = samples.facts((first, *samples.FAMILY[1:]))
    entry = samples.Entry(samples.procedure("any", "手続き", key), 0)
    return documents_for(pack, samples.Plan((entry,)), facts, AROUND)[0]


def test_the_fonts_are_installed() -> None:
    assert missing_fonts() == []


@pytest.mark.parametrize("key", FORMS)
def test_every_form_is_one_page_with_its_answers(pack: MunicipalityPack, key: str) -> None:
    request = form(pack, key)
    pdf = render(pack, key, request.data)
    assert pages(pdf) == 1
    found = text(pdf)
    for wanted in ("会津若松市", "令和8年3月19日", "1/1", "会津十三蔵", "アイヅトミゾウ", "501-0319"):
        assert wanted in found
    assert_nothing_leaves_the_page(pdf)


@pytest.mark.parametrize("key", FORMS)
def test_a_form_without_any_answer_can_be_filled_in_by_hand(pack: MunicipalityPack, key: str) -> None:
    facts = samples.facts(({},)).with_members(({},))
    empty = facts.__class__(case={}, members=({"person.name": DONT_KNOW},), today=samples.TODAY)
    entry = samples.Entry(samples.procedure("any", "手続き", key), 0)
    request = documents_for(pack, samples.Plan((entry,)), empty)[0]
    assert pages(render(pack, key, request.data)) == 1


@pytest.mark.parametrize("key", FORMS)
def test_the_pdf_says_title_and_language_and_has_a_structure(pack: MunicipalityPack, key: str) -> None:
    request = form(pack, key)
    reader = PdfReader(io.BytesIO(render(pack, key, request.data)))
    root = reader.trailer["/Root"]
    assert reader.metadata is not None
    assert reader.metadata.title == request.title
    assert str(root["/Lang"]).startswith("ja")
    assert "/StructTreeRoot" in root


AWKWARD: Mapping[str, str] = {
    "long": "寿限無" * 100,
    "latin": "x" * 300,
    "typst": '#pagebreak() #read("/etc/passwd") $x$ *a* _b_ @c <d> // e /* f \\u{1F600}',
    "html": "<script>alert(1)</script>'; DROP TABLE x; --",
    "json": '"},{"a":"\\u0000\\',
    "rare": "𠮷野髙﨑邊齋",
    "variants": "渡邉\U000e0102邊\U000e0101葛\U000e0100",
    "emoji": "👨‍👩‍👧‍👦🐶",
    "control": "a\x00b\x07c\u202ed\nf\tg",
    "surrogate": "会津\ud842",
    "private": "会津\ue000",
    "combining": "か\u3099" * 50,
    "arabic": "محمد بن سلمان " * 10,
}


@pytest.mark.parametrize("key", ["resident_change_notification", "generic_application"])
@pytest.mark.parametrize("awkward", AWKWARD)
def test_awkward_names_stay_in_their_boxes(pack: MunicipalityPack, key: str, awkward: str) -> None:
    name = AWKWARD[awkward]
    request = form(pack, key, name=name, name_kana=name)
    pdf = render(pack, key, request.data)
    assert pages(pdf) <= 2
    assert_nothing_leaves_the_page(pdf)


@pytest.mark.parametrize("awkward", ["typst", "html"])
def test_code_in_a_name_is_only_text(pack: MunicipalityPack, awkward: str) -> None:
    pdf = render(pack, "late_elderly", form(pack, "late_elderly", name=AWKWARD[awkward]).data)
    assert AWKWARD[awkward].replace(" ", "") in text(pdf)
    assert "root:" not in text(pdf)


def test_who_writes_a_number_of_pages_into_a_name_changes_none(pack: MunicipalityPack) -> None:
    found = text(render(pack, "late_elderly", form(pack, "late_elderly", name="/Type/Pages/Count 9").data))
    assert "/Type/Pages/Count9" in found
    assert "1/1" in found


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=120), st.text(max_size=120))
def test_whatever_is_typed_a_form_comes_out(pack: MunicipalityPack, name: str, address: str) -> None:
    facts = samples.facts(**{"move.new_town": address})
    first = facts.with_value("person.name", name, 0)
    entry = samples.Entry(samples.procedure("any", "手続き", "national_health_insurance"), 0)
    request = documents_for(pack, samples.Plan((entry,)), first)[0]
    assert render(pack, request.key, request.data).startswith(b"%PDF")


def test_a_variant_is_drawn_in_the_font_that_knows_it(pack: MunicipalityPack) -> None:
    pdf = render(pack, "late_elderly", form(pack, "late_elderly", name="渡邉\U000e0102").data)
    assert b"IPAmjMincho" in pdf
    plain = render(pack, "late_elderly", form(pack, "late_elderly", name="渡邉").data)
    assert b"IPAmjMincho" not in plain


def test_dates_known_in_part_are_printed_as_such(pack: MunicipalityPack) -> None:
    pdf = render(pack, "late_elderly", form(pack, "late_elderly", birth_date=PartialDate(1943, None)).data)
    assert "昭和18年（月日不詳）" in text(pdf)


def test_a_household_of_forty_goes_on_over_pages_that_are_numbered(pack: MunicipalityPack) -> None:
    members = [{**samples.FAMILY[1], "person.name": f"会津 {number}号"} for number in range(1, 41)]
    entry = samples.Entry(samples.procedure("in", "転入届", "resident_change_notification"))
    request = documents_for(pack, samples.Plan((entry,)), samples.facts(members), AROUND)[0]
    pdf = render(pack, request.key, request.data)
    reader = PdfReader(io.BytesIO(pdf))
    count = len(reader.pages)
    assert count >= 3
    for number, page in enumerate(reader.pages, start=1):
        found = page.extract_text().replace("\n", "").replace(" ", "")
        assert f"{number}/{count}" in found
        assert "会津若松市" in found
    found = text(pdf)
    assert all(f"会津{number}号" in found for number in range(1, 41))
    assert_nothing_leaves_the_page(pdf)


def test_children_only_stand_on_the_child_allowance_claim(pack: MunicipalityPack) -> None:
    entry = samples.Entry(samples.procedure("claim", "児童手当", "child_allowance"))
    request = documents_for(pack, samples.Plan((entry,)), samples.facts(), AROUND)[0]
    found = text(render(pack, request.key, request.data))
    assert "会津葵" in found
    assert "会津紬" in found
    assert "会津恵美子" not in found
    assert "会津トメ" not in found


def test_a_proxy_writes_the_own_name(pack: MunicipalityPack) -> None:
    entry = samples.Entry(samples.procedure("late", "後期高齢者医療", "late_elderly"), 4)
    facts = samples.facts(**{"contact.visitor": "proxy"})
    found = text(render(pack, "late_elderly", documents_for(pack, samples.Plan((entry,)), facts)[0].data))
    assert "■代理人" in found
    assert "■世帯主" not in found


def test_papers_come_in_the_order_they_were_asked_for(pack: MunicipalityPack) -> None:
    requests = [form(pack, key) for key in ("pension", "card_change", "resident_change_notification")]
    for _ in range(2):  # The second time, the time that each took decides which is begun first.
        made = render_all(pack, requests)
        assert [paper.key for paper in made] == [request.key for request in requests]
        for paper in made:
            metadata = PdfReader(io.BytesIO(paper.pdf)).metadata
            assert metadata is not None
            assert metadata.title == paper.title


HEIGHTS = """#import "/common/documents/_parts/cells.typ": *
#set page(width: 182mm)
#set text(font: label-font, size: 9pt, lang: "ja", region: "JP", script: one-script, cjk-latin-spacing: none)
#set par(leading: 0.5em, justify: false)
#let slots = json("/data.json")
#let one = (text: "x", code: "male", choices: ())
#let sexes = (male: "男", female: "女")
#let parts = (
  written(slots.at("person.name").text, room: 60mm), written("", room: 60mm), printed("口座番号", room: 22mm),
  printed("フリガナ\n氏名", room: 22mm), printed("一\n二\n三", size: 7pt, room: 22mm), space(6mm),
  kana-and-name(slots), kana-and-name(slots, size: 14pt), kana-and-name((:)),
  place-lines((postal: "965-0846", address: "会津若松市門田町582番地1")),
  place-lines((postal: "", address: "")),
  hand-boxes(("有", "無"), on: ("有",), room: 60mm),
  choice-boxes(one, only: ("male", "female"), names: sexes),
  identity-boxes(("旅券",)), identity-boxes(()),
)
#context for part in parts {
  let height = measure(block(width: 182mm, part.body)).height
  assert(calc.abs(height - part.height) < 0.001pt, message: repr((part.body, height, part.height)))
}
"""


def test_the_heights_that_parts_tell_are_those_that_typst_measures(tmp_path: Path) -> None:
    """A row is set at once where its parts tell its height: were it wrong, text would stand on the lines."""
    slots = {"person.name": "会津 十三蔵", "person.name_kana": "アイヅ トミゾウ"}
    (tmp_path / "data.json").write_text(json.dumps({key: {"text": text} for key, text in slots.items()}))
    (tmp_path / "common").symlink_to(samples.PACKS / "common")
    (tmp_path / "heights.typ").write_text(HEIGHTS)
    assert typst.compile(str(tmp_path / "heights.typ"), root=str(tmp_path))


# --- 案内票 -------------------------------------------------------------------------------------------


def slip(procedures: int, household: int, name: str = "会津 花子さん", notes: int = 1) -> GuideSlip:
    deadline = SlipDeadline(date(2026, 3, 25), "引越しの日（2026年3月11日）の翌日から数えて14日目")
    persons = tuple(f"{name}{number}" for number in range(household))
    each = tuple(
        SlipProcedure(f"手続き{number}番の届出", persons[: 1 + number % household], deadline)
        for number in range(procedures)
    )
    desks = list(samples.DESKS.values())
    return GuideSlip(
        headline=f"手続きは{procedures}件。窓口は3か所、約40分。3月25日までに。",
        event="引越してきた",
        applicant=name,
        stops=(
            GuideStop(None, (SlipProcedure("水道の使用開始"),)),
            *(GuideStop(desk, each[index::3], 15) for index, desk in enumerate(desks)),
        ),
        bring=tuple(
            ThingToBring(f"持ち物{number}", "3枚", persons, "前の市区町村で受け取ったもの。" * notes)
            for number in range(procedures)
        ),
        household_size=household + 1,
    )


@pytest.mark.parametrize(
    ("procedures", "household"), [(1, 1), (9, 5), (20, 5), (9, 10), (20, 10), (40, 10), (55, 40)]
)
def test_the_guide_slip_is_one_page(pack: MunicipalityPack, procedures: int, household: int) -> None:
    pdf = render(pack, "guide_slip", guide_slip(pack, slip(procedures, household), AROUND).data)
    assert pages(pdf) == 1
    assert_nothing_leaves_the_page(pdf)
    found = text(pdf)
    assert all(f"手続き{number}番の届出" in found for number in range(procedures))


def smallest_letters(pdf: bytes) -> float:
    """Height of the smallest em in points, from the boxes of the letters 手."""
    letters = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    heights = []
    for index in range(letters.count_chars()):
        if letters.get_text_range(index, 1) == "手":
            _, bottom, _, top = letters.get_charbox(index)
            heights.append(top - bottom)
    return min(heights)


@pytest.mark.parametrize(("procedures", "household"), [(20, 5), (20, 10)])
def test_a_full_guide_slip_stays_readable(pack: MunicipalityPack, procedures: int, household: int) -> None:
    pdf = render(pack, "guide_slip", guide_slip(pack, slip(procedures, household), AROUND).data)
    assert smallest_letters(pdf) >= 4.5


def test_a_last_day_on_a_full_guide_slip_stands_on_one_line(pack: MunicipalityPack) -> None:
    pdf = render(pack, "guide_slip", guide_slip(pack, slip(23, 1), AROUND).data)
    (page,) = PdfReader(io.BytesIO(pdf)).pages
    lines = [line.replace("\u200b", "") for line in page.extract_text().splitlines()]
    assert sum("2026年（令和8年）3月25日まで" in line for line in lines) == 23


def test_the_guide_slip_shows_counter_line_deadline_and_that_values_are_examples(
    pack: MunicipalityPack,
) -> None:
    found = text(render(pack, "guide_slip", guide_slip(pack, slip(9, 5), AROUND).data))
    for wanted in (
        "1番",
        "市民課",
        "1階・赤の線",
        "2026年3月25日（水）まで",
        "令和8年3月25日",
        "例",
        "持ち物",
    ):
        assert wanted in found


@pytest.mark.parametrize("awkward", AWKWARD)
def test_awkward_names_keep_the_guide_slip_on_one_page(pack: MunicipalityPack, awkward: str) -> None:
    made = guide_slip(pack, slip(12, 10, AWKWARD[awkward]), AROUND)
    pdf = render(pack, "guide_slip", made.data)
    assert pages(pdf) == 1
    assert_nothing_leaves_the_page(pdf)


# --- QR -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 2, 4])
def test_the_qr_sheet_is_one_page_with_the_expiry(pack: MunicipalityPack, count: int) -> None:
    symbols = []
    for number in range(count):
        stream = io.BytesIO()
        segno.make(f"MDG{number}" + "A1" * 200, error="m").save(stream, kind="svg", xmldecl=False)
        symbols.append(stream.getvalue().decode())
    request = qr_sheet(
        pack,
        event="引越してきた",
        applicant="会津 十三蔵",
        expires_at=datetime(2026, 4, 18, 23, 59, tzinfo=clock.TOKYO),
        symbols=symbols,
        circumstances=AROUND,
    )
    pdf = render(pack, "qr_sheet", request.data)
    assert pages(pdf) == 1
    assert "2026年（令和8年）4月18日（土）23時59分まで" in text(pdf)
