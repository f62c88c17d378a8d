"""A mail server that keeps what it is given: enough of SMTP (RFC 5321) for the standard library's client."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser


@dataclass
class MailServer:
    """Where it listens, and what came: each message with the addresses of its envelope."""

    port: int = 0
    received: list[tuple[list[str], EmailMessage]] = field(default_factory=list)


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """A server on a free port of 127.0.0.1. A message is in `received` before its sender is told so."""
    kept = MailServer()

    class Handler(_Conversation):
        server_keeps = kept

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        kept.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield kept
        finally:
            server.shutdown()
            thread.join()


class _Conversation(socketserver.StreamRequestHandler):
    server_keeps: MailServer

    def handle(self) -> None:
        """Answer command after command until the client leaves."""
        recipients: list[str] = []
        self._say("220 ready")
        for line in self.rfile:
            command, _, rest = line.decode("ascii").strip().partition(" ")
            match command.upper():
                case "RCPT":
                    recipients.append(rest.partition("<")[2].partition(">")[0])
                    self._say("250 ok")
                case "DATA":
                    self._say("354 go on")
                    parser = BytesParser(EmailMessage, policy=policy.default)
                    self.server_keeps.received.append((recipients, parser.parsebytes(self._content())))
                    recipients = []
                    self._say("250 kept")
                case "QUIT":
                    self._say("221 bye")
                    return
                case "EHLO" | "HELO" | "MAIL" | "RSET" | "NOOP":
                    self._say("250 ok")
                case _:
                    self._say("502 not here")

    def _content(self) -> bytes:
        lines: list[bytes] = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return b"".join(lines)

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode("ascii"))
