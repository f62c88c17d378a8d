"""Which マイナンバーカード this installation believes: authorities, revocation and cards for tests, as the
settings have them. Both zones verify in the same way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from django.conf import settings

from madoguchi.core import clock
from madoguchi.lib.jpki import (
    AuthenticationCertificate,
    RevocationCheck,
    SigningCertificate,
    TrustAnchors,
    Verified,
    revocation_check,
    verify_authentication,
    verify_signature,
)

Certificate = TypeVar("Certificate", SigningCertificate, AuthenticationCertificate)


@dataclass(frozen=True, slots=True)
class CardTrust:
    """Whom to believe; `verify_signature` and `verify_authentication` of `lib.jpki` with these settings."""

    anchors: TrustAnchors = field(repr=False)
    revocation: RevocationCheck
    accept_test_cards: bool

    def signed(
        self, content: bytes, signature: bytes, certificate: bytes, at: datetime | None = None
    ) -> Verified[SigningCertificate]:
        """Who signed a content with a 署名用電子証明書 (DER), as of `at` (None: now). Raises JpkiError."""
        return self._verify(verify_signature, content, signature, certificate, at)

    def authenticated(
        self, challenge: bytes, signature: bytes, certificate: bytes
    ) -> Verified[AuthenticationCertificate]:
        """Who signed a challenge with a 利用者証明用電子証明書 (DER), as of now. Raises JpkiError."""
        return self._verify(verify_authentication, challenge, signature, certificate, None)

    def _verify(
        self,
        verify: Callable[..., Verified[Certificate]],
        content: bytes,
        signature: bytes,
        certificate: bytes,
        at: datetime | None,
    ) -> Verified[Certificate]:
        return verify(
            content,
            signature,
            certificate,
            self.anchors,
            at or clock.now(),
            self.revocation,
            accept_test_cards=self.accept_test_cards,
        )


def card_trust() -> CardTrust:
    """The trust of this installation. A file added to the folder of anchors counts from the next call on.

    Raises AnchorsUnusable.
    """
    folder = Path(settings.MADOGUCHI_JPKI_ANCHORS)
    lists = settings.MADOGUCHI_JPKI_REVOCATION_LISTS
    return CardTrust(
        _anchors(folder, _state(folder)),
        _revocation(lists, settings.MADOGUCHI_JPKI_RESPONDER),
        settings.MADOGUCHI_JPKI_TEST_CARDS,
    )


def is_our_site(site: str) -> bool:
    """Whether a sign-in was asked for by the residents' site of this installation (`MADOGUCHI_PUBLIC_URL`).

    `site` is the host's name in a challenge, with or without a port: a signature that another site got from
    somebody is worth nothing here. Without the setting nobody knows the name, and any will do.
    """
    ours = settings.MADOGUCHI_PUBLIC_URL
    return not ours or _host(f"//{site}") == _host(ours)


def _host(address: str) -> str:
    """The host of an address as browsers name it: lower case, other scripts as `xn--…`. Never empty."""
    try:
        name = urlsplit(address).hostname or ""
        return name.encode("idna").decode("ascii").rstrip(".") or address
    except ValueError:
        return address


@lru_cache(maxsize=4)
def _anchors(folder: Path, state: tuple[tuple[str, int, int], ...]) -> TrustAnchors:
    """Read once for as long as the files stay the same."""
    del state
    return TrustAnchors.load(folder)


@lru_cache(maxsize=4)
def _revocation(lists: str, responder: str) -> RevocationCheck:
    """One for all calls: lists are read and verified once, and remembered by it."""
    return revocation_check(Path(lists) if lists else None, responder)


def _state(folder: Path) -> tuple[tuple[str, int, int], ...]:
    try:
        found = [(file.name, file.stat()) for file in folder.iterdir()]
    except OSError:
        return ()
    return tuple(sorted((name, stat.st_mtime_ns, stat.st_size) for name, stat in found))
