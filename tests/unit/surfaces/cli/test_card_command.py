"""`madoguchi card`: a demo card from a scenario to a verified signature, and what is refused."""

from __future__ import annotations

import hashlib
import io
import json
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from tests.unit.lib.jpki.samples import HOLDER, PASSWORD, PIN, authority, card

from madoguchi.core.cards import card_trust
from madoguchi.core.clock import TOKYO
from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.journeys.online_application.domain.signed_content import AppliedProcedure, SignedContent
from madoguchi.lib.jpki import Challenge, SignatureFile
from madoguchi.surfaces.cli.main import main
from madoguchi_testing.jpki import SoftwareCard
from madoguchi_testing.online import Applicant

SCENARIO = "packs/aizu/scenarios/tomizo_moves_in.yaml"


@pytest.fixture(autouse=True)
def installation(tmp_path: Path, settings: Any) -> None:
    """An installation whose demo authority is there already."""
    settings.VAR = tmp_path / "var"
    settings.MADOGUCHI_JPKI_ANCHORS = tmp_path / "anchors"
    settings.MADOGUCHI_TODAY = "2026-03-19"
    authority().write(tmp_path / "var" / "jpki" / "demonstration-authority", tmp_path / "anchors")


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "content").write_text("転出届", encoding="utf-8")
    SoftwareCard.make(tmp_path / "card.json", card(), password=PASSWORD, pin=PIN)
    return tmp_path


def typed(monkeypatch: pytest.MonkeyPatch, password: str = PASSWORD) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))


def run(*words: str | Path) -> int:
    return main(["card", *map(str, words), "--json"])


def answer(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def signed(files: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    typed(monkeypatch)
    assert run("sign", "--card", files / "card.json", files / "content", "--out", files / "signature") == 0
    capsys.readouterr()
    return files / "signature"


def test_a_person_of_a_scenario_gets_a_card_that_signs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "emiko.json"
    assert run("make", SCENARIO, "--person", "会津 恵美子", "--out", file) == 0
    assert answer(capsys)["name"] == "会津　恵美子"
    typed(monkeypatch, "demo2026")
    assert run("show", "--card", file, "--signing") == 0
    shown = answer(capsys)
    assert shown["signing"]["birth_date"] == "1970-06-15"
    assert shown["signing"]["sex"] == "female"
    assert shown["signing"]["address"] == "東京都世田谷区北沢二丁目8番18号　例示ハイツ203号"
    assert shown["tries_left"] == {"signing": 5, "authentication": 3}


def test_what_was_signed_is_verified_and_says_that_revocation_was_not_checked(
    files: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    signature = signed(files, monkeypatch, capsys)
    assert run("verify", files / "content", signature, "--test-cards") == 0
    found = answer(capsys)
    assert found["name"] == "会津　十三蔵"
    assert (found["revocation"], found["for_testing"]) == ("not_checked", True)
    assert main(["card", "verify", str(files / "content"), str(signature), "--test-cards"]) == 0
    assert "失効: 確かめていません" in capsys.readouterr().out


def test_test_cards_are_refused_unless_they_are_wanted(
    files: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("verify", files / "content", signed(files, monkeypatch, capsys)) == 1
    assert "試験用のカード" in answer(capsys)["error"]


def test_changed_content_is_told(
    files: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    signature = signed(files, monkeypatch, capsys)
    (files / "content").write_text("転入届", encoding="utf-8")
    assert run("verify", files / "content", signature, "--test-cards") == 1
    assert "別の内容" in answer(capsys)["error"]


def test_a_revoked_card_is_told(
    files: Path,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    signature = signed(files, monkeypatch, capsys)
    settings.MADOGUCHI_JPKI_REVOCATION_LISTS = str(files / "lists")
    assert run("verify", files / "content", signature, "--test-cards") == 1
    assert "失効していないかを、いまは" in answer(capsys)["error"]


def test_a_wrong_password_tells_the_tries_left(
    files: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(monkeypatch, "WRONG1")
    assert run("sign", "--card", files / "card.json", files / "content", "--out", files / "signature") == 1
    assert "あと4回" in answer(capsys)["error"]
    assert not (files / "signature").exists()


def sign_in_for(errand: str, municipality_code: str = "072028") -> bytes:
    return Challenge.new(
        site="tetsuzuki.example.jp",
        municipality_code=municipality_code,
        errand=errand,
        made_at=datetime(2026, 3, 19, 14, 5, tzinfo=TOKYO),
        bound_to=b"d" * 32,
    ).to_bytes()


def test_the_sign_in_file_of_a_site_is_signed_and_no_other_file(
    files: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    challenge, out = sign_in_for("prefill"), files / "sign-in"
    (files / "challenge").write_bytes(challenge)
    typed(monkeypatch, PIN)
    assert run("sign-in", "--card", files / "card.json", files / "challenge", "--out", out) == 0
    given = SignatureFile.read(out.read_bytes())
    trust = replace(card_trust(), accept_test_cards=True)
    assert trust.authenticated(challenge, given.signature, given.certificate).for_testing
    told = capsys.readouterr().err
    for words in (
        "役所に登録されている内容を、手続きの入力に呼び出す",
        "福島県会津若松市（072028）",
        "tetsuzuki.example.jp",
        "令和8年3月19日 14時05分",
    ):
        assert words in told
    assert run("sign-in", "--card", files / "card.json", files / "content", "--out", files / "other") == 1
    assert "サインイン用のファイルではありません" in answer(capsys)["error"]


@pytest.fixture
def told_before_asking(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What stood on the terminal when the password was asked; then the owner goes away."""
    told: list[str] = []

    def ask(what: str) -> str:
        told.append(capsys.readouterr().err)
        raise KeyboardInterrupt

    monkeypatch.setattr("madoguchi.surfaces.cli.cards._ask", ask)
    return told


def test_an_application_is_shown_before_the_password_is_asked(
    files: Path, told_before_asking: list[str], settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    packs = load_packs_or_refuse(settings.MADOGUCHI_PACKS)
    scenario = next(one for one in packs.scenarios if "tomizo_moves_in" in one.file)
    applicant = Applicant(packs, scenario, authority().issue_card(HOLDER))
    sent = applicant.apply(files=[("契約書.pdf", b"%PDF")], at=datetime(2026, 3, 19, 14, 5, tzinfo=TOKYO))
    content = files / "shinsei.json"
    content.write_bytes(sent.submission.signed)
    out = files / "signature"
    assert run("sign", "--card", files / "card.json", content, "--out", out) == 1
    (told,) = told_before_asking
    for words in (
        "あて先: 福島県会津若松市（072028）",
        "作られた日時: 令和8年3月19日 14時05分",
        "転入届",
        "会津 十三蔵さん",
        "電話番号: 090-",
        "付けた書類: 契約書.pdf",
        "やめるときは",
    ):
        assert words in told
    assert "やめました" in capsys.readouterr().err
    assert not out.exists()


def test_of_any_other_file_it_is_told_which_one_it_is(files: Path, told_before_asking: list[str]) -> None:
    assert run("sign", "--card", files / "card.json", files / "content", "--out", files / "signature") == 1
    (told,) = told_before_asking
    assert "中身はここに出せません" in told
    assert hashlib.sha256("転出届".encode()).hexdigest() in told


def test_an_application_to_somewhere_unknown_is_told_so(files: Path, told_before_asking: list[str]) -> None:
    content = SignedContent(
        application=UUID(int=1),
        municipality_code="999999",
        event="moving_out",
        answers={},
        procedures=(AppliedProcedure("move_out_notification"),),
        files=(),
        reply="",
        signed_at=datetime(2026, 3, 19, 14, 5, tzinfo=TOKYO),
    )
    (files / "content").write_bytes(content.to_bytes())
    run("sign", "--card", files / "card.json", files / "content", "--out", files / "signature")
    (files / "content").write_bytes(replace(content, municipality_code="072028").to_bytes())
    run("sign", "--card", files / "card.json", files / "content", "--out", files / "signature")
    (files / "challenge").write_bytes(sign_in_for("overview", "999999"))
    run("sign-in", "--card", files / "card.json", files / "challenge", "--out", files / "signature")
    unknown, unreadable, sign_in = told_before_asking
    assert "知らない市区町村（999999）" in unknown
    assert "move_out_notification" in unknown
    assert "この申請に署名しないでください" in unreadable
    assert "知らない市区町村（999999）" in sign_in
    assert "送った申請の状況を、すべて見る" in sign_in


def test_without_packs_the_codes_are_told(
    files: Path, told_before_asking: list[str], settings: Any, tmp_path: Path
) -> None:
    settings.MADOGUCHI_PACKS = tmp_path / "no-packs"
    (files / "challenge").write_bytes(sign_in_for("prefill"))
    assert run("sign-in", "--card", files / "card.json", files / "challenge", "--out", files / "out") == 1
    (told,) = told_before_asking
    assert "知らない市区町村（072028）" in told
    assert "役所に登録されている内容" in told


def test_a_sign_in_for_something_unknown_is_not_signed(
    files: Path, told_before_asking: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    (files / "challenge").write_bytes(sign_in_for("close_account"))
    assert run("sign-in", "--card", files / "card.json", files / "challenge", "--out", files / "out") == 1
    assert "何ができるのかが分かりません" in answer(capsys)["error"]
    assert told_before_asking == []


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["make", SCENARIO, "--out", "{}/card.json"], "もうあります"),
        (["make", SCENARIO, "--out", "{}/new.json", "--person", "だれか"], "カードを作れる人がいません"),
        (["make", "packs/nothing.yaml", "--out", "{}/new.json"], "この場面はパックにありません"),
        (["make", SCENARIO, "--out", "{}/new.json", "--pin", "12"], "暗証番号の形"),
        (["show", "--card", "{}/content"], "カードのファイルを読めません"),
        (["show", "--reader"], "pip install"),
        (["verify", "{}/missing", "{}/content"], "署名のファイルを読めません"),
        (["verify", "{}/content", "{}/missing"], "ファイルを開けません"),
    ],
    ids=["exists", "nobody", "no-scenario", "short-pin", "no-card", "no-reader", "no-signature", "no-file"],
)
def test_what_cannot_be_done_is_told_with_what_to_do(
    files: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    message: str,
) -> None:
    monkeypatch.setitem(sys.modules, "smartcard.Exceptions", None)
    assert run(*(word.format(files) for word in words)) == 1
    found = answer(capsys)
    assert found["ok"] is False
    assert message in found["error"]


def test_without_anchors_the_installer_is_told_where_they_belong(
    files: Path,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    signature = signed(files, monkeypatch, capsys)
    settings.MADOGUCHI_JPKI_ANCHORS = files / "none"
    assert run("verify", files / "content", signature) == 1
    assert "MADOGUCHI_JPKI_ANCHORS" in answer(capsys)["error"]
