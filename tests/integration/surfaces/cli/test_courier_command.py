"""`madoguchi courier` and `keys link`: what an administrator reads."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from tests.integration.engines.mailbox.samples import HERE, KEYS, put, sealed

from madoguchi.lib.sealing import write_keypair
from madoguchi.surfaces.cli.main import main

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folders(settings: Any, tmp_path: Path) -> Path:
    settings.MADOGUCHI_KEYS_DIRECTORY = tmp_path / "keys"
    settings.MADOGUCHI_LINK_DIRECTORY = tmp_path / "link"
    settings.MADOGUCHI_COURIER_DIRECTORY = tmp_path / "courier"
    write_keypair(tmp_path / "keys", HERE, KEYS)
    return tmp_path


def test_each_command_knows_its_zone(settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    settings.MADOGUCHI_ZONE = "public"
    assert main(["courier", "exchange"]) == 2
    assert "庁内" in capsys.readouterr().err
    settings.MADOGUCHI_ZONE = "office"
    assert main(["courier", "check", "--municipality", HERE]) == 2
    assert "公開側" in capsys.readouterr().err


def test_files_go_from_zone_to_zone(settings: Any, folders: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put([sealed().to_bytes()])
    settings.MADOGUCHI_ZONE = "public"
    assert main(["courier", "write", str(folders / "out")]) == 0
    assert "申請 1件" in capsys.readouterr().out
    settings.MADOGUCHI_ZONE = "office"
    assert main(["courier", "read", str(folders / "out"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"letters": 1, "replies": 0, "receipts": 0, "refused": {}}
    assert main(["courier", "status"]) == 0
    assert "届いた 1件" in capsys.readouterr().out
    assert main(["courier", "read", str(folders / "nothing")]) == 1
    assert "ありません" in capsys.readouterr().err


def test_a_link_that_is_not_set_up_says_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["courier", "exchange"]) == 1
    assert "MADOGUCHI_LINK_URL" in capsys.readouterr().err


def test_a_check_that_nobody_fetches_says_where_to_look(
    settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.MADOGUCHI_ZONE = "public"
    assert main(["courier", "check", "--municipality", HERE, "--wait", "0"]) == 1
    assert "取りに来ていません" in capsys.readouterr().err
    assert main(["courier", "check", "--municipality", "999999"]) == 1


def test_certificates_are_private_and_an_authority_is_never_replaced(
    folders: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["keys", "link", "--host", "127.0.0.1", "--host", "link.example"]) == 0
    link = folders / "link"
    for name in ("authority", "server", "office"):
        assert stat.S_IMODE((link / f"{name}.key").stat().st_mode) == 0o600
    before = (link / "authority.crt").read_bytes(), (link / "server.crt").read_bytes()
    assert main(["keys", "link", "--municipality", HERE, "--office", "second", "--json"]) == 0
    assert ((link / "authority.crt").read_bytes(), (link / "server.crt").read_bytes()) == before
    assert (link / "second.crt").exists()
    out = capsys.readouterr().out
    assert "PRIVATE" not in out
    assert json.loads(out.splitlines()[-1])["municipalities"] == [HERE]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--host", "127.0.0.1", "--municipality", "999999"], "パックがありません"),
        (["--host", "127.0.0.1", "--office", "server"], "使えない名前"),
        (["--host", "127.0.0.1", "--office", "../out"], "英小文字"),
        ([], "--host"),
    ],
    ids=["an unknown municipality", "a name that is taken", "a path", "no host at first"],
)
def test_a_wrong_wish_is_refused(words: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["keys", "link", *words]) == 1
    assert told in capsys.readouterr().err


def test_the_link_is_not_served_without_certificates_or_in_the_office(
    folders: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from madoguchi.settings import base

    monkeypatch.setattr(base, "MADOGUCHI_LINK_DIRECTORY", folders / "empty")
    monkeypatch.setenv("MADOGUCHI_ZONE", "office")
    assert main(["serve", "--link", "127.0.0.1:0"]) == 2
    assert main(["serve", "--zone", "public", "--link", "127.0.0.1:0"]) == 1
    assert "keys link" in capsys.readouterr().err
