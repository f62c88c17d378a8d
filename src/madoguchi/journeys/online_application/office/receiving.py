"""The letters of the box `applications`, each taken once, inside the transaction that marks it delivered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import groupby
from typing import Self

from django.db import transaction

from madoguchi.core.actions import Context, run, run_all
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


@dataclass(frozen=True, slots=True)
class _Read:
    """A letter, and what it says: something for an application, or why it is refused."""

    letter: OpenedLetter = field(repr=False)
    submission: SignedApplication | Withdrawal | Overview | LetterRefusedError = field(repr=False)

    @classmethod
    def of(cls, letter: OpenedLetter) -> Self:
        """The letter, read."""
        try:
            submission = read_submission(letter.content.payload)
        except SubmissionError as error:
            return cls(letter, LetterRefusedError(str(error)))
        if isinstance(submission, SignedApplication) and letter.header.letter_id != submission.letter:
            return cls(letter, LetterRefusedError(OTHER_LETTER))
        return cls(letter, submission)

    @property
    def is_new(self) -> bool:
        """Whether it is an application, and no correction of one."""
        return isinstance(self.submission, SignedApplication) and not self.submission.is_correction

    def delivered(self, submission: SignedApplication) -> Delivered:
        """An application with the files beside it."""
        files = tuple((one.name, one.content) for one in self.letter.content.attachments)
        return Delivered(submission, files, self.letter.sealed_at)


def take_all(context: Context, letters: Sequence[OpenedLetter]) -> list[LetterRefusedError | None]:
    """The letters in their order; applications that stand together are taken in together."""
    outcomes: list[LetterRefusedError | None] = []
    for are_new, some in groupby(map(_Read.of, letters), key=lambda one: one.is_new):
        if are_new:
            outcomes += _take_new(context, list(some))
        else:
            outcomes += [_refusal(context, one) for one in some]
    return outcomes


@receiver("applications", together=take_all)
def take(context: Context, letter: OpenedLetter) -> None:
    """An application, a correction, a withdrawal, or a question by card.

    Raises LetterRefusedError for what no applicant of ours sends; everything else is kept with its reason.
    """
    _take(context, _Read.of(letter))


def _take_new(context: Context, some: Sequence[_Read]) -> list[None]:
    delivered = [
        one.delivered(one.submission) for one in some if isinstance(one.submission, SignedApplication)
    ]
    run_all(ReceiveApplication(), context, delivered)
    return [None] * len(delivered)


def _refusal(context: Context, read: _Read) -> LetterRefusedError | None:
    try:
        # A refusal takes back what was begun.
        with transaction.atomic():
            _take(context, read)
    except LetterRefusedError as refused:
        return refused
    return None


def _take(context: Context, read: _Read) -> None:
    letter = read.letter
    try:
        match read.submission:
            case LetterRefusedError() as refused:
                raise refused
            case SignedApplication() as submission:
                correction = submission.is_correction
                action = ReceiveCorrectedApplication() if correction else ReceiveApplication()
                run(action, context, read.delivered(submission))
            case Withdrawal() as submission:
                run(WithdrawApplication(), context, submission)
            case Overview() as submission:
                answer_overview(context, submission)
    except UnknownApplicationError as error:
        # Letters overtake each other: one that was sent later may be opened first. The sender says when it
        # was sealed: one from far in the future is not waited for either.
        if abs(context.now - letter.sealed_at) < PATIENCE:
            raise
        raise LetterRefusedError(str(error)) from None
