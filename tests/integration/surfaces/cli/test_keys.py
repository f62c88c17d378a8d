"""`madoguchi keys`: made once, private, never replaced."""

from __future__ import annotations

import base64
import hashlib
import json
import stat
from pathlib import Path
from typing import Any

import pytest

from madoguchi.engines.handover.api import verify_key
from madoguchi.lib.sealing import read_private_key, read_public_key
from madoguchi.surfaces.cli.main import main

CODE = "072028"


@pytest.fixture
def directory(settings: Any, tmp_path: Path) -> Path:
    settings.MADOGUCHI_KEYS_DIRECTORY = tmp_path / "keys"
    return tmp_path / "keys"


def test_a_pair_is_made_and_the_private_key_is_for_its_owner_only(directory: Path) -> None:
    assert main(["keys", "make", "--municipality", CODE]) == 0
    assert stat.S_IMODE((directory / f"{CODE}.private").stat().st_mode) == 0o600
    assert len(read_public_key(directory, CODE)) == len(read_private_key(directory, CODE)) == 32


def test_a_key_is_never_replaced(directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["keys", "make", "--municipality", CODE])
    before = read_private_key(directory, CODE)
    assert main(["keys", "make", "--municipality", CODE]) == 1
    assert "開けなくなります" in capsys.readouterr().err
    assert read_private_key(directory, CODE) == before


def test_all_makes_what_is_missing_and_nothing_else(
    directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["keys", "make", "--municipality", CODE])
    before = read_private_key(directory, CODE)
    capsys.readouterr()
    assert main(["keys", "make", "--all", "--json"]) == 0
    made = json.loads(capsys.readouterr().out)["made"]
    assert len(made) == 12
    assert read_private_key(directory, CODE) == before
    assert main(["keys", "make", "--all"]) == 0


def test_both_zones_can_compare_the_public_key(directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["keys", "make", "--municipality", CODE, "--json"])
    made = json.loads(capsys.readouterr().out)["made"][0]["fingerprint"]
    (directory / f"{CODE}.private").unlink()
    assert main(["keys", "show", "--municipality", CODE, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "municipality": CODE,
        "fingerprint": made,
        "private": False,
    }


def test_the_office_compares_the_key_of_its_codes_with_the_core_system(
    directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["keys", "make", "--municipality", CODE])
    capsys.readouterr()
    assert main(["keys", "show", "--municipality", CODE]) == 0
    shown = capsys.readouterr().out
    # Worked out as the core system's own people do, from the file that they were given.
    der = base64.b64decode("".join(verify_key(CODE).pem.splitlines()[1:-1]))
    assert hashlib.sha256(der).hexdigest()[:32] == shown.rpartition(" ")[2].strip().replace("-", "")


def test_a_municipality_without_pack_or_key_is_refused(
    directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["keys", "make", "--municipality", "999999"]) == 1
    assert main(["keys", "show", "--municipality", CODE]) == 1
    assert "パックがありません" in capsys.readouterr().err


def test_nothing_that_is_printed_is_a_private_key(
    directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["keys", "make", "--municipality", CODE])
    assert (directory / f"{CODE}.private").read_text().strip() not in capsys.readouterr().out
