"""The content of an envelope: CBOR, compressed with a dictionary, read with limits.

Anyone can seal with a public key, so whatever comes out of an envelope is treated as written by an attacker:
its size, its depth and its types are limited before anything looks at it.
"""

from __future__ import annotations

import io
import threading
from functools import lru_cache
from typing import Any

import cbor2
import zstandard

MAX_CONTENT_SIZE = 256 * 1024
"""Bytes after decompression; the answers of a household of 40 take about 30 KiB."""

TYPICAL_SIZE = 4096
MAX_DEPTH = 12
MAX_VALUES = 20_000
_WINDOW_SIZE = 1 << 20
_LEVEL = 12
"""The last level before the slow searches: 19 takes ten times as long and saves nothing on five people."""
_ALLOWED = (str, bool, int, float, type(None), bytes)

# Every tag that the decoder would turn into an object of its own (dates, fractions, regular expressions,
# shared references …): answers use none, and some are expensive to build.
_TAGS = (0, 1, 2, 3, 4, 5, 25, 28, 29, 30, 35, 36, 37, 52, 54, 100, 256, 258, 260, 261, 1004, 43000, 55799)


class ContentError(ValueError):
    """The content is not what `compress` makes."""


class ContentTooLarge(ContentError):  # noqa: N818 - named as it is said
    """The content is larger or deeper than an envelope may be."""


class _Compressors(threading.local):
    """zstd contexts are not for two threads at once, and preparing a dictionary costs more than using it."""

    def __init__(self) -> None:
        self.compressor = lru_cache(maxsize=8)(_compressor)
        self.decompressor = lru_cache(maxsize=32)(_decompressor)


def _dictionary(dictionary: bytes) -> zstandard.ZstdCompressionDict:
    return zstandard.ZstdCompressionDict(dictionary, dict_type=zstandard.DICT_TYPE_RAWCONTENT)


def _compressor(dictionary: bytes) -> zstandard.ZstdCompressor:
    parameters = zstandard.ZstdCompressionParameters.from_level(
        _LEVEL,
        source_size=TYPICAL_SIZE,
        dict_size=len(dictionary),
        format=zstandard.FORMAT_ZSTD1_MAGICLESS,
        write_content_size=False,
        write_checksum=False,
        write_dict_id=False,
    )
    if not dictionary:
        return zstandard.ZstdCompressor(compression_params=parameters)
    prepared = _dictionary(dictionary)
    prepared.precompute_compress(compression_params=parameters)
    return zstandard.ZstdCompressor(dict_data=prepared, compression_params=parameters)


def _decompressor(dictionary: bytes) -> zstandard.ZstdDecompressor:
    return zstandard.ZstdDecompressor(
        dict_data=_dictionary(dictionary) if dictionary else None,
        max_window_size=_WINDOW_SIZE,
        format=zstandard.FORMAT_ZSTD1_MAGICLESS,
    )


_compressors = _Compressors()


def compress(payload: dict[str, Any], dictionary: bytes) -> bytes:
    """The payload (string keys; text, numbers, truth values, None, bytes, lists, dicts) as few bytes.

    Raises ContentError for other types and for payloads that `decompress` would refuse.
    """
    _check_values(payload)
    try:
        content = cbor2.dumps(payload)
    except UnicodeEncodeError:
        raise ContentError("a text holds half a character") from None
    if len(content) > MAX_CONTENT_SIZE:
        raise ContentTooLarge("the payload is too large")
    return _compressors.compressor(dictionary).compress(content)


def decompress(compressed: bytes, dictionary: bytes) -> dict[str, Any]:
    """The payload. Raises ContentError for anything that `compress` does not make."""
    try:
        with _compressors.decompressor(dictionary).stream_reader(io.BytesIO(compressed)) as reader:
            content = reader.read(MAX_CONTENT_SIZE + 1)
    except zstandard.ZstdError:
        raise ContentError("the content can not be decompressed") from None
    if len(content) > MAX_CONTENT_SIZE:
        raise ContentTooLarge("the content is too large")
    try:
        payload = cbor2.loads(
            content,
            semantic_decoders=dict.fromkeys(_TAGS, _refuse_tag),
            tag_hook=_refuse_tag,
            max_depth=MAX_DEPTH,
            allow_indefinite=False,
            allow_duplicate_keys=False,
            strict_hashable_types=True,
        )
    except (cbor2.CBORDecodeError, ValueError, TypeError, RecursionError, OverflowError, MemoryError):
        raise ContentError("the content can not be read") from None
    if not isinstance(payload, dict):
        raise ContentError("the content is not a mapping")
    _check_values(payload)
    return payload


def _refuse_tag(*_: object) -> None:
    raise ContentError("the content holds a tag")


def _check_values(payload: object) -> None:
    """Only plain values, no deeper and no more than an envelope may hold; without recursion."""
    pending: list[tuple[object, int]] = [(payload, 1)]
    count = 0
    while pending:
        value, depth = pending.pop()
        count += 1
        if count > MAX_VALUES or depth > MAX_DEPTH:
            raise ContentTooLarge("the content is too deep or has too many values")
        if isinstance(value, dict):
            if not all(isinstance(key, str) for key in value):
                raise ContentError("a key is not text")
            pending.extend((inner, depth + 1) for inner in value.values())
        elif isinstance(value, list | tuple):
            pending.extend((inner, depth + 1) for inner in value)
        elif not isinstance(value, _ALLOWED) or (isinstance(value, int) and not -(2**63) <= value < 2**63):
            raise ContentError("the content holds a value of another type")
