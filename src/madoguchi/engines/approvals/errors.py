"""Why something cannot be done to a document; each docstring is what people read."""

from __future__ import annotations


class ApprovalError(Exception):
    """この操作はできません。"""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or type(self).__doc__)


class DocumentNotFoundError(ApprovalError, LookupError):
    """この文書は見つかりません。一覧から選び直してください。"""


class NotYoursError(ApprovalError):
    """起案した職員だけができる操作です。起案者に連絡してください。"""


class NotEditableError(ApprovalError):
    """回議中の文書は直せません。直すときは、引き戻すか、差し戻してもらってください。"""


class AlreadyDecidedError(ApprovalError):
    """この文書はもう決裁されています。決裁された文書は変えられません。変えるには、新しく起案してください。"""


class NotCirculatingError(ApprovalError):
    """この文書は、いま回議していません。一覧を開き直して、いまの状態を確かめてください。"""


class StaleVersionError(ApprovalError):
    """開いている間に、文書が新しい版になりました。新しい版と変わったところを確かめてから、判断してください。"""


class NotYourTurnError(ApprovalError):
    """あなたの順番ではありません。順番が来ると「わたしの番」に出ます。"""


class OwnDraftError(ApprovalError):
    """自分で起案した文書は、代理や代決でも、自分では承認・決裁できません。"""


class AlreadyActedError(ApprovalError):
    """ほかの人が先に判断しました。画面を開き直して、いまの状態を確かめてください。"""


class CommentMissingError(ApprovalError, ValueError):
    """理由を書いてください。受け取った人が次に何をすればよいか分かります。"""


class StageNotEarlierError(ApprovalError):
    """差し戻せるのは、もう判断の済んだ前の段階だけです。差し戻し先を選び直してください。"""


class PaperNotBackError(ApprovalError):
    """紙の書類がまだ戻っていません。戻ったことを記録してから決裁してください。"""


class FilesNotReadyError(ApprovalError):
    """ウイルス検査の終わっていない添付があります。少し待ってから回してください。"""


class FileInfectedError(ApprovalError):
    """ウイルスの見つかった添付があります。外してから回してください。"""


class UnknownKindOfDocumentError(ApprovalError):
    """この種類の起案はありません。種類を選び直してください。"""


class UnknownDeskError(ApprovalError):
    """この窓口では起案できません。自分の課の窓口を選んでください。"""


class FieldError(ApprovalError, ValueError):
    """入力が正しくありません。"""

    def __init__(self, field: str, message: str) -> None:
        self.field = field
        super().__init__(message)


class PersonError(ApprovalError):
    """この職員は選べません。"""


class NotFoundHereError(ApprovalError, LookupError):
    """見つかりません。画面を開き直してください。"""
