"""What may be attached to anything. The content says what a file is; its name says nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath

from madoguchi.lib.japanese.text import TextError, clean_line

MOST_ATTACHMENTS = 30
"""Files of one case, or of one document that is circulated."""

MOST_PIXELS = 120_000_000
"""Of a picture: more than any scanner makes of A3; what claims more is made to fill a memory."""

_LONGEST_NAME = 100
_END_OF_PDF = 2_048
_MOST_BOXES = 1_000
"""Outermost boxes of a HEIC picture: telephones write fewer than ten, millions keep a processor busy."""


class AttachmentRefusedError(ValueError):
    """このファイルは添付できません。"""


class EmptyFileError(AttachmentRefusedError):
    """ファイルの中身がありません。元のファイルを開いて確かめ、もう一度選んでください。"""


class FileTooLargeError(AttachmentRefusedError):
    """ファイルが大きすぎます。1つ{megabytes} MBまでです。分けるか、画質を下げて作り直してください。"""

    def __init__(self, most_bytes: int) -> None:
        self.template = type(self).__doc__ or ""
        self.values: dict[str, object] = {"megabytes": most_bytes // 1_000_000}
        super().__init__(self.template.format_map(self.values))


class UnknownKindError(AttachmentRefusedError):
    """添付できるのは、PDF と写真（JPEG、PNG、HEIC）です。名前だけを変えたファイルは、中身で分かります。"""


class BrokenFileError(AttachmentRefusedError):
    """ファイルが壊れているか、途中で切れています。元のファイルを開いて確かめ、作り直してください。"""


class TooManyAttachmentsError(AttachmentRefusedError):
    """1つの案件に添付できるのは30個までです。1つのPDFにまとめてください。"""


class InfectedBeforeError(AttachmentRefusedError):
    """このファイルからは、前にウイルスが見つかっています。送った人に知らせて、別の方法で受け取ってください。"""


class FileKind(StrEnum):
    """The kinds that are taken: what every office can open, and what telephones make."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"
    HEIC = "image/heic"

    @property
    def suffix(self) -> str:
        """The end of a file name of this kind."""
        return _SUFFIXES[self]

    @property
    def label(self) -> str:
        """As people say it."""
        return self.name

    @property
    def is_shown_by_browsers(self) -> bool:
        """Whether a browser opens it by itself."""
        return self is not FileKind.HEIC


class ScanState(StrEnum):
    """What is known of viruses in a file."""

    NOT_SCANNED = "not_scanned"
    WAITING = "waiting"
    CLEAN = "clean"
    INFECTED = "infected"

    @property
    def label(self) -> str:
        """As people read it."""
        return _SCAN_LABELS[self]


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file that may be attached, under a name that fits its content."""

    name: str
    kind: FileKind


_SUFFIXES: Mapping[FileKind, str] = {
    FileKind.PDF: ".pdf",
    FileKind.JPEG: ".jpg",
    FileKind.PNG: ".png",
    FileKind.HEIC: ".heic",
}
_SCAN_LABELS: Mapping[ScanState, str] = {
    ScanState.NOT_SCANNED: "ウイルス検査なし",
    ScanState.WAITING: "ウイルス検査待ち",
    ScanState.CLEAN: "ウイルス検査済み",
    ScanState.INFECTED: "ウイルスあり（消去しました）",
}
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"})


def check_file(name: str, content: bytes, most_bytes: int) -> CheckedFile:
    """Look at a file before it is kept. Raises an AttachmentRefusedError, whose message says what to do.

    `name` is what the sender calls it: folders and the ending are dropped. Nothing is unpacked or decoded.
    """
    if not content:
        raise EmptyFileError(EmptyFileError.__doc__)
    if len(content) > most_bytes:
        raise FileTooLargeError(most_bytes)
    kind = _kind(content)
    if kind is None:
        raise UnknownKindError(UnknownKindError.__doc__)
    if not _WHOLE[kind](content):
        raise BrokenFileError(BrokenFileError.__doc__)
    return CheckedFile(_stem(name) + kind.suffix, kind)


def _kind(content: bytes) -> FileKind | None:
    if content.startswith(b"%PDF-"):
        return FileKind.PDF
    if content.startswith(b"\xff\xd8\xff"):
        return FileKind.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileKind.PNG
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        return FileKind.HEIC
    return None


def _is_whole_pdf(content: bytes) -> bool:
    return b"%%EOF" in content[-_END_OF_PDF:]


def _is_whole_jpeg(content: bytes) -> bool:
    # Some cameras put a few bytes behind the end of the picture.
    return b"\xff\xd9" in content[-_END_OF_PDF:]


def _is_whole_png(content: bytes) -> bool:
    if content[12:16] != b"IHDR" or b"IEND" not in content[-_END_OF_PDF:]:
        return False
    width, height = int.from_bytes(content[16:20]), int.from_bytes(content[20:24])
    return 0 < width * height <= MOST_PIXELS


def _is_whole_heic(content: bytes) -> bool:
    """The boxes of the file, one behind the other, end where the file ends (ISO/IEC 14496-12)."""
    place = 0
    for _ in range(_MOST_BOXES):
        if place >= len(content):
            break
        length = int.from_bytes(content[place : place + 4])
        if length == 1:
            length = int.from_bytes(content[place + 8 : place + 16])
        elif length == 0:
            return place > 0
        if length < 8:
            return False
        place += length
    return place == len(content)


_WHOLE: Mapping[FileKind, Callable[[bytes], bool]] = {
    FileKind.PDF: _is_whole_pdf,
    FileKind.JPEG: _is_whole_jpeg,
    FileKind.PNG: _is_whole_png,
    FileKind.HEIC: _is_whole_heic,
}


def _stem(name: str) -> str:
    """The sender's name without folders, ending and what no file name can hold, or 「添付」."""
    last = PurePosixPath(name.replace("\\", "/")).name
    try:
        stem = PurePosixPath(clean_line(last)).stem
    except TextError:
        return "添付"
    kept = "".join(letter for letter in stem if letter not in '<>:"|?*/')
    return kept.strip(". ")[:_LONGEST_NAME] or "添付"
