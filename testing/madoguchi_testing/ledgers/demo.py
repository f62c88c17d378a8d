"""A small fictional ledger for the demo, with notices of which most enter themselves and some wait."""

from __future__ import annotations

import tempfile
from pathlib import Path

from madoguchi.core import tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.engines.tax_ledger.api import FileKind, LedgerFile, NewFile
from madoguchi.journeys.tax_ledger.api import TakeFile, work_off
from madoguchi_testing.ledgers.generating import write_ledger
from madoguchi_testing.ledgers.model import LedgerOrder

ASSETS, NOTICES = 400, 60


def demo_ledger(municipality_code: str) -> int:
    """Fill the ledger of a municipality that has none; how many notices were taken in, 0 where it has one."""
    with tenancy.municipality(municipality_code):
        if LedgerFile.objects.exists():
            return 0
    context = Context(municipality_code, Actor.system("demo"), purpose="デモの準備")
    order = LedgerOrder(assets=ASSETS, notices=NOTICES, municipalities=(municipality_code,), traps=0.1)
    with tempfile.TemporaryDirectory() as folder:
        write_ledger(order, Path(folder))
        for kind in (FileKind.OWNERS, FileKind.ASSETS, FileKind.NOTICES):
            content = (Path(folder) / f"{kind.value}.csv").read_bytes()
            file = run(TakeFile(), context, NewFile(kind, f"{kind.value}.csv", content)).file
    work_off(context)
    return file.taken
