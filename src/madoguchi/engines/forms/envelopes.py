"""Seal answers to a municipality in the public zone, open them in the office zone.

Compression uses a dictionary made from the pack. Every dictionary that an office has once used stays beside
its keys, so that a code made before the packs were updated still opens afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

from madoguchi.core.clock import TOKYO, now
from madoguchi.core.packs.model import MunicipalityPack
from madoguchi.engines.forms.domain.sealed_content import (
    SealedContent,
    from_payload,
    sealing_dictionary,
    to_payload,
)
from madoguchi.lib.files import write_whole
from madoguchi.lib.sealing import Sealed, join_parts, read_private_key, read_public_key, seal, unseal
from madoguchi.lib.sealing.dictionary import dictionary_id


@dataclass(frozen=True, slots=True)
class OpenedAnswers:
    """An opened code: its content, its ids, and its times in Tokyo.

    `envelope_id` was chosen by whoever made the code; `content_id` is the same however often this code is
    scanned, and no other code has it.
    """

    content: SealedContent
    envelope_id: UUID
    content_id: UUID
    sealed_at: datetime
    expires_at: datetime


def seal_content(pack: MunicipalityPack, content: SealedContent, *, expires_at: datetime) -> Sealed:
    """Seal to the municipality of the pack; only its public key is read. The journey's id becomes the code's.

    Raises `KeyUnusable` when there is no public key, `EnvelopeTooLarge` when no set of codes can hold it.
    """
    code = pack.municipality.code
    return seal(
        to_payload(content, pack.vocabulary),
        public_key=read_public_key(_keys(), code),
        municipality_code=code,
        expires_at=expires_at,
        dictionary=_dictionary(pack),
        now=now(),
        envelope_id=content.journey_id,
    )


def open_content(pack: MunicipalityPack, scanned: Iterable[str]) -> OpenedAnswers:
    """Open what was scanned (one text, or the parts of one in any order) with the municipality's private key.

    Raises the errors of `lib.sealing` (torn, altered, expired, of another municipality, parts missing …),
    `SealedContentError`, and `KeyUnusable` where there is no private key; each carries its message for the
    clerk.
    """
    code = pack.municipality.code
    remember_dictionary(pack)
    opened = unseal(
        join_parts(scanned),
        private_key=read_private_key(_keys(), code),
        municipality_code=code,
        now=now(),
        dictionary=(_dictionary(pack), *_remembered(code)),
    )
    return OpenedAnswers(
        content=from_payload(
            opened.payload, pack.vocabulary, today=now().date(), journey_id=opened.envelope_id
        ),
        envelope_id=opened.envelope_id,
        content_id=opened.content_id,
        sealed_at=opened.sealed_at.astimezone(TOKYO),
        expires_at=opened.expires_at.astimezone(TOKYO),
    )


def remember_dictionary(pack: MunicipalityPack) -> Path:
    """Keep the pack's dictionary for codes that outlive the pack; does nothing when it is kept already."""
    dictionary = _dictionary(pack)
    kept = _dictionaries(pack.municipality.code) / f"{dictionary_id(dictionary).hex()}.dictionary"
    if not kept.exists():
        write_whole(kept, dictionary)
    return kept


def _remembered(municipality_code: str) -> tuple[bytes, ...]:
    return tuple(path.read_bytes() for path in sorted(_dictionaries(municipality_code).glob("*.dictionary")))


_by_pack: dict[tuple[str, str, date | None], bytes] = {}


def _dictionary(pack: MunicipalityPack) -> bytes:
    """Made once for each pack that was loaded: what holds in a municipality between two changes of a rule."""
    key = (pack.fingerprint, pack.municipality.code, pack.begins)
    if key not in _by_pack:
        _by_pack[key] = sealing_dictionary(pack)
    return _by_pack[key]


def _keys() -> Path:
    return Path(settings.MADOGUCHI_KEYS_DIRECTORY)


def _dictionaries(municipality_code: str) -> Path:
    return _keys() / "dictionaries" / municipality_code
