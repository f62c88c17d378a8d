"""The office side of one-way files: letters come in, answers and receipts go out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from django.conf import settings

from madoguchi.core import clock, tenancy
from madoguchi.core.actions import Context, run
from madoguchi.engines.courier.actions import CameIn, ReceiveLetter, already_here
from madoguchi.engines.courier.domain.arrivals import ArrivalStatus, LetterTornError
from madoguchi.engines.courier.exchange import COURIER, mark_sent, reply_parts, unsent_replies
from madoguchi.engines.courier.models import Arrival
from madoguchi.lib.letter_files import LETTER, REPLY, letter_files, write_letter_file, write_receipts

OF_ANOTHER = "ほかの市町村あてのファイルです。あて先の市町村に渡してください。"
BROKEN = "ファイルが途中で切れているか、変わっています。もう一度写してください。"


@dataclass(slots=True)
class FolderReport:
    """What was done with a folder: counts, and for each file that was refused its name and why."""

    letters: int = 0
    known: int = 0
    replies: int = 0
    receipts: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)


def read_folder(folder: Path, municipality_codes: Iterable[str]) -> FolderReport:
    """Take in the letters that lie in a folder; the files stay. Reading it again changes nothing."""
    report, ours = FolderReport(), set(municipality_codes)
    for file in letter_files(folder, LETTER):
        if file.municipality_code not in ours:
            report.refused.append((file.path.name, OF_ANOTHER))
            continue
        if already_here(file.municipality_code, {file.uuid: file.digest}):
            report.known += 1
            continue
        context = Context(file.municipality_code, COURIER, purpose="申請の受け取り（ファイル）")
        try:
            arrival = run(ReceiveLetter(), context, CameIn(file.path, file.uuid, file.digest))
        except LetterTornError:
            report.refused.append((file.path.name, BROKEN))
            continue
        if arrival.status == ArrivalStatus.REFUSED or arrival.digest != file.digest:
            report.refused.append((file.path.name, arrival.message))
        else:
            report.letters += 1
    return report


def write_folder(folder: Path, municipality_codes: Iterable[str], *, again: bool = False) -> FolderReport:
    """Write the answers that have not gone yet (with `again` all whose time is not over), and a list of what
    arrived, which lets the public zone forget it.
    """
    report = FolderReport()
    for code in municipality_codes:
        with tenancy.municipality(code):
            replies = list(unsent_replies(again=again))
            since = clock.now() - timedelta(days=settings.MADOGUCHI_LETTER_DAYS)
            arrived = {one.uuid: one.digest for one in Arrival.objects.filter(arrived_at__gt=since)}
        for reply in replies:
            write_letter_file(folder, code, reply.uuid, reply.digest, REPLY, reply_parts(reply))
            mark_sent(reply)
            report.replies += 1
        if arrived:
            write_receipts(folder, code, arrived)
            report.receipts += len(arrived)
    return report
