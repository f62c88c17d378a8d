"""The verbs of the mailbox."""

from madoguchi.engines.mailbox.actions.acknowledging import Acknowledged, AcknowledgeLetters
from madoguchi.engines.mailbox.actions.posting import KeepForResident, NewLetter, PostLetter, PutReply

__all__ = ["AcknowledgeLetters", "Acknowledged", "KeepForResident", "NewLetter", "PostLetter", "PutReply"]
