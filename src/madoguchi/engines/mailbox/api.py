"""The door of the mailbox engine."""

from madoguchi.engines.mailbox.actions import (
    Acknowledged,
    AcknowledgeLetters,
    NewLetter,
    PostLetter,
    PutReply,
)
from madoguchi.engines.mailbox.domain.boxes import (
    Box,
    LetterBrokenError,
    LetterIdTakenError,
    LetterMisplacedError,
    LetterOverdueError,
    LetterTooLargeError,
    MailboxError,
    MailboxFullError,
)
from madoguchi.engines.mailbox.folders import read_folder, write_folder
from madoguchi.engines.mailbox.models import Letter
from madoguchi.engines.mailbox.posting import keep_for_resident, letter_expiry, post_letter
from madoguchi.engines.mailbox.reading import (
    LIST_SIZE,
    LetterNotFoundError,
    Progress,
    letter_for_office,
    letters_waiting,
    mark_fetched,
    progress,
    purge_expired_letters,
    replies_for,
    sealed_bytes,
    small_letters_for_office,
)

__all__ = [
    "LIST_SIZE",
    "AcknowledgeLetters",
    "Acknowledged",
    "Box",
    "Letter",
    "LetterBrokenError",
    "LetterIdTakenError",
    "LetterMisplacedError",
    "LetterNotFoundError",
    "LetterOverdueError",
    "LetterTooLargeError",
    "MailboxError",
    "MailboxFullError",
    "NewLetter",
    "PostLetter",
    "Progress",
    "PutReply",
    "keep_for_resident",
    "letter_expiry",
    "letter_for_office",
    "letters_waiting",
    "mark_fetched",
    "post_letter",
    "progress",
    "purge_expired_letters",
    "read_folder",
    "replies_for",
    "sealed_bytes",
    "small_letters_for_office",
    "write_folder",
]
