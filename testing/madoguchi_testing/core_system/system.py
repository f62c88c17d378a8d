"""The stand-in itself: look into the folders, store, answer."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from madoguchi.core import clock
from madoguchi.engines.handover.contrib.csv_files.files import Folders
from madoguchi.lib.files import write_whole
from madoguchi_testing.core_system.bulk import receive_batches
from madoguchi_testing.core_system.ledger import Ledger
from madoguchi_testing.core_system.reading import ParcelRefusedError, key_in_name, read_parcel


class Result(StrEnum):
    """What became of a file."""

    STORED = "stored"
    STORED_BEFORE = "stored_before"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One file that was dealt with."""

    key: UUID
    municipality_code: str
    result: Result
    message: str = ""


def _nothing(_: UUID) -> None:
    """What happens between storing and answering: nothing, unless a test lets the system crash there."""


class CoreSystem:
    """Takes `<directory>/<code>/outgoing/*.csv`, stores each key once, writes `<code>/answers/<key>.json`.

    `refuse` gives a reason to refuse a key (or None), to play a core system that says no.
    `between_storing_and_answering` is called where a crash hurts most.
    """

    def __init__(
        self,
        directory: Path,
        ledger: Ledger,
        *,
        refuse: Callable[[UUID], str | None] = lambda _: None,
        between_storing_and_answering: Callable[[UUID], None] = _nothing,
    ) -> None:
        self._directory = directory
        self.ledger = ledger
        self._refuse = refuse
        self._between = between_storing_and_answering

    def receive(self) -> list[Outcome]:
        """Deal with every file that has no answer yet; what one file says never stops the others."""
        outcomes = []
        for folder in sorted(self._directory.glob("[0-9][0-9][0-9][0-9][0-9][0-9]")):
            folders = Folders(self._directory, folder.name)
            for file in sorted(folders.outgoing.glob("*.csv")):
                key = key_in_name(file)
                if key is not None and not folders.answer_file(key).exists():
                    outcomes.append(self._take(file, key, folders))
        return outcomes

    def receive_batches(self) -> list[UUID]:
        """Deal with every bulk file that has no answer yet; the batches that were answered."""
        return receive_batches(
            self._directory,
            self.ledger,
            refuse=self._refuse,
            between_storing_and_answering=self._between,
        )

    def serve(self, stop: threading.Event, *, every_seconds: float = 0.5) -> None:
        """Receive again and again until told to stop."""
        while not stop.is_set():
            self.receive()
            self.receive_batches()
            stop.wait(every_seconds)

    def _take(self, file: Path, key: UUID, folders: Folders) -> Outcome:
        outcome = self._store(file, key, folders.municipality_code)
        self._between(key)
        answer = {
            "key": str(key),
            "status": "refused" if outcome.result is Result.REFUSED else "stored",
            "message": outcome.message,
            "at": clock.now().isoformat(),
        }
        write_whole(folders.answer_file(key), json.dumps(answer, ensure_ascii=False).encode())
        return outcome

    def _store(self, file: Path, key: UUID, municipality_code: str) -> Outcome:
        try:
            parcel = read_parcel(file, municipality_code)
        except ParcelRefusedError as error:
            return Outcome(key, municipality_code, Result.REFUSED, str(error))
        reason = self._refuse(key)
        if reason is not None:
            return Outcome(key, municipality_code, Result.REFUSED, reason)
        if self.ledger.store(parcel, clock.now()):
            return Outcome(key, municipality_code, Result.STORED)
        before = self.ledger.get(key)
        if before is None or before.digest != parcel.digest:
            return Outcome(
                key, municipality_code, Result.REFUSED, "この引渡番号は、別の内容ですでに受け取っています。"
            )
        return Outcome(key, municipality_code, Result.STORED_BEFORE)
