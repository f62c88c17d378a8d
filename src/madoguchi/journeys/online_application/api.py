"""The door of the journey from home.

Public zone: `offered` and `Answers` say what can be applied for; `add_file`, `paper_to_sign`,
`take_signature`, `signature_of`, `send` and `receipt` bring it to the office; `follow`, `withdraw` and
`begin_correction` are for afterwards.
"""

from madoguchi.journeys.online_application.public.by_card import (
    Question,
    ask_by_card,
    question_of,
    send_by_card,
)
from madoguchi.journeys.online_application.public.draft import KeptFile
from madoguchi.journeys.online_application.public.errors import (
    AlreadySentError,
    Difference,
    MailUnreadableError,
    NoSuchApplicationError,
    NothingToApplyForError,
    NotSignedError,
    OnlineApplicationError,
    SignerDiffersError,
    TooLateToWithdrawError,
)
from madoguchi.journeys.online_application.public.files import add_file, files_lost, files_of, remove_file
from madoguchi.journeys.online_application.public.following import (
    Followed,
    begin_correction,
    follow,
    told_of,
    withdraw,
)
from madoguchi.journeys.online_application.public.papers import WantedPaper, papers_missing, papers_wanted
from madoguchi.journeys.online_application.public.sending import Receipt, begin_another, receipt, send
from madoguchi.journeys.online_application.public.signing import (
    Answers,
    Paper,
    Signature,
    is_offered,
    offered,
    paper_to_sign,
    signature_of,
    take_signature,
)

__all__ = [
    "AlreadySentError",
    "Answers",
    "Difference",
    "Followed",
    "KeptFile",
    "MailUnreadableError",
    "NoSuchApplicationError",
    "NotSignedError",
    "NothingToApplyForError",
    "OnlineApplicationError",
    "Paper",
    "Question",
    "Receipt",
    "Signature",
    "SignerDiffersError",
    "TooLateToWithdrawError",
    "WantedPaper",
    "add_file",
    "ask_by_card",
    "begin_another",
    "begin_correction",
    "files_lost",
    "files_of",
    "follow",
    "is_offered",
    "offered",
    "paper_to_sign",
    "papers_missing",
    "papers_wanted",
    "question_of",
    "receipt",
    "remove_file",
    "send",
    "send_by_card",
    "signature_of",
    "take_signature",
    "told_of",
    "withdraw",
]
