"""An authority, its cards and a few people, made once: keys take their time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from madoguchi.lib.jpki import Purpose, SigningCertificate, Verified, verify_signature
from madoguchi_testing.jpki import Authority, Changes, Holder, IssuedCard, SimulatedCard
from madoguchi_testing.jpki.authority import new_key

AT = datetime(2026, 3, 19, 9, 0, tzinfo=UTC)
PERIOD = (AT - timedelta(days=365), AT + timedelta(days=365))
CONTENT = "転出届".encode()
PASSWORD, PIN = "DEMO2026", "1234"

HOLDER = Holder(
    name="会津　十三蔵",
    sex="1",
    birth_date="319660403",
    address="東京都世田谷区北沢二丁目８番１８号",
    name_substitutes="000000",
    address_substitutes="0" * 17,
)


@cache
def authority() -> Authority:
    return Authority.new()


@cache
def owner_key() -> rsa.RSAPrivateKey:
    return new_key()


@cache
def other_key() -> rsa.RSAPrivateKey:
    return new_key()


@cache
def card() -> IssuedCard:
    keys = {Purpose.SIGNING: owner_key(), Purpose.AUTHENTICATION: other_key()}
    return authority().issue_card(HOLDER, keys=keys)


def simulated(**how: Any) -> SimulatedCard:
    return SimulatedCard.holding(card(), password=PASSWORD, pin=PIN, **how)


def certificate(
    purpose: Purpose = Purpose.SIGNING,
    *,
    period: tuple[datetime, datetime] = PERIOD,
    holder: Holder | None = HOLDER,
    **changes: Any,
) -> bytes:
    """One certificate of the authority, with whatever is to be wrong with it."""
    return authority().issue(purpose, holder, owner_key(), period, Changes(**changes))


def signed_again(tbs: bytes, purpose: Purpose = Purpose.SIGNING) -> bytes:
    """A certificate with this content (tbsCertificate, DER), however odd, signed by the authority."""
    key = authority().keys[purpose]
    algorithm = bytes.fromhex("300d06092a864886f70d01010b0500")
    signed = b"\x03\x82\x01\x01\x00" + key.sign(tbs, padding.PKCS1v15(), hashes.SHA256())
    body = tbs + algorithm + signed
    return b"\x30\x82" + len(body).to_bytes(2, "big") + body


def signature(content: bytes = CONTENT, key: rsa.RSAPrivateKey | None = None) -> bytes:
    return (key or owner_key()).sign(content, padding.PKCS1v15(), hashes.SHA256())


def verified(der: bytes, **how: Any) -> Verified[SigningCertificate]:
    """The result for a signature over CONTENT, test cards accepted unless told otherwise."""
    arguments: dict[str, Any] = {
        "content": CONTENT,
        "signature": signature(),
        "anchors": authority().anchors,
        "at": AT,
        "accept_test_cards": True,
    } | how
    return verify_signature(certificate=der, **arguments)
