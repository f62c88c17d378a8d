"""A browser over a real connection, without JavaScript: cookies, forms, files, redirects, lost answers."""

from __future__ import annotations

import http.client
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin, urlsplit
from uuid import uuid4

LOST = (OSError, http.client.HTTPException)
"""What the connection raises when the server, or somebody between, went away."""

_MOST_REDIRECTS = 5
_Files = Mapping[str, tuple[str, bytes]]


@dataclass(frozen=True, slots=True)
class Page:
    """What the window shows."""

    path: str
    status: int
    content: bytes

    @property
    def html(self) -> str:
        """The page as text."""
        return self.content.decode("utf-8", "replace")


class Browser:
    """One person's browser at one site (`host:port`), which knows its cookies. Everything raises `LOST`."""

    def __init__(
        self, address: str, cookies: Mapping[str, str] | None = None, *, timeout: float = 30
    ) -> None:
        self.address, self.timeout = address, timeout
        self.cookies = dict(cookies or {})

    def get(self, path: str) -> Page:
        """Open a page, redirects followed."""
        return self._arrive(path, "GET", b"", "")

    def post(self, path: str, values: Mapping[str, str], files: _Files | None = None) -> Page:
        """Press the button of a form; with files as browsers send them."""
        content, kind = encoded(values, files or {})
        return self._arrive(path, "POST", content, kind)

    def post_and_leave(self, path: str, values: Mapping[str, str]) -> None:
        """Press the button and close the window at once."""
        content, kind = encoded(values, {})
        connection = self._asked(path, "POST", content, kind)
        connection.close()

    def _arrive(self, path: str, method: str, content: bytes, kind: str) -> Page:
        for _ in range(_MOST_REDIRECTS):
            connection = self._asked(path, method, content, kind)
            try:
                answer = connection.getresponse()
                page = Page(path, answer.status, answer.read())
            finally:
                connection.close()
            self._keep(answer.headers.get_all("Set-Cookie") or [])
            if answer.status not in (301, 302, 303):
                return page
            path, method, content = urljoin(path, answer.headers["Location"]), "GET", b""
        return page

    def _asked(self, path: str, method: str, content: bytes, kind: str) -> http.client.HTTPConnection:
        connection = http.client.HTTPConnection(self.address, timeout=self.timeout)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if method == "POST":
            headers["Content-Type"] = kind
        parts = urlsplit(path)
        asked = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request(method, asked, content or None, headers)
        return connection

    def _keep(self, told: list[str]) -> None:
        for line in told:
            for name, cookie in SimpleCookie(line).items():
                if cookie["max-age"] == "0" or not cookie.value:
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = cookie.value


def encoded(values: Mapping[str, str], files: _Files) -> tuple[bytes, str]:
    """A form's content and its content type."""
    if not files:
        return urlencode(values).encode("ascii"), "application/x-www-form-urlencoded"
    boundary = uuid4().hex
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in values.items()
    ]
    for name, (file_name, content) in files.items():
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{file_name}"\r\n'
        parts.append(head.encode() + b"Content-Type: application/octet-stream\r\n\r\n" + content + b"\r\n")
    return b"".join(parts) + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"
