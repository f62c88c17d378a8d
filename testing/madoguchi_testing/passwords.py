"""Passwords of logins that a site in another process lets in."""

from __future__ import annotations

from functools import cache

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class HashedOnce(PBKDF2PasswordHasher):
    """Production's hasher, which takes a third of a second on purpose: here once for each password of a run.

    A test whose logins are read by a site of production, in another process, names it in PASSWORD_HASHERS.
    """

    def salt(self) -> str:
        """Always the same, as long as production's."""
        return "0123456789abcdefghijklmnopqrstuvwxyz"

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        """As production's, remembered."""
        return _encoded(password, salt, iterations)


@cache
def _encoded(password: str, salt: str, iterations: int | None) -> str:
    return str(PBKDF2PasswordHasher().encode(password, salt, iterations))
