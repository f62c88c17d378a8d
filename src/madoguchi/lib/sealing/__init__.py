"""Sealing a resident's answers to one municipality, as text that fits a QR symbol and a keyboard scanner.

The public zone seals with the municipality's public key and can not open what it sealed; the office opens
with the private key. Nobody in between reads anything, and no link between the two zones is needed.
"""

from madoguchi.lib.sealing.dictionary import dictionary_from
from madoguchi.lib.sealing.drafts import DraftUnreadable, decrypt_draft, encrypt_draft, generate_draft_key
from madoguchi.lib.sealing.envelope import Opened, Sealed, seal, unseal
from madoguchi.lib.sealing.errors import (
    EnvelopeAltered,
    EnvelopeError,
    EnvelopeExpired,
    EnvelopeForOther,
    EnvelopeIncomplete,
    EnvelopeMixed,
    EnvelopeOutdated,
    EnvelopeTooLarge,
    EnvelopeTorn,
)
from madoguchi.lib.sealing.keys import (
    KeyPair,
    KeyUnusable,
    generate_keypair,
    read_private_key,
    read_public_key,
    write_keypair,
)
from madoguchi.lib.sealing.parts import join_parts, split_parts
from madoguchi.lib.sealing.scanned_text import heal

__all__ = [
    "DraftUnreadable",
    "EnvelopeAltered",
    "EnvelopeError",
    "EnvelopeExpired",
    "EnvelopeForOther",
    "EnvelopeIncomplete",
    "EnvelopeMixed",
    "EnvelopeOutdated",
    "EnvelopeTooLarge",
    "EnvelopeTorn",
    "KeyPair",
    "KeyUnusable",
    "Opened",
    "Sealed",
    "decrypt_draft",
    "dictionary_from",
    "encrypt_draft",
    "generate_draft_key",
    "generate_keypair",
    "heal",
    "join_parts",
    "read_private_key",
    "read_public_key",
    "seal",
    "split_parts",
    "unseal",
    "write_keypair",
]
