"""Drafts that only the resident's own browser can read: XChaCha20-Poly1305 under a key from its cookie."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from nacl.exceptions import CryptoError
from nacl.secret import Aead
from nacl.utils import random

from madoguchi.lib.sealing.letter_errors import LetterAltered, LetterTorn
from madoguchi.lib.sealing.pieces import Attachment, Content, Readable, read_pieces, write_pieces

DRAFT_KEY_SIZE = 32


class DraftUnreadable(ValueError):  # noqa: N818 - named as it is said
    """保存された下書きを開けませんでした。この端末で作った下書きではないか、期限が過ぎています。"""

    def __init__(self, message: str | None = None) -> None:
        self.message = message or (type(self).__doc__ or "")
        super().__init__(self.message)


def generate_draft_key() -> bytes:
    """A new key of 32 bytes for the browser's cookie."""
    return random(DRAFT_KEY_SIZE)


def encrypt_draft(key: bytes, draft: bytes, *, bound_to: bytes = b"") -> bytes:
    """The draft as ciphertext, 40 bytes longer. `bound_to` (the row's identifier) is needed to decrypt."""
    return bytes(Aead(key).encrypt(draft, aad=bound_to))


def decrypt_draft(key: bytes, ciphertext: bytes, *, bound_to: bytes = b"") -> bytes:
    """The draft. Raises DraftUnreadable for a wrong key, another row or changed bytes."""
    try:
        return bytes(Aead(key).decrypt(ciphertext, aad=bound_to))
    except (CryptoError, ValueError, TypeError):
        raise DraftUnreadable() from None


def encrypt_draft_file(key: bytes, content: bytes, *, bound_to: bytes) -> Iterator[bytes]:
    """A file of a draft as an encrypted stream, piece by piece, under a key of its own.

    `bound_to` is the file's identifier. Raises LetterTooLarge before the first piece.
    """
    return write_pieces(_file_key(key, bound_to), Content({}, (Attachment("", content),)), bound_to=bound_to)


def decrypt_draft_file(key: bytes, source: Readable, *, bound_to: bytes) -> bytes:
    """The file. Raises DraftUnreadable for a wrong key, another file, changed bytes or a missing end."""
    try:
        (attachment,) = read_pieces(_file_key(key, bound_to), source, bound_to=bound_to).attachments
    except (LetterTorn, LetterAltered, ValueError):
        raise DraftUnreadable() from None
    return attachment.content


def _file_key(key: bytes, bound_to: bytes) -> bytes:
    return hashlib.blake2b(bound_to, digest_size=DRAFT_KEY_SIZE, key=key, person=b"mdg-draft-file").digest()
