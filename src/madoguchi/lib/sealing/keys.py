"""Key pairs of municipalities (X25519) and the files in which they lie.

`<code>.public` may lie anywhere; `<code>.private` only in the office zone, readable by its owner alone.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from nacl.public import PrivateKey, PublicKey

KEY_SIZE = 32
_MUNICIPALITY_CODE = re.compile(r"[0-9]{6}")


class KeyUnusable(Exception):  # noqa: N818 - named as it is said
    """鍵ファイルが使えません。「madoguchi keys」で鍵を作り、置き場所を確かめてください。"""

    def __init__(self, message: str | None = None) -> None:
        self.message = message or (type(self).__doc__ or "")
        super().__init__(self.message)


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A private and a public key of 32 bytes each; the private one is never shown."""

    private: bytes = field(repr=False)
    public: bytes


def generate_keypair() -> KeyPair:
    """A new pair from the operating system's random source."""
    private = PrivateKey.generate()
    return KeyPair(private=bytes(private), public=bytes(private.public_key))


def public_key_of(private: bytes) -> bytes:
    """The public key that belongs to a private key."""
    return bytes(PrivateKey(private).public_key)


def fingerprint(public: bytes, groups: int = 4) -> str:
    """The beginning of the SHA-256 in fours of hexadecimal digits, to be compared by eye or read out."""
    digits = hashlib.sha256(public).hexdigest()
    return "-".join(digits[start : start + 4] for start in range(0, 4 * groups, 4))


def private_key(raw: bytes) -> PrivateKey:
    """A private key from its 32 bytes. Raises KeyUnusable for any other length."""
    if len(raw) != KEY_SIZE:
        raise KeyUnusable()
    return PrivateKey(raw)


def public_key(raw: bytes) -> PublicKey:
    """A public key from its 32 bytes. Raises KeyUnusable for any other length."""
    if len(raw) != KEY_SIZE:
        raise KeyUnusable()
    return PublicKey(raw)


def write_keypair(directory: Path, municipality_code: str, pair: KeyPair) -> None:
    """Writes both files. Refuses (FileExistsError) to replace a private key: what it opens would be lost."""
    directory.mkdir(parents=True, exist_ok=True)
    private_path = _path(directory, municipality_code, "private")
    descriptor = os.open(private_path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(_as_text(pair.private))
    _path(directory, municipality_code, "public").write_text(_as_text(pair.public), encoding="ascii")


def read_public_key(directory: Path, municipality_code: str) -> bytes:
    """The public key of a municipality, 32 bytes. Raises KeyUnusable where there is none."""
    return _read(_path(directory, municipality_code, "public"))


def read_private_key(directory: Path, municipality_code: str) -> bytes:
    """The private key of a municipality, 32 bytes. Raises KeyUnusable where there is none."""
    return _read(_path(directory, municipality_code, "private"))


def _path(directory: Path, municipality_code: str, kind: str) -> Path:
    if not _MUNICIPALITY_CODE.fullmatch(municipality_code):
        raise KeyUnusable("市町村コードは6桁の数字です。")
    return directory / f"{municipality_code}.{kind}"


def _as_text(key: bytes) -> str:
    return base64.urlsafe_b64encode(key).decode("ascii") + "\n"


def _read(path: Path) -> bytes:
    try:
        key = base64.urlsafe_b64decode(path.read_text(encoding="ascii").strip())
    except FileNotFoundError:
        raise KeyUnusable(
            f"鍵ファイル {path.name} がありません。鍵の置き場所の設定を確かめてください。"
        ) from None
    except (OSError, UnicodeDecodeError, binascii.Error):
        raise KeyUnusable(f"鍵ファイル {path.name} を読めません。中身と権限を確かめてください。") from None
    if len(key) != KEY_SIZE:
        raise KeyUnusable(f"鍵ファイル {path.name} の長さが違います。正しいファイルに置きかえてください。")
    return key
