"""Whom the robot signs in as: from the settings, the password read anew each time it is needed."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from madoguchi.engines.handover.domain.robot import Credentials, RobotUnavailableError
from madoguchi.engines.handover.per_municipality import by_municipality, value_for


def robot_credentials(municipality_code: str) -> Credentials:
    """The municipality's user of `MADOGUCHI_ENTRY_SCREENS_USER` with its password of `…_PASSWORD_FILE`, or
    the password of `…_PASSWORD`, which is for an installation with one account only.

    Raises RobotUnavailableError: which setting is missing or unreadable.
    """
    user = value_for(municipality_code, settings.MADOGUCHI_ENTRY_SCREENS_USER)
    file = value_for(municipality_code, settings.MADOGUCHI_ENTRY_SCREENS_PASSWORD_FILE)
    # Where users differ by municipality, one password for all would be somebody else's.
    password = (
        ""
        if by_municipality(settings.MADOGUCHI_ENTRY_SCREENS_USER)
        else settings.MADOGUCHI_ENTRY_SCREENS_PASSWORD
    )
    if file:
        try:
            password = Path(file).read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError):
            raise RobotUnavailableError(
                "MADOGUCHI_ENTRY_SCREENS_PASSWORD_FILE のファイルを読めません。情報担当が、場所と権限と、"
                "UTF-8で書かれていることを確かめてください。直ると、自動でもう一度試みます。"
            ) from None
    if not user or not password:
        raise RobotUnavailableError(
            "この市町村の、基幹システムの画面にサインインする利用者名とパスワードが設定されていません。情報担当が"
            "MADOGUCHI_ENTRY_SCREENS_USER と MADOGUCHI_ENTRY_SCREENS_PASSWORD_FILE を設定してください。"
            "設定すると、自動でもう一度試みます。"
        )
    return Credentials(user, password)
