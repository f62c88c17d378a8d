"""What the ledger refuses."""


class LedgerNotFoundError(LookupError):
    """課税台帳に、その記録はありません。"""


class NotYourDeskError(Exception):
    """課税台帳は、固定資産税の担当だけが見られます。"""


class AlreadySettledError(Exception):
    """この通知は、ほかの職員がもう処理しました。画面を開き直してください。"""


class CannotTakeBackError(Exception):
    """この異動は訂正できません。"""


class ReasonMissingError(ValueError):
    """理由を書いてください。あとで見る人が読みます。"""
