"""The commands of the platform, as an administrator types them."""

from __future__ import annotations

import io
import json
from typing import Any

import psycopg
import pytest

from madoguchi.core.accounts.models import StaffMember
from madoguchi.core.tenancy import municipality
from madoguchi.surfaces.cli.main import main

AIZU = "072028"


def typed(command: str, monkeypatch: pytest.MonkeyPatch, given: str = "") -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(given))
    return main(command.split())


@pytest.mark.django_db
def test_a_clerk_is_added_and_the_password_is_not_an_argument(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    command = (
        f"staff add --municipality {AIZU} --username hanako --role counter_clerk --desk resident_register"
    )
    assert typed(command, monkeypatch, "まどぐちを開けます2026\n") == 0
    assert capsys.readouterr().out == "hanakoを登録しました。\n"
    with municipality(AIZU):
        assert StaffMember.objects.get().desks == ["resident_register"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("command", "password", "why"),
    [
        (
            f"staff add --municipality {AIZU} --username a --role boss --json",
            "まどぐちを開けます2026",
            "boss",
        ),
        (f"staff add --municipality {AIZU} --username a --json", "", "パスワード"),
        ("staff add --municipality 7202 --username a --json", "まどぐちを開けます2026", "6桁"),
    ],
)
def test_what_cannot_be_added_is_refused_with_the_reason(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: str,
    password: str,
    why: str,
) -> None:
    assert typed(command, monkeypatch, password) == 1
    assert why in json.loads(capsys.readouterr().out)["error"]


def test_a_broken_log_is_told_and_ends_with_an_error(
    committed_db: None,
    superuser: psycopg.Connection[Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    typed(f"staff add --municipality {AIZU} --username hanako", monkeypatch, "まどぐちを開けます2026")
    assert typed(f"audit verify --municipality {AIZU}", monkeypatch) == 0
    head = capsys.readouterr().out.split()[-1].rpartition(" ")[2]
    superuser.execute("SET session_replication_role = replica")
    superuser.execute("UPDATE audit_auditentry SET purpose = 'x'")
    superuser.execute("SET session_replication_role = origin")
    assert typed(f"audit verify --municipality {AIZU} --head {head} --json", monkeypatch) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["holds"] is False
    assert told["breaks"][0] == {"sequence": 1, "what": "書かれたあとに内容が変えられています。"}


@pytest.mark.django_db
def test_a_head_that_cannot_be_read_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert typed(f"audit verify --municipality {AIZU} --head 12", monkeypatch) == 2
    assert "「番号:照合値」" in capsys.readouterr().out


def test_the_sql_for_an_external_server_is_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert typed("database provision-sql madoguchi_office", monkeypatch) == 0
    assert "CREATE DATABASE madoguchi_office" in capsys.readouterr().out
