"""What `madoguchi card` does: a demo card for a fictional person, signing and verifying with any card."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from madoguchi.core.cards import card_trust
from madoguchi.lib.files import write_whole
from madoguchi.lib.japanese.dates import format_wareki
from madoguchi.lib.jpki import (
    AnchorsUnusable,
    AuthenticationCertificate,
    BasicInformation,
    Challenge,
    JpkiError,
    Purpose,
    RevocationStatus,
    SignatureFile,
    SigningCertificate,
    Verified,
)
from madoguchi.lib.jpki.card import Card, CardError
from madoguchi.lib.jpki.card.pcsc import card_in_reader
from madoguchi.surfaces.cli.signing_words import ERRANDS, content_in_words, sign_in_in_words

if TYPE_CHECKING:
    from madoguchi_testing.jpki import Holder

_PASSWORD, _PIN = "署名用パスワード", "利用者証明用暗証番号"
_GO_ON = "このとおりでよければ入力してください。やめるときは、Ctrl キーを押しながら C を押します。"
_UNKNOWN_ERRAND = (
    "このファイルで何ができるのかが分かりません。署名しませんでした。プログラムを新しくしてください。"
)
LARGEST_CONTENT = 100_000_000
_SEXES = {"male": "男", "female": "女", "unknown": "不明"}
_REVOCATION = {RevocationStatus.GOOD: "失効していません", RevocationStatus.NOT_CHECKED: "確かめていません"}


class RefusedError(Exception):
    """できませんでした。"""


def perform(arguments: argparse.Namespace) -> int:
    """One of the command's verbs: 0 when it was done, 1 with the reason when not."""
    verbs = {"make": _make, "show": _show, "sign": _sign, "sign-in": _sign_in, "verify": _verify}
    try:
        found, lines = verbs[arguments.card_command](arguments)
    except (RefusedError, CardError, JpkiError, AnchorsUnusable) as error:
        if arguments.json:
            print(json.dumps({"ok": False, "error": str(error)}, ensure_ascii=False))
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nやめました。", file=sys.stderr)
        return 1
    print(
        json.dumps({"ok": True, **found}, ensure_ascii=False, indent=2)
        if arguments.json
        else "\n".join(lines)
    )
    return 0


def _make(arguments: argparse.Namespace) -> tuple[dict[str, Any], list[str]]:
    from django.conf import settings

    from madoguchi_testing.jpki import SoftwareCard, demo_authority

    holder = _holder(arguments)
    folder = Path(settings.VAR) / "jpki" / "demonstration-authority"
    authority = demo_authority(folder, Path(settings.MADOGUCHI_JPKI_ANCHORS))
    try:
        SoftwareCard.make(
            arguments.out, authority.issue_card(holder), password=arguments.password, pin=arguments.pin
        )
    except FileExistsError:
        raise RefusedError(
            f"{arguments.out} はもうあります。別の名前にするか、先に消してください。"
        ) from None
    except OSError:
        raise RefusedError(f"{arguments.out} に書けません。場所と権限を確かめてください。") from None
    return (
        {"card": str(arguments.out), "name": holder.name},
        [
            f"{holder.name} さん（架空の人）のデモ用カードを {arguments.out} に作りました。",
            f"署名用パスワード: {arguments.password}　利用者証明用暗証番号: {arguments.pin}",
            "このカードを受け付けるのは、設定 MADOGUCHI_JPKI_TEST_CARDS=yes のときだけです。",
        ],
    )


def _holder(arguments: argparse.Namespace) -> Holder:
    from django.conf import settings

    from madoguchi.core.packs import load_packs_or_refuse
    from madoguchi_testing.jpki.holders import HolderUnknownError, holder_of
    from madoguchi_testing.people.resident import ScenarioNotFoundError, find_scenario

    try:
        scenario = find_scenario(load_packs_or_refuse(settings.MADOGUCHI_PACKS), arguments.scenario)
        return holder_of(scenario, arguments.person)
    except (ScenarioNotFoundError, HolderUnknownError) as error:
        raise RefusedError(str(error)) from None


def _show(arguments: argparse.Namespace) -> tuple[dict[str, Any], list[str]]:
    with _card(arguments) as card:
        authentication = AuthenticationCertificate.read(card.authentication_certificate())
        tries = {purpose: card.tries_left(purpose) for purpose in Purpose}
        found: dict[str, Any] = {
            "authentication": _certificate(authentication),
            "tries_left": {str(purpose): left for purpose, left in tries.items()},
        }
        lines = [
            "利用者証明用電子証明書",
            *_certificate_lines(authentication),
            f"暗証番号を入力できる回数: 署名用 あと{tries[Purpose.SIGNING]}回、"
            f"利用者証明用 あと{tries[Purpose.AUTHENTICATION]}回",
        ]
        if arguments.signing:
            signing = SigningCertificate.read(card.signing_certificate(_ask(_PASSWORD)))
            found["signing"] = _certificate(signing) | _basic(signing.basic_information)
            lines += [
                "署名用電子証明書",
                *_certificate_lines(signing),
                *_basic_lines(signing.basic_information),
            ]
    return found, lines


def _sign(arguments: argparse.Namespace) -> tuple[dict[str, Any], list[str]]:
    content = _content(arguments.content)
    _say_first(content_in_words(arguments.content.name, content))
    password = _ask(_PASSWORD)
    with _card(arguments) as card:
        signed = SignatureFile(card.signing_certificate(password), card.sign(content, password))
    return _written(arguments.out, signed)


def _sign_in(arguments: argparse.Namespace) -> tuple[dict[str, Any], list[str]]:
    content = _content(arguments.content)
    # A card signs whatever it is given; this key is for signing in and for nothing else.
    challenge = Challenge.read(content)
    if challenge.errand not in ERRANDS:
        raise RefusedError(_UNKNOWN_ERRAND)
    _say_first(sign_in_in_words(challenge))
    pin = _ask(_PIN)
    with _card(arguments) as card:
        signed = SignatureFile(card.authentication_certificate(), card.authenticate(content, pin))
    return _written(arguments.out, signed)


def _say_first(lines: list[str]) -> None:
    """Before the password is asked; beside the result, which a program may read."""
    print("\n".join((*lines, _GO_ON)), file=sys.stderr)


def _written(file: Path, signed: SignatureFile) -> tuple[dict[str, Any], list[str]]:
    try:
        write_whole(file, signed.as_text().encode("ascii"))
    except OSError:
        raise RefusedError(f"{file} に書けません。場所と権限を確かめてください。") from None
    return {"signature": str(file)}, [f"署名を {file} に書きました。"]


def _verify(arguments: argparse.Namespace) -> tuple[dict[str, Any], list[str]]:
    signed = SignatureFile.read(_content(arguments.signature))
    trust = card_trust()
    if arguments.test_cards:
        trust = replace(trust, accept_test_cards=True)
    return _verified(trust.signed(_content(arguments.content), signed.signature, signed.certificate))


def _verified(verified: Verified[SigningCertificate]) -> tuple[dict[str, Any], list[str]]:
    certificate, revocation = verified.certificate, verified.revocation
    found = _certificate(certificate) | _basic(certificate.basic_information)
    found |= {"revocation": str(revocation.status), "for_testing": verified.for_testing}
    lines = [
        "署名は正しく、内容は署名のあと変わっていません。",
        *_certificate_lines(certificate),
        *_basic_lines(certificate.basic_information),
        f"  失効: {_REVOCATION[revocation.status]}",
    ]
    if verified.for_testing:
        lines.append("  試験用のカードです。本物の人ではありません。")
    return found, lines


def _certificate(certificate: AuthenticationCertificate | SigningCertificate) -> dict[str, Any]:
    return {
        "issuer": certificate.identity.issuer,
        "serial": certificate.identity.serial_text,
        "valid_until": certificate.valid_until.isoformat(),
    }


def _certificate_lines(certificate: AuthenticationCertificate | SigningCertificate) -> list[str]:
    return [
        f"  発行番号: {certificate.identity.serial_text}",
        f"  発行元: {certificate.identity.issuer}",
        f"  有効期限: {format_wareki(certificate.last_day)}",
    ]


def _basic(information: BasicInformation) -> dict[str, Any]:
    birth = information.birth_date
    return {
        "name": information.name,
        "name_substitutes": information.name_substitutes,
        "sex": str(information.sex),
        "birth_date": None if birth is None else birth.isoformat(),
        "address": information.address,
        "address_substitutes": information.address_substitutes,
    }


def _basic_lines(information: BasicInformation) -> list[str]:
    birth = information.birth_date
    lines = [
        f"  氏名: {information.name}",
        f"  生年月日: {'不詳' if birth is None else format_wareki(birth)}",
        f"  性別: {_SEXES[information.sex]}",
        f"  住所: {information.address}",
    ]
    if "1" in information.name_substitutes + information.address_substitutes:
        lines.append("  代替文字があります（住民票の文字とは違う文字が使われています）。")
    return lines


@contextmanager
def _card(arguments: argparse.Namespace) -> Iterator[Card]:
    if arguments.card is None:
        with card_in_reader(arguments.reader or None) as card:
            yield card
        return
    from madoguchi_testing.jpki import SoftwareCard, SoftwareCardUnreadable

    try:
        software_card = SoftwareCard.read(arguments.card)
    except SoftwareCardUnreadable as error:
        raise RefusedError(f"{arguments.card}: {error}") from None
    yield software_card.card


def _ask(what: str) -> str:
    """A password or PIN: from the terminal without showing it, or the first line of standard input."""
    if sys.stdin.isatty():
        return getpass.getpass(f"{what}: ")
    return sys.stdin.readline().rstrip("\r\n")


def _content(file: Path) -> bytes:
    try:
        if file.stat().st_size > LARGEST_CONTENT:
            raise RefusedError(f"{file}: ファイルが大きすぎます。100MBまでのファイルにしてください。")
        return file.read_bytes()
    except OSError:
        raise RefusedError(f"{file}: ファイルを開けません。場所と名前を確かめてください。") from None
