"""The adapter with ClamAV itself, where it is installed; elsewhere a stand-in answers as clamd does."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from madoguchi.core.attachments.scanning import Clamd, ScannerUnreachableError, Verdict

_CLAMD = shutil.which("clamd") or "/usr/sbin/clamd"
pytestmark = pytest.mark.skipif(not Path(_CLAMD).exists(), reason="ClamAV (clamav-daemon) is not installed")

EVIL = b"made up for this test, and evil only by its own signature"


@pytest.fixture(scope="module")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clamd]:
    """clamd with one signature of our own: nothing is fetched, and no real virus is at hand."""
    folder = tmp_path_factory.mktemp("clamav")
    address = folder / "clamd.sock"
    (folder / "signatures").mkdir()
    (folder / "signatures" / "ours.ndb").write_text(f"Evil.Example:0:*:{EVIL.hex()}\n")
    settings = folder / "clamd.conf"
    settings.write_text(
        f"LocalSocket {address}\nDatabaseDirectory {folder}/signatures\nForeground yes\nStreamMaxLength 1M\n"
    )
    process = subprocess.Popen([_CLAMD, "--config-file", settings], stdout=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 120
        while not address.exists():
            assert process.poll() is None, "clamd did not start"
            assert time.monotonic() < until, "clamd does not answer"
            time.sleep(0.05)
        yield Clamd(str(address))
    finally:
        process.terminate()
        process.wait(timeout=60)


def test_a_harmless_file_is_clean(clamd: Clamd) -> None:
    assert clamd.scan(b"%PDF-1.7 a contract" * 20_000) == Verdict()


def test_what_a_signature_knows_is_found_wherever_it_stands_in_the_stream(clamd: Clamd) -> None:
    for before in (0, 300_000):
        verdict = clamd.scan(b" " * before + EVIL)
        assert not verdict.clean
        assert verdict.found.startswith("Evil.Example")


def test_a_file_that_clamav_refuses_to_look_at_is_never_called_clean(clamd: Clamd) -> None:
    with pytest.raises(ScannerUnreachableError):
        clamd.scan(bytes(2_000_000))
