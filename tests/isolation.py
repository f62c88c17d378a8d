"""What a test changes for its whole process and leaves so: others would hang on whether it ran before."""

from __future__ import annotations

import locale
import logging
import os
from dataclasses import dataclass
from decimal import getcontext
from typing import Any

from django.conf import settings

_MAY_CHANGE = frozenset({"PYTEST_CURRENT_TEST", "DJANGO_ALLOW_ASYNC_UNSAFE"})
"""Set by pytest for each test, and by the tests with a browser as long as they follow each other."""
_OF_THE_RUN = frozenset({"ALLOWED_HOSTS", "DEBUG", "EMAIL_BACKEND"})
"""Settings that Django's own runner makes others of, before the first test."""


@dataclass(frozen=True, slots=True)
class Process:
    """The state that all tests of a process share."""

    environment: dict[str, str]
    folder: str
    log_level: int
    silent: frozenset[str]
    """Loggers that say nothing."""
    language: str
    digits: int
    settings: dict[str, Any]

    @classmethod
    def now(cls) -> Process:
        """As it is."""
        loggers = logging.root.manager.loggerDict.items()
        return cls(
            {name: value for name, value in os.environ.items() if name not in _MAY_CHANGE},
            os.getcwd(),
            logging.root.manager.disable,
            frozenset(name for name, one in loggers if isinstance(one, logging.Logger) and one.disabled),
            locale.setlocale(locale.LC_ALL),
            getcontext().prec,
            {name: one for name, one in vars(settings._wrapped).items() if name not in _OF_THE_RUN},
        )

    def changes(self, later: Process) -> list[str]:
        """What became different, in words."""
        found = [
            f"the variable {name} was {self.environment.get(name)!r}, is {later.environment.get(name)!r}"
            for name in sorted(self.environment.keys() | later.environment.keys())
            if self.environment.get(name) != later.environment.get(name)
        ]
        found += [
            f"the setting {name} is another"
            for name in sorted(self.settings.keys() | later.settings.keys())
            if self.settings.get(name) is not later.settings.get(name)
        ]
        found += [f"the logger {name} was silenced" for name in sorted(later.silent - self.silent)]
        for what, before, after in (
            ("folder", self.folder, later.folder),
            ("level up to which nothing is logged", self.log_level, later.log_level),
            ("locale", self.language, later.language),
            ("precision of decimals", self.digits, later.digits),
        ):
            if before != after:
                found.append(f"the {what} was {before!r}, is {after!r}")
        return found

    def put_back(self) -> None:
        """Make the process as it was, for the tests that follow."""
        os.chdir(self.folder)
        for name in set(os.environ) - self.environment.keys() - _MAY_CHANGE:
            del os.environ[name]
        os.environ.update(self.environment)
        logging.disable(self.log_level)
        for name in Process.now().silent - self.silent:
            logging.getLogger(name).disabled = False
        locale.setlocale(locale.LC_ALL, self.language)
        getcontext().prec = self.digits
        for name in vars(settings._wrapped).keys() - self.settings.keys() - _OF_THE_RUN:
            delattr(settings, name)
        for name, value in self.settings.items():
            setattr(settings, name, value)
