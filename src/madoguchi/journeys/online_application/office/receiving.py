"""The letters of the box `applications`, each taken once, inside the transaction that marks it delivered."""

from __future__ import annotations

from datetime import timedelta

from madoguchi.core.actions import Context, run
from madoguchi.engines.courier.api import LetterRefusedError, receiver
from madoguchi.journeys.online_application.domain.errors import SubmissionError
from madoguchi.journeys.online_application.domain.submissions import (
    Overview,
    SignedApplication,
    Withdrawal,
    read_submission,
)
from madoguchi.journeys.online_application.office.actions.arriving import Delivered, ReceiveApplication
from madoguchi.journeys.online_application.office.actions.correcting import ReceiveCorrectedApplication
from madoguchi.journeys.online_application.office.actions.withdrawing import WithdrawApplication
from madoguchi.journeys.online_application.office.applications import UnknownApplicationError
from madoguchi.journeys.online_application.office.overviews import answer_overview
from madoguchi.lib.sealing import OpenedLetter

OTHER_LETTER = (
    "申請の番号と、届いた手紙の番号が違います。"
    "ほかの人の申請を写して送ったおそれがあるため、受け取っていません。"
)
PATIENCE = timedelta(days=1)
"""How long what belongs to an application may be here before the application itself is."""


@receiver("applications")
def take(context: Context, letter: OpenedLetter) -> None:
    """An application, a correction, a withdrawal, or a question by card.

    Raises LetterRefusedError for what no applicant of ours sends; everything else is kept with its reason.
    """
    try:
        submission = read_submission(letter.content.payload)
    except SubmissionError as error:
        raise LetterRefusedError(str(error)) from None
    try:
        match submission:
            case SignedApplication():
                if letter.header.letter_id != submission.letter:
                    raise LetterRefusedError(OTHER_LETTER)
                files = tuple((one.name, one.content) for one in letter.content.attachments)
                given = Delivered(submission, files, letter.sealed_at)
                correction = submission.is_correction
                run(ReceiveCorrectedApplication() if correction else ReceiveApplication(), context, given)
            case Withdrawal():
                run(WithdrawApplication(), context, submission)
            case Overview():
                answer_overview(context, submission)
    except UnknownApplicationError as error:
        # Letters overtake each other: one that was sent later may be opened first. The sender says when it
        # was sealed: one from far in the future is not waited for either.
        if abs(context.now - letter.sealed_at) < PATIENCE:
            raise
        raise LetterRefusedError(str(error)) from None
