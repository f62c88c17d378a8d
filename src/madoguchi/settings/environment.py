"""What the environment says: every `MADOGUCHI_…` variable is read here and nowhere else.

Each is documented in docs/reference/settings.md; a test compares this module with that page.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

CHECKOUT = Path(__file__).resolve().parents[3]


class SettingsError(Exception):
    """設定に誤りがあります。"""


def text(name: str, default: str = "") -> str:
    """The variable's text, or the default when it is missing or empty."""
    return os.environ.get(name, "").strip() or default


def path(name: str, default: Path) -> Path:
    """The variable as an absolute path."""
    return Path(text(name, str(default))).expanduser().resolve()


def number(name: str, default: int) -> int:
    """The variable as a whole number; raises SettingsError that names the variable."""
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise SettingsError(f"環境変数 {name} は整数で書いてください（いまの値: {value!r}）。") from None


def flag(name: str, default: bool) -> bool:
    """The variable as yes or no: 1/true/yes/on or 0/false/no/off."""
    value = text(name, "yes" if default else "no").lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise SettingsError(f"環境変数 {name} は yes か no で書いてください（いまの値: {value!r}）。")


def words(name: str, default: list[str]) -> list[str]:
    """The variable as a list of words with commas between them."""
    value = text(name)
    return [word.strip() for word in value.split(",") if word.strip()] if value else default


def secret_key(var: Path) -> str:
    """`MADOGUCHI_SECRET_KEY`, or a key made once and kept in `var/secret_key`, readable by the owner only."""
    given = text("MADOGUCHI_SECRET_KEY")
    if given:
        return given
    kept = var / "secret_key"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        # O_EXCL: when two processes start together one of them writes and the other reads.
        try:
            descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            pass
        else:
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(50))
    return kept.read_text(encoding="ascii")


def database_from_url(name: str, url: str) -> dict[str, object]:
    """Django's connection settings from `postgresql://user:password@host:port/database?sslmode=…`."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise SettingsError(
            f"環境変数 {name} は postgresql://利用者:合言葉@ホスト:5432/データベース名 の形で書いてください。"
        )
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or unquote(parts.hostname or "")
    return {
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }


@dataclass(frozen=True)
class MailServer:
    """Where e-mail goes. Without a host it goes to the console."""

    host: str = ""
    port: int = 25
    user: str = ""
    password: str = field(default="", repr=False)
    tls_from_the_start: bool = False

    @property
    def backend(self) -> str:
        """Django's name for the way there."""
        return f"django.core.mail.backends.{'smtp' if self.host else 'console'}.EmailBackend"


def mail_server(name: str) -> MailServer:
    """The server of `smtp://user:password@host:587` (STARTTLS where a user signs in) or `smtps://…:465`."""
    parts = urlsplit(text(name))
    if not parts.geturl():
        return MailServer()
    encrypted = parts.scheme == "smtps"
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise SettingsError(f"環境変数 {name} は smtp://利用者:合言葉@ホスト:587 の形で書いてください。")
    return MailServer(
        parts.hostname,
        parts.port or (465 if encrypted else 25),
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        encrypted,
    )
