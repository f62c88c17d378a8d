"""Before anything is asked: the municipality, the events, help, errors."""

from __future__ import annotations

import pytest
from tests.integration.surfaces.resident_web.visitor import HERE, Visitor

from madoguchi.surfaces.resident_web.site import packs


def test_all_thirteen_municipalities_can_be_chosen_by_name(visitor: Visitor) -> None:
    page = visitor.go("/")
    assert page.count('<a href="/07') == 13
    assert "あいづわかまつし" in page


def test_a_postal_code_leads_to_its_municipality(visitor: Visitor) -> None:
    visitor.go("/?postal_code=９６５−０８７１")
    assert visitor.url == f"/{HERE}/"


@pytest.mark.parametrize("typed", ["abc", "123", "<script>alert(1)</script>", "9" * 300])
def test_a_wrong_postal_code_is_answered_beside_the_field_and_kept(visitor: Visitor, typed: str) -> None:
    page = visitor.go(f"/?postal_code={typed}")
    assert "郵便番号は7桁の数字で入力してください" in page
    assert 'aria-invalid="true"' in page
    assert "<script>alert" not in page


def test_a_postal_code_elsewhere_says_so(visitor: Visitor) -> None:
    assert "このページを使っていません" in visitor.go("/?postal_code=1000001")


def test_only_events_that_exist_are_shown(visitor: Visitor) -> None:
    page = visitor.go(f"/{HERE}/")
    assert page.count('class="tile"') == len(packs().events)
    assert f'href="/{HERE}/moving_in/"' in page


@pytest.mark.parametrize(
    "path", ["/999999/", f"/{HERE}/no_such_event/", "/nothing/", f"/{HERE}/moving_in/x/"]
)
def test_an_address_that_is_not_there_gets_a_page_in_plain_japanese(visitor: Visitor, path: str) -> None:
    page = visitor.go(path)
    assert visitor.status == 404
    assert "ページが見つかりません" in page


def test_what_is_an_example_is_marked_so(visitor: Visitor) -> None:
    assert "badge-example" in visitor.go(f"/{HERE}/")


def test_nothing_runs_or_loads_from_anywhere_else(visitor: Visitor) -> None:
    visitor.go(f"/{HERE}/")
    policy = visitor.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert visitor.headers["X-Content-Type-Options"] == "nosniff"
    assert "camera=()" in visitor.headers["Permissions-Policy"]


def test_no_page_holds_inline_script_or_style(visitor: Visitor) -> None:
    for path in ("/", f"/{HERE}/", f"/{HERE}/help/", f"/{HERE}/moving_in/"):
        page = visitor.go(path)
        assert "<style" not in page
        assert "style=" not in page
        assert "<script>" not in page
        assert " onclick" not in page


def test_pages_for_everybody_may_be_kept_and_personal_ones_never(visitor: Visitor) -> None:
    visitor.go(f"/{HERE}/")
    assert "public" in visitor.headers["Cache-Control"]
    visitor.start()
    assert visitor.headers["Cache-Control"] == "no-store"


def test_the_key_colour_is_a_style_sheet_of_its_own(visitor: Visitor) -> None:
    page = visitor.go(f"/{HERE}/theme.css")
    assert "--key:#" in page
    assert visitor.headers["Content-Type"].startswith("text/css")


def test_a_form_from_somewhere_else_is_refused_in_plain_japanese(visitor: Visitor) -> None:
    page = visitor.post(f"/{HERE}/moving_in/", {"begin": "yes"})
    assert visitor.status == 403
    assert "もう一度ボタンを押してください" in page


def test_a_form_from_elsewhere_is_refused_in_plain_words_with_what_to_do(visitor: Visitor) -> None:
    page = visitor.post(f"/{HERE}/moving_in/", {"begin": "yes"})
    assert visitor.status == 403
    assert "もう一度ボタンを押してください" in page
    assert "CSRF" not in page


def test_every_page_brings_its_style_for_paper(visitor: Visitor) -> None:
    page = visitor.go(f"/{HERE}/")
    assert '<link rel="stylesheet" href="/static/shared_web/print.css" media="print">' in page
