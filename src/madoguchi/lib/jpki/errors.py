"""Why a certificate or a signature is refused: one class per cause, its docstring the message for people.

No message carries anything of the certificate but its dates.
"""

# ruff: noqa: N818 - these are named as a clerk would say it: the certificate is expired

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Final

from madoguchi.lib.japanese.dates import WrittenDay, format_wareki

JAPAN: Final = timezone(timedelta(hours=9), "JST")
"""In which certificates end at the end of a day."""


class JpkiError(ValueError):
    """電子証明書を確かめられませんでした。カードを置き直して、はじめからもう一度お試しください。"""

    def __init__(self, **values: object) -> None:
        """`values` are what stands in the `{placeholders}` of the docstring."""
        self.template = type(self).__doc__ or ""
        self.values = values
        self.message = self.template.format_map(values)
        super().__init__(self.message)


class CertificateUnreadable(JpkiError):
    """電子証明書の形が正しくないため、読み取れません。カードを置き直して、もう一度お試しください。くり返すときは、窓口でお手続きください。"""


class CertificateUnsupported(JpkiError):
    """この電子証明書の方式には対応していません。マイナンバーカードの電子証明書を使うか、窓口でお手続きください。"""


class CertificateExpired(JpkiError):
    """電子証明書の有効期限が{day}に切れています。市区町村の窓口で電子証明書を更新してから、もう一度お手続きください。"""

    def __init__(self, until: datetime) -> None:
        self.until = until
        day = until.astimezone(JAPAN).date()
        super().__init__(day=WrittenDay(day, format_wareki(day)))


class CertificateNotYetValid(JpkiError):
    """電子証明書の有効期間がまだ始まっていません。日をあらためて、もう一度お手続きください。"""

    def __init__(self, valid_from: datetime) -> None:
        self.valid_from = valid_from
        super().__init__()


class CertificateRevoked(JpkiError):
    """電子証明書は失効しています。引越しや氏名の変更、カードの紛失の届け出などのあとは使えません。市区町村の窓口で新しい電子証明書を受け取るか、窓口でお手続きください。"""

    def __init__(self, since: datetime) -> None:
        self.since = since
        super().__init__()


class CertificateForOtherPurpose(JpkiError):
    """この手続きに使う電子証明書ではありません。申請には署名用の電子証明書（6文字から16文字のパスワード）、ログインには利用者証明用の電子証明書（4桁の暗証番号）を使ってください。"""


class CardForTesting(JpkiError):
    """試験用のカードの電子証明書です。この手続きには、本物のマイナンバーカードを使ってください。"""


class CertificateSelfMade(JpkiError):
    """公的個人認証サービスが発行した電子証明書ではありません（自分で作られた証明書です）。マイナンバーカードの電子証明書を使ってください。"""


class CertificateForeign(JpkiError):
    """公的個人認証サービスが発行した電子証明書ではありません（ほかの発行元の証明書です）。マイナンバーカードの電子証明書を使ってください。"""


class IssuerGenerationMissing(CertificateForeign):
    """電子証明書の発行元（認証局）のこの世代の証明書が、まだ登録されていません。窓口でお手続きください。"""


class CertificateAltered(JpkiError):
    """電子証明書の中身が、発行されたときから変わっています。カードを置き直して、もう一度お試しください。くり返すときは、窓口でお手続きください。"""


class IssuerNotValid(JpkiError):
    """電子証明書の発行元（認証局）の証明書が、有効期間の外にあります。市区町村の窓口で電子証明書を更新してから、もう一度お手続きください。"""


class SignatureOverOtherContent(JpkiError):
    """署名は、送られた内容とは別の内容に付けられたものです。内容を直したあとは、もう一度署名してください。"""


class SignatureAltered(JpkiError):
    """署名が途中で変わっているか、別のカードで付けられたものです。もう一度署名してください。"""


class SignatureFileUnreadable(JpkiError):
    """署名のファイルを読めません。署名したときにできたファイルを、そのまま送ってください。"""


class ChallengeUnreadable(JpkiError):
    """サインイン用のファイルではありません。ページから受け取ったファイルを、そのまま使ってください。"""


class RevocationUnavailable(JpkiError):
    """電子証明書が失効していないかを、いまは確かめられません。少し待って、もう一度お試しください。"""


class AnchorsUnusable(Exception):
    """認証局の証明書を読めません。置き場所（MADOGUCHI_JPKI_ANCHORS）と中身を確かめてください。"""

    def __init__(self, message: str | None = None) -> None:
        self.message = message or (type(self).__doc__ or "")
        super().__init__(self.message)
