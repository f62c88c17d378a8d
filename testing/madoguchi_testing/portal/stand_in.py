"""A small HTTP server with login, list, get and status, and with the faults that real ones have.

Its names of fields are invented; the real interface is described in papers that are not public.
`PortalStandIn.write_format` writes the format file that describes this stand-in.
"""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

import yaml

ACCOUNT, PASSWORD = "counter-01", "fictional-password"
PAGE_SIZE = 2
STATUS_LIST: Mapping[str, Any] = {
    "path": "/{organization}/statuses",
    "query": {"from": "{since}", "to": "{until}", "page": "{page}"},
    "applications": "result.list",
    "number": "acceptNo",
    "more": "result.more",
    "status": "status",
    "withdrawn": ["取下げ"],
}
"""Instead of the status of each number in `FORMAT`: a list of where all of them stand."""

FORMAT: Mapping[str, Any] = {
    "requests": {
        "login": {
            "method": "POST",
            "path": "/login",
            "body": {"user": "{account}", "password": "{password}"},
            "token": "session.token",
            "header": "Authorization",
            "value": "Bearer {token}",
        },
        "list": {
            "path": "/{organization}/applications",
            "query": {"from": "{since}", "to": "{until}", "page": "{page}"},
            "applications": "result.list",
            "number": "acceptNo",
            "procedure": "procedure",
            "received_at": "acceptedAt",
            "more": "result.more",
        },
        "get": {"path": "/{organization}/applications/{number}"},
        "statuses": {
            "path": "/{organization}/applications/{number}/status",
            "status": "status",
            "withdrawn": ["取下げ"],
        },
        "report": {
            "method": "PUT",
            "path": "/{organization}/applications/{number}/status",
            "body": {"status": "{status}", "note": "{message}"},
        },
    },
    "applications": [
        {
            "procedure_code": "T-CHILD-01",
            "event": "childbirth",
            "procedures": ["child_allowance_claim"],
            "payload": "application.json",
            "serial": "signature.serial",
            "issuer": "signature.issuer",
            "corrects": "corrects",
            "people": {
                "applicant": {
                    "answers": [
                        {"from": "applicant.name", "item": "person.name"},
                        {"from": "applicant.kana", "item": "person.name_kana"},
                        {"from": "applicant.birth", "item": "person.birth_date"},
                        {
                            "from": "applicant.sex",
                            "item": "person.sex",
                            "words": {"1": "male", "2": "female"},
                        },
                    ]
                },
                "child": {
                    "list": "children",
                    "answers": [
                        {"from": "name", "item": "person.name"},
                        {"from": "birth", "item": "person.birth_date"},
                    ],
                },
            },
        },
        {
            "procedure_code": "T-WITHDRAWAL",
            "withdraws": "target",
            "serial": "signature.serial",
            "issuer": "signature.issuer",
            "people": {
                "applicant": {
                    "answers": [
                        {"from": "applicant.name", "item": "person.name"},
                        {"from": "applicant.birth", "item": "person.birth_date"},
                    ]
                }
            },
        },
    ],
    "statuses": {
        "arrived": "処理中",
        "accepted": "処理中",
        "examining": "処理中",
        "correction": "要再申請",
        "done": "完了",
        "rejected": "却下",
        "withdrawn": "取下げ",
    },
}


@dataclass
class Submitted:
    """An application that waits at the portal; `content` is JSON or a ZIP archive."""

    number: str
    organization: str
    accepted_at: datetime
    content: bytes = field(repr=False)
    procedure: str = "T-CHILD-01"
    status: str = "受付"
    reports: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list, repr=False)


class PortalStandIn:
    """As a context manager it serves on a free port of 127.0.0.1.

    `forget_tokens` ends all sessions; `silent` lets it hang up; `answers` replaces what it says at a path;
    `withheld` are numbers that it lists and does not give. `logins` and `fetches` count.
    """

    def __init__(self) -> None:
        self.applications: dict[str, Submitted] = {}
        self.tokens: set[str] = set()
        self.withheld: set[str] = set()
        self.answers: dict[str, tuple[int, bytes]] = {}
        self.silent = False
        self.logins = 0
        self.fetches: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def address(self) -> str:
        """Where it serves."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def submit(self, application: Submitted) -> None:
        """A resident has applied."""
        self.applications[application.number] = application

    def take_back(self, number: str) -> None:
        """The resident takes an application back there."""
        self.applications[number].status = "取下げ"

    def accepted_at(self, number: str) -> str:
        """When it says that it got an application, as its list has it."""
        return self.applications[number].accepted_at.isoformat()

    def forget_tokens(self) -> None:
        """All sessions end."""
        self.tokens.clear()

    def write_format(self, folder: Path, organizations: Mapping[str, str], **changes: Any) -> Path:
        """The format file of this stand-in, with its password file; `changes` replace its parts."""
        (folder / "password").write_text(PASSWORD + "\n", encoding="utf-8")
        connection = {
            "address": self.address,
            "account": ACCOUNT,
            "password_file": "password",
            "timeout_seconds": 5,
            "organizations": dict(organizations),
        }
        file = folder / "portal.yaml"
        whole = {"connection": connection, **FORMAT, **changes}
        file.write_text(yaml.safe_dump(whole, allow_unicode=True, sort_keys=False), encoding="utf-8")
        return file

    def answer(
        self, method: str, target: str, token: str | None, body: Mapping[str, Any]
    ) -> tuple[int, bytes]:
        """What it says: status and body."""
        parts = urlsplit(target)
        if parts.path in self.answers:
            return self.answers[parts.path]
        if parts.path == "/login":
            return self._login(body)
        if token not in self.tokens:
            return 401, b"{}"
        match parts.path.strip("/").split("/"):
            case [organization, "applications" | "statuses"]:
                return self._list(organization, parse_qs(parts.query))
            case [organization, "applications", number]:
                return self._get(organization, number)
            case [organization, "applications", number, "status"]:
                return self._status(method, organization, number, body)
        return 404, b"{}"

    def _login(self, body: Mapping[str, Any]) -> tuple[int, bytes]:
        self.logins += 1
        if (body.get("user"), body.get("password")) != (ACCOUNT, PASSWORD):
            return 403, b"{}"
        token = secrets.token_hex(8)
        self.tokens.add(token)
        return 200, _json({"session": {"token": token}})

    def _list(self, organization: str, query: Mapping[str, list[str]]) -> tuple[int, bytes]:
        since, until = (datetime.fromisoformat(query[name][0]) for name in ("from", "to"))
        page = int(query["page"][0])
        found = [
            one
            for one in self.applications.values()
            if one.organization == organization and since <= one.accepted_at <= until
        ]
        rows = found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
        listed = [
            {
                "acceptNo": one.number,
                "procedure": one.procedure,
                "acceptedAt": self.accepted_at(one.number),
                "status": one.status,
            }
            for one in rows
        ]
        return 200, _json({"result": {"list": listed, "more": page * PAGE_SIZE < len(found)}})

    def _get(self, organization: str, number: str) -> tuple[int, bytes]:
        found = self.applications.get(number)
        if found is None or found.organization != organization or number in self.withheld:
            return 404, b"{}"
        self.fetches.append(number)
        return 200, found.content

    def _status(
        self, method: str, organization: str, number: str, body: Mapping[str, Any]
    ) -> tuple[int, bytes]:
        found = self.applications.get(number)
        if found is None or found.organization != organization:
            return 404, b"{}"
        if method == "PUT":
            found.status = str(body.get("status"))
            found.reports.append(found.status)
            found.notes.append(str(body.get("note")))
        return 200, _json({"status": found.status})


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8")


def _handler(portal: PortalStandIn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Reads a request, asks the stand-in, answers."""

        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            """GET."""
            self._answer()

        def do_POST(self) -> None:
            """POST."""
            self._answer()

        def do_PUT(self) -> None:
            """PUT."""
            self._answer()

        def log_message(self, *_: object) -> None:
            """Quiet."""

        def _answer(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(size)) if size else {}
            if portal.silent:
                self.close_connection = True
                return
            token = (self.headers.get("Authorization") or "").removeprefix("Bearer ") or None
            status, said = portal.answer(self.command, self.path, token, body)
            self.send_response(status)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

    return Handler
