"""Whom the robot signs in as: from the settings, the password read anew each time it is needed."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from madoguchi.engines.handover.domain.robot import Credentials, RobotUnavailableError


def robot_credentials() -> Credentials:
    """The user of `MADOGUCHI_ENTRY_SCREENS_USER` with the password of `…_PASSWORD_FILE` or `…_PASSWORD`.

    Raises RobotUnavailableError: which setting is missing or unreadable.
    """
    user, password = settings.MADOGUCHI_ENTRY_SCREENS_USER, settings.MADOGUCHI_ENTRY_SCREENS_PASSWORD
    file = settings.MADOGUCHI_ENTRY_SCREENS_PASSWORD_FILE
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
            "基幹システムの画面にサインインする利用者名とパスワードが設定されていません。情報担当が"
            "MADOGUCHI_ENTRY_SCREENS_USER と MADOGUCHI_ENTRY_SCREENS_PASSWORD_FILE を設定してください。"
            "設定すると、自動でもう一度試みます。"
        )
    return Credentials(user, password)
