"""The verbs of the mailbox."""

from madoguchi.engines.mailbox.actions.acknowledging import Acknowledged, AcknowledgeLetters
from madoguchi.engines.mailbox.actions.posting import NewLetter, PostLetter, PutReply

__all__ = ["AcknowledgeLetters", "Acknowledged", "NewLetter", "PostLetter", "PutReply"]
