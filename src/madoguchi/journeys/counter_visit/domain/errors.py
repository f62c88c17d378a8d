"""What can go wrong at the counter. The docstring is the message that the clerk reads."""

from __future__ import annotations

from collections.abc import Mapping


class CounterVisitError(Exception):
    """窓口の処理ができませんでした。画面を読み込み直してください。"""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or self.__doc__ or "")

    def __str__(self) -> str:
        return str(self.args[0])


class VisitNotFoundError(CounterVisitError):
    """この受付は見つかりません。一覧から開き直してください。"""


class VisitClosedError(CounterVisitError):
    """この受付はもう終わっています。直すときは、受け付けた各課の案件から直してください。"""


class StaleVisitError(CounterVisitError):
    """ほかの職員がこの受付を先に変えました。変わったところを確かめてから、もう一度操作してください。"""


class NotReadyError(CounterVisitError):
    """まだ受理できません。右側の「確認すること」を終えてください。"""

    def __init__(self, blockers: tuple[str, ...]) -> None:
        self.blockers = blockers
        super().__init__("まだ受理できません。" + " ".join(blockers))


class UnknownFieldError(CounterVisitError):
    """その項目はこの手続きにありません。画面を読み込み直してください。"""


class InputNotReadError(CounterVisitError):
    """入力を読み取れませんでした。"""

    def __init__(self, message: str = "", errors: Mapping[str, str] | None = None) -> None:
        self.errors = dict(errors or {})
        """One message per field id, where it is known which field is meant."""
        super().__init__(message)


class AddressUnclearError(CounterVisitError):
    """郵便番号に合う住所を確かめ、続きを入力してください。"""

    def __init__(self, postal_code: str, address: str, choices: tuple[str, ...], note: str) -> None:
        self.postal_code = postal_code
        self.address = address
        """What stands in the address field now."""
        self.choices = choices
        super().__init__(note)


class ResidentNotFoundError(CounterVisitError):
    """この方は住民の登録に見つかりません。もう一度検索してください。"""
