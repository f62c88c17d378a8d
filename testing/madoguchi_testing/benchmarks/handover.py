"""`madoguchi bench handover`: ten thousand cases through one bulk file and its acknowledgement."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings

from madoguchi.core import tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context
from madoguchi.core.packs import HandoverMethod, Packs, Scenario
from madoguchi.engines.handover import batches
from madoguchi.engines.handover.api import HandoverRecord, NewHandover, Status, record_handovers
from madoguchi_testing.benchmarks.measuring import Row
from madoguchi_testing.core_system import Ledger, receive_batches

CASES = 10_000
AIM = "60秒未満"
_AT_ONCE = 500


def handover_rows(packs: Packs, scenario: Scenario, *, fraction: float) -> Iterator[Row]:
    """Recording, then everything from gathering to the last acknowledgement, by wall clock and by CPU."""
    code, number = scenario.municipality, max(1, int(CASES * fraction))
    procedure = next(
        one for one in packs.for_municipality(code).procedures.values() if one.handover is not None
    )
    payload = {
        "answers": dict(scenario.answers),
        "filed_on": scenario.today.isoformat(),
        "procedure": procedure.key,
    }
    context = Context(code, Actor.system("bench"), purpose="計測")

    def record() -> None:
        for begin in range(0, number, _AT_ONCE):
            wanted = [
                NewHandover("bench", "bulk", payload, uuid4(), HandoverMethod.BULK_FILE, procedure.key)
                for _ in range(begin, min(begin + _AT_ONCE, number))
            ]
            with tenancy.municipality(code):
                record_handovers(context, wanted)

    yield _timed(f"一括ファイルの引き渡しを記録（{number:,}件）", "", record)
    with tempfile.TemporaryDirectory() as folder:
        ledger = Ledger(Path(folder) / "core_system.sqlite3")
        made: list[UUID] = []
        directory = Path(settings.MADOGUCHI_HANDOVER_DIRECTORY)

        def hand_over() -> None:
            made.extend(batches.gather(code, then=_nothing))
            for batch in made:
                batches.attempt(code, batch, again=_nothing)
            receive_batches(directory, ledger)
            for batch in made:
                batches.attempt(code, batch, again=_nothing)

        row = _timed(
            f"{number:,}件をファイルで渡し、代役が受け取り、受領を読む",
            AIM if fraction == 1 else "",
            hand_over,
        )
    with tenancy.municipality(code):
        done = HandoverRecord.objects.filter(batch__uuid__in=made, status=Status.ACKNOWLEDGED.value).count()
    yield Row(row.name, row.aim, plain=row.plain, note=f"受領 {done:,}件、ファイル {len(made)}つ")


def _timed(name: str, aim: str, work: Callable[[], None]) -> Row:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return Row(name, aim, plain=f"{wall:.1f} 秒（CPU {cpu:.1f} 秒）")


def _nothing(*_: object) -> None:
    """Instead of a job: the bench makes the next attempt itself."""
