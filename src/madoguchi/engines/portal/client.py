"""Speaks to the portal over HTTP, as the configured format says. Sees one municipality at a time."""

from __future__ import annotations

import http.client
import json
import re
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, urlencode, urlsplit

from madoguchi.core.clock import TOKYO
from madoguchi.engines.portal.domain.arrivals import (
    PayloadError,
    PortalAnswerError,
    PortalBusyError,
    PortalError,
    PortalRefusedError,
)
from madoguchi.engines.portal.domain.format import Connection, PortalFormat, Request
from madoguchi.engines.portal.domain.payloads import LARGEST, NUMBER, text_at, value_at

MOST_PAGES = 1_000
LONGEST_LISTED = 500
"""Characters of a text in the list, as wide as the column that keeps it."""

_LARGEST_ANSWER = 4 * 1024**2
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Listed:
    """An application in the portal's list."""

    number: str
    procedure_code: str
    received_at: datetime


class PortalClient:
    """Errands at the portal for one municipality. As a context manager it closes the connection.

    Signs in when it must and once more when the portal no longer knows the token. Everything raises
    PortalError (nobody there), PortalBusyError (not now), PortalRefusedError (understood and refused),
    PortalAnswerError (an answer of another shape), with a message for the administrator that holds no
    password and nothing of a resident.
    """

    def __init__(self, portal: PortalFormat, folder: Path, municipality_code: str) -> None:
        """`folder` is where the files that the format names stand."""
        self._format = portal
        self._folder = folder
        self._organization = portal.connection.organizations[municipality_code]
        parts = urlsplit(portal.connection.address)
        self._root = parts.path
        self._token: str | None = None
        timeout = portal.connection.timeout_seconds
        host, port = parts.hostname or "", parts.port
        self._connection = (
            http.client.HTTPSConnection(
                host, port, timeout=timeout, context=_context(portal.connection, folder)
            )
            if parts.scheme == "https"
            else http.client.HTTPConnection(host, port, timeout=timeout)
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    @property
    def is_signed_in(self) -> bool:
        """Whether the portal has let us in: without that no other errand has a chance."""
        return self._token is not None

    def login(self) -> None:
        """Get a token."""
        self._token = None
        login = self._format.requests.login
        status, body = self._send(
            login,
            {
                "account": self._format.connection.account,
                "password": _password(self._folder / self._format.connection.password_file),
                "organization": self._organization,
            },
            {},
        )
        if status != 200:
            raise PortalRefusedError
        self._token = self._text(_parsed(body), login.token)
        if not self._token or not self._token.isascii() or not self._token.isprintable():
            raise PortalAnswerError

    def listed(self, since: datetime, until: datetime) -> Iterator[Listed]:
        """The applications that the portal received between two moments (aware), in its order."""
        request = self._format.requests.list
        for row in self._rows("list", request, request.applications, request.more, since, until):
            yield self._listed(row)

    def fetch(self, number: str) -> bytes:
        """The application with this 受付番号, as the portal has it."""
        status, body = self._ask(self._format.requests.get, {"number": number}, largest=LARGEST)
        if status != 200:
            raise PortalRefusedError
        return body

    def status(self, number: str) -> str:
        """The portal's word for where the application stands."""
        request = self._format.requests.statuses
        return self._line(self._json(request, {"number": number}), request.status)

    @property
    def words_of_withdrawal(self) -> frozenset[str]:
        """What the portal says of applications that were taken back there."""
        return frozenset(self._format.requests.statuses.withdrawn)

    @property
    def lists_statuses(self) -> bool:
        """Whether it tells how many applications stand at once."""
        return self._format.requests.statuses.applications is not None

    def statuses(self, since: datetime, until: datetime) -> Iterator[tuple[str, str]]:
        """Number and word of each application that the portal received between two moments (aware); only
        where it `lists_statuses`.
        """
        request = self._format.requests.statuses
        if request.applications is None or request.number is None:
            return
        for row in self._rows("statuses", request, request.applications, request.more, since, until):
            yield self._line(row, request.number), self._line(row, request.status)

    def report(self, number: str, status: str, message: str) -> None:
        """Tell the portal where the application stands; saying it twice changes nothing."""
        answered, _ = self._ask(
            self._format.requests.report, {"number": number, "status": status, "message": message}
        )
        if answered not in (200, 201, 204):
            raise PortalRefusedError

    def _rows(
        self, name: str, request: Request, place: str, more: str | None, since: datetime, until: datetime
    ) -> Iterator[Any]:
        """The entries of a list, page by page; `place` and `more` are where they and its going on stand."""
        for page in range(1, MOST_PAGES + 1):
            answer = self._json(
                request, {"since": _moment(since), "until": _moment(until), "page": str(page)}
            )
            rows = value_at(answer, place)
            if not isinstance(rows, list):
                raise PortalAnswerError
            yield from rows
            if more is None or not rows or value_at(answer, more) is not True:
                return
        raise PortalAnswerError(
            f"マイナポータルの一覧が終わりません。requests の {name} の page と more を確かめてください。"
        )

    def _listed(self, row: Any) -> Listed:
        request = self._format.requests.list
        number = self._line(row, request.number)
        try:
            received = datetime.fromisoformat(self._line(row, request.received_at))
            received = received if received.tzinfo else received.replace(tzinfo=TOKYO)
            # Moments that are no moment in another time zone can neither be stored nor compared.
            received = received.astimezone(UTC).astimezone(TOKYO)
        except (ValueError, OverflowError):
            raise PortalAnswerError from None
        if not NUMBER.fullmatch(number):
            raise PortalAnswerError
        return Listed(number, self._line(row, request.procedure), received)

    def _line(self, data: Any, path: str) -> str:
        """A text as short as our columns, without characters that do not show."""
        text = self._text(data, path)
        if len(text) > LONGEST_LISTED or not text.isprintable():
            raise PortalAnswerError
        return text

    def _json(self, request: Request, values: Mapping[str, str]) -> Any:
        status, body = self._ask(request, values)
        if status != 200:
            raise PortalRefusedError
        return _parsed(body)

    def _ask(
        self, request: Request, values: Mapping[str, str], *, largest: int = _LARGEST_ANSWER
    ) -> tuple[int, bytes]:
        had_token = self._token is not None
        if not had_token:
            self.login()
        status, body = self._send(request, values, self._authorization(), largest=largest)
        if status == 401 and had_token:
            # Tokens end; one new one is asked for, and no more.
            self.login()
            status, body = self._send(request, values, self._authorization(), largest=largest)
        return status, body

    def _authorization(self) -> dict[str, str]:
        login = self._format.requests.login
        return {login.header: login.value.replace("{token}", self._token or "")}

    def _send(
        self,
        request: Request,
        values: Mapping[str, str],
        headers: Mapping[str, str],
        *,
        largest: int = _LARGEST_ANSWER,
    ) -> tuple[int, bytes]:
        known = {"organization": self._organization, **values}
        path = self._root + _filled(
            request.path, {name: quote(value, safe="") for name, value in known.items()}
        )
        if request.query:
            path += "?" + urlencode({name: _filled(text, known) for name, text in request.query.items()})
        body = None
        sent = {"Accept": "application/json, application/zip", **headers}
        if request.body:
            body = json.dumps({name: _filled(text, known) for name, text in request.body.items()}).encode()
            sent["Content-Type"] = "application/json"
        try:
            self._connection.request(request.method, path, body=body, headers=sent)
            answer = self._connection.getresponse()
            read = answer.read(largest + 1)
        except (OSError, http.client.HTTPException):
            self._connection.close()
            raise PortalError from None
        if answer.status == 429 or answer.status >= 500:
            self._connection.close()
            raise PortalBusyError
        if len(read) > largest:
            self._connection.close()
            raise PortalAnswerError("マイナポータルの答えが大きすぎます。")
        return answer.status, read

    @staticmethod
    def _text(data: Any, path: str) -> str:
        try:
            return text_at(data, path)
        except PayloadError:
            raise PortalAnswerError from None


def _filled(text: str, values: Mapping[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], ""), text)


def _moment(moment: datetime) -> str:
    return moment.astimezone(TOKYO).isoformat(timespec="seconds")


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise PortalAnswerError from None


def _password(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").splitlines()[0].strip()
    except (OSError, IndexError, UnicodeDecodeError):
        raise PortalError(
            "パスワードのファイルを読めません。connection の password_file を確かめてください。"
        ) from None


def _context(connection: Connection, folder: Path) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(
            cafile=str(folder / connection.trusted) if connection.trusted else None
        )
        if connection.certificate and connection.key:
            context.load_cert_chain(folder / connection.certificate, folder / connection.key)
    except (OSError, ssl.SSLError):
        raise PortalError(
            "証明書を読めません。設定の connection の trusted・certificate・key を確かめてください。"
        ) from None
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
