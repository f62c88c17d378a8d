"""Sealing a resident's answers to one municipality, as text that fits a QR symbol and a keyboard scanner.

The public zone seals with the municipality's public key and can not open what it sealed; the office opens
with the private key. Nobody in between reads anything, and no link between the two zones is needed.

What is too large for a code, or is to travel without the resident, goes as a letter (`seal_letter`); the
office answers under the resident's own secret (`seal_reply`).
"""

from madoguchi.lib.sealing.dictionary import dictionary_from
from madoguchi.lib.sealing.drafts import (
    DraftUnreadable,
    decrypt_draft,
    decrypt_draft_file,
    encrypt_draft,
    encrypt_draft_file,
    generate_draft_key,
)
from madoguchi.lib.sealing.envelope import Cover, Opened, Sealed, read_cover, seal, unseal
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
    fingerprint,
    generate_keypair,
    read_private_key,
    read_public_key,
    write_keypair,
)
from madoguchi.lib.sealing.letter_errors import (
    LetterAltered,
    LetterError,
    LetterExpired,
    LetterForOther,
    LetterTooLarge,
    LetterTorn,
    ReplySecretUnusable,
)
from madoguchi.lib.sealing.letter_header import HEADER_SIZE, NO_ADDRESS, LetterHeader
from madoguchi.lib.sealing.letters import (
    MAX_LETTER_SIZE,
    OpenedLetter,
    SealedLetter,
    open_letter,
    seal_letter,
)
from madoguchi.lib.sealing.parts import Part, is_part, join_parts, parse_part, split_parts
from madoguchi.lib.sealing.pieces import Attachment, Content, Readable
from madoguchi.lib.sealing.replies import (
    REPLIES,
    ReplyBox,
    generate_reply_secret,
    open_reply,
    reply_box,
    seal_reply,
)
from madoguchi.lib.sealing.scanned_text import heal
from madoguchi.lib.sealing.signed_codes import (
    SignedCodeAltered,
    SignedCodeError,
    read_code,
    sign_code,
    verify_key_of,
)

__all__ = [
    "HEADER_SIZE",
    "MAX_LETTER_SIZE",
    "NO_ADDRESS",
    "REPLIES",
    "Attachment",
    "Content",
    "Cover",
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
    "LetterAltered",
    "LetterError",
    "LetterExpired",
    "LetterForOther",
    "LetterHeader",
    "LetterTooLarge",
    "LetterTorn",
    "Opened",
    "OpenedLetter",
    "Part",
    "Readable",
    "ReplyBox",
    "ReplySecretUnusable",
    "Sealed",
    "SealedLetter",
    "SignedCodeAltered",
    "SignedCodeError",
    "decrypt_draft",
    "decrypt_draft_file",
    "dictionary_from",
    "encrypt_draft",
    "encrypt_draft_file",
    "fingerprint",
    "generate_draft_key",
    "generate_keypair",
    "generate_reply_secret",
    "heal",
    "is_part",
    "join_parts",
    "open_letter",
    "open_reply",
    "parse_part",
    "read_code",
    "read_cover",
    "read_private_key",
    "read_public_key",
    "reply_box",
    "seal",
    "seal_letter",
    "seal_reply",
    "sign_code",
    "split_parts",
    "unseal",
    "verify_key_of",
    "write_keypair",
]
