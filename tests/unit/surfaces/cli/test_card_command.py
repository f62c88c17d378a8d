"""`madoguchi card`: a demo card from a scenario to a verified signature, and what is refused."""

from __future__ import annotations

import io
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.unit.lib.jpki.samples import PASSWORD, PIN, authority, card

from madoguchi.core.cards import card_trust
from madoguchi.lib.jpki import SignatureFile, new_challenge
from madoguchi.surfaces.cli.main import main
from madoguchi_testing.jpki import SoftwareCard

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


def test_the_sign_in_file_of_a_site_is_signed_and_no_other_file(
    files: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    challenge, out = new_challenge("tetsuzuki.example.jp"), files / "sign-in"
    (files / "challenge").write_bytes(challenge)
    typed(monkeypatch, PIN)
    assert run("sign-in", "--card", files / "card.json", files / "challenge", "--out", out) == 0
    given = SignatureFile.read(out.read_bytes())
    trust = replace(card_trust(), accept_test_cards=True)
    assert trust.authenticated(challenge, given.signature, given.certificate).for_testing
    capsys.readouterr()
    assert run("sign-in", "--card", files / "card.json", files / "content", "--out", files / "other") == 1
    assert "サインイン用のファイルではありません" in answer(capsys)["error"]


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
