"""What may be attached: told by its content, whatever it is called."""

from __future__ import annotations

import contextlib
import struct
import zipfile
import zlib
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.lib.attachments import (
    AttachmentRefusedError,
    BrokenFileError,
    EmptyFileError,
    FileKind,
    FileTooLargeError,
    UnknownKindError,
    check_file,
)

MOST = 1_000_000
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0" + b"picture" * 20 + b"\xff\xd9"
HEIC = struct.pack(">I4s4s4s", 16, b"ftyp", b"heic", b"\0\0\0\0") + struct.pack(">I4s", 12, b"mdat") + b"data"


def png(width: int = 4, height: int = 3) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


def zip_bomb() -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(50_000_000))
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [(PDF, FileKind.PDF), (JPEG, FileKind.JPEG), (png(), FileKind.PNG), (HEIC, FileKind.HEIC)],
    ids=["pdf", "jpeg", "png", "heic"],
)
def test_a_file_is_what_its_content_is_and_gets_the_ending_for_it(content: bytes, kind: FileKind) -> None:
    checked = check_file("保険証.exe", content, MOST)
    assert (checked.kind, checked.name) == (kind, f"保険証{kind.suffix}")


@pytest.mark.parametrize(
    ("content", "refused"),
    [
        (b"", EmptyFileError),
        (b"MZ\x90\0" + bytes(200), UnknownKindError),
        (b"\x7fELF" + bytes(200), UnknownKindError),
        (b"#!/bin/sh\n%PDF-1.7\n%%EOF", UnknownKindError),
        (b"<html><script>alert(1)</script>", UnknownKindError),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", UnknownKindError),
        (zip_bomb(), UnknownKindError),
        (PDF[:30], BrokenFileError),
        (JPEG[:60], BrokenFileError),
        (png()[:40], BrokenFileError),
        (png(100_000, 100_000), BrokenFileError),
        (png(0, 5), BrokenFileError),
        (HEIC[:-1], BrokenFileError),
        (HEIC + b"MZ", BrokenFileError),
        (HEIC + struct.pack(">I4s", 8, b"free") * 10_000, BrokenFileError),
        (PDF + bytes(MOST), FileTooLargeError),
    ],
    ids=[
        "empty", "windows-program", "linux-program", "script-before-pdf", "html",
        "svg", "zip-bomb", "half-a-pdf", "half-a-jpeg", "half-a-png",
        "picture-bomb", "no-width", "half-a-heic", "more-behind-heic", "heic-of-crumbs",
        "too-large",
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_its_own_message(
    content: bytes, refused: type[AttachmentRefusedError]
) -> None:
    with pytest.raises(refused, match="。"):
        check_file("harmless.pdf", content, MOST)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\会津\\転出証明書.PDF", "転出証明書.pdf"),
        ("", "添付.pdf"),
        ("...", "添付.pdf"),
        ("a\0b\nc.pdf", "ab c.pdf"),
        ('写し<script>"x".pdf', "写しscriptx.pdf"),
    ],
    ids=["folders", "windows-folders", "none", "dots", "control", "markup"],
)
def test_a_name_keeps_nothing_that_a_file_name_cannot_hold(name: str, kept: str) -> None:
    assert check_file(name, PDF, MOST).name == kept


@given(st.text(max_size=300))
def test_any_name_becomes_a_short_plain_one(name: str) -> None:
    kept = check_file(name, PDF, MOST).name
    assert kept.endswith(".pdf")
    assert 4 < len(kept) <= 104
    assert not set(kept) & set('/\\<>:"|?*\0\n\r')


@given(st.binary(max_size=200))
def test_any_bytes_are_taken_or_refused(content: bytes) -> None:
    with contextlib.suppress(AttachmentRefusedError):
        assert check_file("x", content, MOST).kind in FileKind
