"""`madoguchi approvals verify` says which decided documents are not what was decided."""

from __future__ import annotations

import json
from typing import Any

import psycopg
import pytest

from madoguchi.surfaces.cli.main import main
from madoguchi_testing.approvals import PEOPLE, town_hall

CODE = "072028"


@pytest.mark.usefixtures("committed_db")
def test_what_was_exchanged_is_named(
    superuser: psycopg.Connection[Any], capsys: pytest.CaptureFixture[str]
) -> None:
    hall = town_hall(CODE, PEOPLE[:3])
    first, second = hall.decide_small(), hall.decide_small(title="取り替えられるもの")
    verify = ["approvals", "verify", "--municipality", CODE]
    assert main(verify) == 0
    assert "2件のうち、決裁されたときのままでないもの: 0件" in capsys.readouterr().out
    superuser.execute("SET session_replication_role = replica")
    superuser.execute("UPDATE approvals_document SET title = 'x' WHERE uuid = %s", [second.uuid])
    superuser.execute("SET session_replication_role = origin")
    assert main([*verify, "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["checked"], [one["number"] for one in told["broken"]]) == (2, [second.number])
    assert main([*verify, "--number", str(first.number)]) == 0
    assert main([*verify, "--year", "1999"]) == 2
