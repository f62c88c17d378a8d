"""Readings of kanji, from the catalog to the page."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.core.languages import html_with_readings, with_readings, without_readings

RUBY = "<ruby>手続<rp>（</rp><rt>てつづ</rt><rp>）</rp></ruby>き"
TEXT = f"<with-readings>{RUBY}</with-readings>"


def test_a_reading_becomes_ruby_in_text_and_goes_in_attributes_and_titles() -> None:
    text = with_readings("手続《てつづ》き")
    page = f'<title>{text}</title><p aria-label="{text}">{text}</p><option>{text}</option>'
    assert html_with_readings(page) == (
        f'<title>手続き</title><p aria-label="手続き">{TEXT}</p><option>手続き</option>'
    )


def test_what_people_typed_into_a_text_area_is_not_touched() -> None:
    page = f"<p>{with_readings('手続《てつづ》き')}</p><textarea>私《わたし》の文</textarea>"
    assert html_with_readings(page) == f"<p>{TEXT}</p><textarea>私《わたし》の文</textarea>"


def test_marks_are_found_in_whatever_stands_between_the_tags() -> None:
    text = with_readings("手続《てつづ》き")
    page = f"{text}<select><OPTION value='1'>{text}</OPTION></select><!-- <p>{text} -->1 > 0 {text}<br>{text}"
    assert html_with_readings(page) == (
        f"{TEXT}<select><OPTION value='1'>手続き</OPTION></select><!-- <p>手続き -->"
        f"1 ><with-readings> 0 {RUBY}</with-readings><br>{TEXT}"
    )


def test_a_bar_says_where_the_reading_begins() -> None:
    assert html_with_readings(with_readings("毎月｜15日《じゅうごにち》まで")) == (
        "<with-readings>毎月<ruby>15日<rp>（</rp><rt>じゅうごにち</rt><rp>）</rp></ruby>まで</with-readings>"
    )


@pytest.mark.parametrize(
    ("written", "base", "reading"),
    [
        pytest.param("14日《にち》", "14日", "じゅうよっか", id="a number of days with a reading of its own"),
        pytest.param("15日《にち》", "日", "にち", id="a regular number of days"),
        pytest.param("1日《にち》", "日", "にち", id="one day"),
        pytest.param("1人《にん》", "1人", "ひとり", id="one person"),
        pytest.param("11人《にん》", "人", "にん", id="eleven people"),
        pytest.param("10分《ふん》", "分", "ぷん", id="ten minutes"),
        pytest.param("25分《ふん》", "分", "ふん", id="twenty-five minutes"),
        pytest.param("9" * 5000 + "日《にち》", "日", "にち", id="more digits than a number may have"),
        pytest.param("00分《ふん》", "分", "ふん", id="the full hour"),
    ],
)
def test_a_counter_is_read_as_its_number_asks(written: str, base: str, reading: str) -> None:
    page = html_with_readings(with_readings(written))
    assert f"<ruby>{base}<rp>（</rp><rt>{reading}</rt><rp>）</rp></ruby>" in page


@pytest.mark.parametrize(
    ("written", "begin"),
    [
        ("16時《じ》", "16"),
        ("1,000円《えん》", "1,000"),
        ("1.5倍《ばい》", "1.5"),
        ("25分《ふん》", "25"),
        ("お金《かね》", "お"),
    ],
    ids=["hour", "thousand", "fraction", "minutes", "polite"],
)
def test_no_line_ends_between_kanji_and_the_number_or_prefix_before_it(written: str, begin: str) -> None:
    page = html_with_readings(f"<p>{with_readings(f'きょうの {written} まで')}</p>")
    before, _, rest = page.partition("<kept-together>")
    assert before == "<p><with-readings>きょうの "
    assert rest.startswith(f"{begin}<ruby>")
    assert rest.endswith("</rp></ruby></kept-together> まで</with-readings></p>")


def test_a_mark_in_a_text_without_readings_goes_also_after_the_sign_that_ends_a_tag() -> None:
    text = with_readings("手続《てつづ》き")
    page = f"<script>if (2 > 1) '{text}'</script><TEXTAREA rows=2>a > {text}</TEXTAREA><b>{text}</b>"
    assert html_with_readings(page) == (
        f"<script>if (2 > 1) '手続き'</script><TEXTAREA rows=2>a > 手続き</TEXTAREA><b>{TEXT}</b>"
    )


@given(
    st.lists(
        st.sampled_from(
            ["<p>", "</p>", "か ", "12", "<br>",
             with_readings("手続《てつづ》き"), with_readings("日《にち》"),
             f'<a title="{with_readings("転入《てんにゅう》")}">', "</a>",
             f"<option>{with_readings('人《にん》')}</option>"]
        ),
        max_size=30,
    )
)  # fmt: skip
def test_readings_add_nothing_but_readings(pieces: list[str]) -> None:
    page = "".join(pieces)
    shown = html_with_readings(page)
    assert not set("\ufff9\ufffa\ufffb") & set(shown)
    bare = re.sub(r"<rp>.*?</ruby>|</?(?:ruby|with-readings|kept-together)>", "", shown)
    assert bare == without_readings(page)


def test_a_page_without_readings_stays_as_it_is() -> None:
    page = "<p>1 < 2 & 《かな》</p>"
    assert html_with_readings(page) is page


@given(
    st.lists(st.tuples(st.text(alphabet="手続転入", min_size=1), st.text(alphabet="かきくー", min_size=1)))
)
def test_without_its_readings_a_text_is_what_was_written_before_them(words: list[tuple[str, str]]) -> None:
    marked = with_readings("と".join(f"{kanji}《{reading}》" for kanji, reading in words))
    assert without_readings(marked) == "と".join(kanji for kanji, _ in words)
