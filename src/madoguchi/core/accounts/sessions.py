"""Sessions as rows of the database, as Django keeps them; each page reads one, so the query is made once."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from madoguchi.core.database.compiled import CompiledQuery


class SessionStore(db.SessionStore):
    """Django's own but for the reading. Django asks for that name (`SESSION_ENGINE`)."""

    def _get_session_from_db(self) -> Session | None:
        """The row, unless it is over; then the key is forgotten, so that none is made under it."""
        found = _SESSION.rows(key=self.session_key or "", now=timezone.now())
        if not found:
            self._session_key = None
            return None
        return found[0]


def _valid(key: str, now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)


_SESSION = CompiledQuery(_valid, key="a session", now=datetime(2026, 1, 1, tzinfo=UTC))
