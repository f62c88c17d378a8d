"""The office's end of the link: one TLS connection that the office opens and over which it asks."""

from __future__ import annotations

import http.client
import json
import ssl
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings

from madoguchi.engines.courier.domain.arrivals import LinkAnsweredError, LinkError, LinkRefusedError
from madoguchi.lib.letter_bundles import (
    MEDIA_TYPE,
    MOST_BYTES,
    BundledLetter,
    BundleError,
    read_bundle,
    write_bundle,
)
from madoguchi.lib.link_certificates import OFFICE, LinkFiles, link_files

DIGEST_HEADER = "X-Letter-Digest"
TIMEOUT = 30.0
"""Seconds in which the public end has to say something."""

_UNREADABLE = "公開側の答えを読めません。両方の版を確かめてください。"
_READ_SIZE = 256 * 1024
_MAX_ANSWER = 4 * 1024**2


@dataclass(frozen=True, slots=True)
class Waiting:
    """A letter in a list: number, bytes, SHA-256, and from where the list goes on."""

    uuid: UUID
    size: int
    digest: str
    after: int


class Link:
    """Errands at the public end. As a context manager it closes the connection.

    Everything raises LinkError (nobody there, wrong certificate, nonsense as an answer) and LinkRefusedError
    (understood and refused) with a message for the administrator.
    """

    def __init__(self, address: str, files: LinkFiles, *, timeout: float = TIMEOUT) -> None:
        parts = urlsplit(address)
        if parts.scheme != "https" or not parts.hostname or not files.are_there:
            raise LinkError(
                "公開側への接続の設定がそろっていません。MADOGUCHI_LINK_URL（https://…）と"
                "、MADOGUCHI_LINK_DIRECTORY の証明書を確かめてください。"
            )
        try:
            context = ssl.create_default_context(cafile=str(files.trusted))
            context.load_cert_chain(files.certificate, files.key)
        except (OSError, ssl.SSLError):
            raise LinkError(
                "接続口の証明書を読めません。「madoguchi keys link」で作りなおしてください。"
            ) from None
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        self._connection = http.client.HTTPSConnection(
            parts.hostname, parts.port or 443, timeout=timeout, context=context
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def municipalities(self) -> list[str]:
        """Whose boxes our certificate opens."""
        return [str(code) for code in self._json("GET", "/link/")["municipalities"]]

    def waiting(self, municipality_code: str, box: str, after: int = 0) -> list[Waiting]:
        """The next letters of a box, oldest first; empty at the end."""
        listed = self._json("GET", f"/link/{municipality_code}/boxes/{box}/?after={after}")["letters"]
        try:
            return [
                Waiting(UUID(one["uuid"]), int(one["size"]), str(one["digest"]), int(one["after"]))
                for one in listed
            ]
        except (KeyError, TypeError, ValueError):
            raise LinkError(_UNREADABLE) from None

    def fetch(self, municipality_code: str, letter: Waiting, into: Path) -> None:
        """Write the bytes that are missing to a file that may hold the first part already.

        Never more than the list said; whether they are the right ones, the digest tells. Raises LinkError
        when the connection broke off: what came stays for the next time.
        """
        there = into.stat().st_size if into.exists() else 0
        if there >= letter.size:
            return
        headers = {"Range": f"bytes={there}-"} if there else {}
        answer = self._ask("GET", f"/link/{municipality_code}/letters/{letter.uuid}/", headers=headers)
        if answer.status not in (200, 206):
            raise self._refused(answer)
        missing = letter.size - (there if answer.status == 206 else 0)
        with into.open("ab" if answer.status == 206 else "wb") as file:
            try:
                while missing and (part := answer.read(min(_READ_SIZE, missing))):
                    file.write(part)
                    missing -= len(part)
            except (OSError, http.client.HTTPException):
                self._connection.close()
                raise LinkError() from None
        if missing or answer.read(1):
            self._connection.close()
            raise LinkError("データが途中で切れました。次に続きから受け取ります。")

    def fetch_bundle(self, municipality_code: str, letters: Sequence[Waiting]) -> list[BundledLetter]:
        """Several small letters (`bundles_of`) at once, in their order and as the list had them.

        Raises LinkRefusedError where one of them cannot be had this way: each can be asked for by itself.
        """
        body = json.dumps({"letters": [str(one.uuid) for one in letters]}).encode("ascii")
        answer = self._ask("POST", f"/link/{municipality_code}/bundles/", body)
        if answer.status != 200:
            raise self._refused(answer)
        try:
            fetched = read_bundle(answer.read(MOST_BYTES + 1))
        except (OSError, http.client.HTTPException):
            self._connection.close()
            raise LinkError() from None
        except BundleError as error:
            self._connection.close()
            raise LinkRefusedError(str(error)) from None
        if [(one.uuid, one.digest) for one in fetched] != [(one.uuid, one.digest) for one in letters]:
            self._connection.close()
            raise LinkRefusedError("まとめて頼んだものと違うものが届きました。")
        return fetched

    def acknowledge(self, municipality_code: str, digests: Mapping[UUID, str]) -> set[UUID]:
        """Say that we have these letters; returns those of which the public end agrees."""
        letters = [{"uuid": str(uuid), "digest": digest} for uuid, digest in digests.items()]
        body = json.dumps({"letters": letters}).encode("ascii")
        done = self._json("POST", f"/link/{municipality_code}/acknowledgements/", body)["acknowledged"]
        return {UUID(str(uuid)) for uuid in done}

    def put_reply(
        self, municipality_code: str, uuid: UUID, *, size: int, digest: str, parts: Iterator[bytes]
    ) -> None:
        """Bring a sealed answer; bringing it twice is as once."""
        headers = {"Content-Length": str(size), DIGEST_HEADER: digest}
        answer = self._ask("PUT", f"/link/{municipality_code}/letters/{uuid}/", parts, headers)
        if answer.status != 200:
            raise self._refused(answer)
        answer.read()

    def put_replies(self, municipality_code: str, replies: Sequence[BundledLetter]) -> None:
        """Bring several small answers at once, all or none; bringing them twice is as once."""
        headers = {"Content-Type": MEDIA_TYPE}
        answer = self._ask("POST", f"/link/{municipality_code}/replies/", write_bundle(replies), headers)
        if answer.status != 200:
            raise self._refused(answer)
        answer.read(_MAX_ANSWER)

    def ask(self, municipality_code: str, what: str, given: bytes) -> dict[str, Any]:
        """A question that is answered at once, JSON there and back. `what`: `bookings/reserve`.

        Whoever may have to ask twice, because an answer was lost, puts a number of their own into the
        question. Raises LinkAnsweredError where it was understood and the answer is no.
        """
        headers = {"Content-Type": "application/json"}
        answer = self._ask("POST", f"/link/{municipality_code}/{what}/", given, headers)
        if answer.status not in (409, 422):
            return self._read(answer)
        try:
            told = json.loads(answer.read(_MAX_ANSWER))
            message = str(told["error"])
        except (ValueError, KeyError, TypeError, OSError, http.client.HTTPException):
            self._connection.close()
            raise LinkError(_UNREADABLE) from None
        raise LinkAnsweredError(message, told)

    def _ask(
        self,
        method: str,
        path: str,
        body: bytes | Iterator[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> http.client.HTTPResponse:
        try:
            self._connection.request(method, path, body, dict(headers or {}))
            return self._connection.getresponse()
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            # An SSLError says which certificate was wrong and why; neither end is a person.
            raise LinkError(f"{LinkError.__doc__}（{type(error).__name__}）") from None

    def _json(self, method: str, path: str, body: bytes | None = None) -> dict[str, Any]:
        return self._read(self._ask(method, path, body))

    def _read(self, answer: http.client.HTTPResponse) -> dict[str, Any]:
        if answer.status != 200:
            raise self._refused(answer)
        try:
            read = json.loads(answer.read(_MAX_ANSWER))
        except (ValueError, OSError, http.client.HTTPException):
            read = None
        if not isinstance(read, dict):
            self._connection.close()
            raise LinkError(_UNREADABLE)
        return read

    def _refused(self, answer: http.client.HTTPResponse) -> LinkError:
        try:
            told = json.loads(answer.read(_MAX_ANSWER))
            message = str(told["error"])
        except (ValueError, KeyError, TypeError, OSError, http.client.HTTPException):
            message = f"{LinkRefusedError.__doc__}（{answer.status}）"
        self._connection.close()
        return LinkRefusedError(message) if answer.status < 500 else LinkError(message)


def open_link(*, timeout: float = TIMEOUT) -> Link:
    """The link that the settings name; a person waits shorter than a job. Raises LinkError where they are
    incomplete.
    """
    files = link_files(Path(settings.MADOGUCHI_LINK_DIRECTORY), OFFICE)
    return Link(settings.MADOGUCHI_LINK_URL, files, timeout=timeout)
