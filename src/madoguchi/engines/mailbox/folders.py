"""The public side of one-way files: letters go out, receipts and answers come in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.engines.mailbox.actions import Acknowledged, AcknowledgeLetters, NewLetter, PutReply
from madoguchi.engines.mailbox.domain.boxes import Box, MailboxError
from madoguchi.engines.mailbox.reading import letters_waiting, mark_fetched, sealed_bytes
from madoguchi.lib.letter_files import LETTER, REPLY, letter_files, read_receipts, write_letter_file

CARRIER = Actor.system("courier files")


@dataclass(slots=True)
class FolderReport:
    """What was done with a folder: counts, and for each file that was refused its name and why."""

    letters: int = 0
    replies: int = 0
    receipts: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)


def write_folder(folder: Path, municipality_codes: Iterable[str], *, again: bool = False) -> FolderReport:
    """Write the letters of the municipalities that were not handed out yet; with `again` all that the office
    has not acknowledged. They stay in the mailbox until a receipt comes or their time is over.
    """
    report = FolderReport()
    for code in municipality_codes:
        for box in filter(lambda box: box.to_office, Box):
            after = 0
            while waiting := letters_waiting(code, box, after=after, untouched=not again):
                for letter in waiting:
                    write_letter_file(folder, code, letter.uuid, letter.digest, LETTER, sealed_bytes(letter))
                    mark_fetched(letter)
                    report.letters += 1
                after = waiting[-1].pk
    return report


def read_folder(folder: Path, municipality_codes: Iterable[str]) -> FolderReport:
    """Take in answers and receipts for the municipalities. Reading the same folder again changes nothing.

    Raises LetterFileError for a broken list of receipts.
    """
    report, known = FolderReport(), set(municipality_codes)
    for file in letter_files(folder, REPLY):
        if file.municipality_code not in known:
            continue
        context = Context(file.municipality_code, CARRIER, purpose="返信の受け取り（ファイル）")
        try:
            run(PutReply(), context, NewLetter(file.parts(), file.digest))
            report.replies += 1
        except MailboxError as error:
            report.refused.append((file.path.name, str(error)))
    for _, code, digests in read_receipts(folder):
        if code in known:
            context = Context(code, CARRIER, purpose="受領の記録（ファイル）")
            told = [Acknowledged(uuid, digest) for uuid, digest in digests.items()]
            report.receipts += len(run(AcknowledgeLetters(), context, told))
    return report
