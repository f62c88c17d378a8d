"""What can go wrong with a card in the reader. Each docstring is the message that its owner reads."""

# ruff: noqa: N818 - these are named as its owner would say it: the card was pulled out

from __future__ import annotations


class CardError(Exception):
    """カードを読み取れませんでした。カードを置き直して、もう一度お試しください。"""

    def __init__(self, message: str | None = None) -> None:
        self.message = message or (type(self).__doc__ or "")
        super().__init__(self.message)


class WrongPin(CardError):
    """暗証番号がちがいます。"""

    def __init__(self, tries_left: int) -> None:
        self.tries_left = tries_left
        advice = (
            "次にまちがえるとカードがロックされます。たしかでないときは、入力をやめて窓口へお越しください。"
            if tries_left == 1
            else "確かめて、もう一度入力してください。"
        )
        super().__init__(f"暗証番号がちがいます。あと{tries_left}回まで入力できます。{advice}")


class PinLocked(CardError):
    """暗証番号を続けてまちがえたため、カードがロックされています。市区町村の窓口か、コンビニの端末で、暗証番号の初期化をしてください。"""


class PinMalformed(CardError):
    """暗証番号の形がちがいます。署名用は半角の英字と数字で6文字から16文字、利用者証明用は数字4桁です。カードには送っていません。"""


class CardPulledOut(CardError):
    """読み取りの途中でカードがはずれました。カードを置いたまま、はじめからもう一度お試しください。"""


class NotMyNumberCard(CardError):
    """置かれているカードは、マイナンバーカードではありません。マイナンバーカードを置いてください。"""


class CardRefused(CardError):
    """カードが処理を受け付けませんでした。カードを置き直して、もう一度お試しください。"""

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(
            f"カードが処理を受け付けませんでした（{status:04X}）。カードを置き直して、もう一度お試しください。"
        )


class NoCard(CardError):
    """カードリーダーにカードがありません。マイナンバーカードを置いてください。"""


class NoReader(CardError):
    """カードリーダーが見つかりません。つながっているか、ほかのソフトウェアが使っていないかを確かめてください。"""


class ReaderSoftwareMissing(CardError):
    """カードリーダー用のソフトウェアがありません。「pip install 'madoguchi[card]'」で入れてください。"""
