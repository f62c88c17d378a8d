"""What a visitor may say about the visit."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from madoguchi.lib.japanese.text import remove_invisible

MOST_REMARK = 140
FACES = (5, 4, 3, 2, 1)
"""From very good to not good at all; the mean of 5 is the published 満足度 (4.61 where it was published)."""


class Source(StrEnum):
    """Where a visitor answered."""

    PHONE = "phone"
    DEVICE = "device"

    @property
    def label(self) -> str:
        """As staff read it."""
        return {"phone": "スマートフォン", "device": "備え付けの端末"}[self.value]


class RatingRefusedError(ValueError):
    """An answer that cannot be kept; the text says what to do, in plain Japanese."""


class NoFaceError(RatingRefusedError):
    """No face was chosen."""


class RemarkTooLongError(RatingRefusedError):
    """The remark is longer than MOST_REMARK."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A face from 1 to 5, and a remark in one line (may be empty)."""

    face: int
    remark: str = ""


def answer_from(face: str, remark: str = "") -> Answer:
    """What was sent, as an answer. Raises RatingRefusedError."""
    if face not in {str(one) for one in FACES}:
        raise NoFaceError("顔を1つ選んでください。")
    line = remove_invisible(" ".join(unicodedata.normalize("NFC", remark).split()))
    if len(line) > MOST_REMARK:
        raise RemarkTooLongError(
            f"ひとことは{MOST_REMARK}文字までです（いま{len(line)}文字）。短くしてください。"
        )
    return Answer(int(face), line)
