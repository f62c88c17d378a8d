"""The pages of the hand-over: transcription, codes, reconciliation, and who may see what."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.integration.engines.handover.methods import CODE, accept, stored

from madoguchi.core.accounts.models import StaffMember
from madoguchi.core.packs import HandoverMethod
from madoguchi.engines.handover.api import Status
from madoguchi.lib.sealing import generate_keypair, read_code, sign_code, write_keypair
from madoguchi_testing.core_system import list_csv

SignedIn = Callable[..., Client]
pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(sign_in_as: Callable[[StaffMember], Client], settings: Any, tmp_path: Path) -> SignedIn:
    settings.MADOGUCHI_HANDOVER_DIRECTORY = tmp_path / "exchange"

    def client(
        name: str, *roles: str, desks: tuple[str, ...] = ("care_insurance", "child_support")
    ) -> Client:
        member = StaffMember.objects.create_staff(
            CODE,
            name,
            "a-password-for-tests",
            display_name=f"職員{name}",
            roles=list(roles),
            desks=list(desks),
        )
        return sign_in_as(member)

    return client


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def post(client: Client, path: str, **given: str) -> Any:
    return client.post(f"/{CODE}/handover/{path}", given, follow=True)


def test_a_clerk_transcribes_field_by_field(signed_in: SignedIn) -> None:
    (record,) = accept(HandoverMethod.TRANSCRIPTION)
    client = signed_in("a", "desk_officer")
    assert f"/{CODE}/handover/{record.uuid}/" in text_of(client.get(f"/{CODE}/handover/to-enter/"))
    before = text_of(client.get(f"/{CODE}/handover/{record.uuid}/"))
    assert "入力を始める" in before
    assert "data-copy" not in before
    held = text_of(post(client, f"{record.uuid}/step/", step="take"))
    assert 'data-copy="value-0.person.name"' in held
    assert "会津 十三蔵" in held
    total = held.count("data-tick")
    ticked = text_of(post(client, f"{record.uuid}/tick/", entry="0.person.name", entered="1"))
    assert f"あと{total - 1}つ" in ticked
    refused = post(client, f"{record.uuid}/step/", step="finish", reference="K-1")
    assert refused.status_code == 422
    assert "まだ入力していない欄" in text_of(refused)
    assert 'value="K-1"' in text_of(refused)


def test_the_second_clerk_is_told_who_is_at_work_and_may_take_over(signed_in: SignedIn) -> None:
    (record,) = accept(HandoverMethod.TRANSCRIPTION)
    first, second = signed_in("a", "desk_officer"), signed_in("b", "desk_officer")
    post(first, f"{record.uuid}/step/", step="take")
    late = post(second, f"{record.uuid}/step/", step="take")
    assert late.status_code == 409
    assert "職員aさんが入力しています" in text_of(late)
    assert "data-tick" not in text_of(late)
    partly = second.post(
        f"/{CODE}/handover/{record.uuid}/tick/",
        {"entry": "0.person.name", "entered": "1"},
        HTTP_HX_REQUEST="true",
    )
    assert partly.status_code == 200
    assert "職員aさんが入力しています" in text_of(partly)
    assert "data-tick" in text_of(post(second, f"{record.uuid}/step/", step="take_over"))


def test_an_import_code_is_shown_to_who_holds_it(signed_in: SignedIn, settings: Any, tmp_path: Path) -> None:
    settings.MADOGUCHI_KEYS_DIRECTORY = tmp_path / "keys"
    (record,) = accept(HandoverMethod.SCREEN_IMPORT)
    client = signed_in("a", "desk_officer")
    without = text_of(post(client, f"{record.uuid}/step/", step="take"))
    assert "取込コードを作れません" in without
    write_keypair(tmp_path / "keys", CODE, generate_keypair())
    shown = text_of(client.get(f"/{CODE}/handover/{record.uuid}/"))
    assert "<svg" in shown
    assert "MDGN1/" in shown
    post(client, f"{record.uuid}/step/", step="finish", reference="K-7")
    assert stored(record.uuid).state is Status.ACKNOWLEDGED


def test_the_verify_key_is_shown_to_administrators_and_reads_what_is_signed(
    signed_in: SignedIn, settings: Any, tmp_path: Path
) -> None:
    settings.MADOGUCHI_KEYS_DIRECTORY = tmp_path / "keys"
    administrator, clerk = signed_in("y", "administrator", desks=()), signed_in("a", "desk_officer")
    address = f"/{CODE}/handover/verify-key/"
    assert clerk.get(address).status_code == 403
    assert clerk.get(f"{address}file/").status_code == 403
    assert address not in text_of(clerk.get(f"/{CODE}/handover/"))
    assert "鍵がありません" in text_of(administrator.get(address))
    assert administrator.get(f"{address}file/").status_code == 404
    pair = generate_keypair()
    write_keypair(tmp_path / "keys", CODE, pair)
    file = administrator.get(f"{address}file/")
    der = base64.b64decode("".join(text_of(file).splitlines()[1:-1]))
    digits = hashlib.sha256(der).hexdigest()[:32]
    page = text_of(administrator.get(address))
    assert "-".join(digits[start : start + 4] for start in range(0, 32, 4)) in page
    assert pair.private.hex() not in page
    code = sign_code({"key": "1"}, pair.private)
    assert read_code(code, der[-32:]) == {"key": "1"}
    key = load_der_public_key(der)
    assert isinstance(key, Ed25519PublicKey)
    assert key.public_bytes_raw() == der[-32:]


def test_what_is_in_a_record_is_for_its_desk_only(signed_in: SignedIn) -> None:
    (record,) = accept(HandoverMethod.TRANSCRIPTION)
    for client in (
        signed_in("x", "desk_officer", desks=("school",)),
        signed_in("y", "administrator", desks=()),
    ):
        page = text_of(client.get(f"/{CODE}/handover/{record.uuid}/"))
        assert "職員だけが見られます" in page
        assert "十三蔵" not in page
    assert post(signed_in("z", "administrator"), f"{record.uuid}/step/", step="take").status_code == 403


def test_the_digest_shows_the_numbers_of_the_mail_with_the_way_to_each(signed_in: SignedIn) -> None:
    failed, _ = accept(HandoverMethod.TRANSCRIPTION, number=2)
    client = signed_in("a", "desk_officer")
    assert "引き渡しに問題はありません" in text_of(client.get(f"/{CODE}/handover/digest/"))
    post(client, f"{failed.uuid}/step/", step="take")
    post(client, f"{failed.uuid}/step/", step="refuse", reason="会津 十三蔵の宛名がありません")
    page = text_of(client.get(f"/{CODE}/handover/digest/"))
    assert "確かめることが1件あります" in page
    assert f'/{CODE}/handover/?show=failed"><b class="figures">1</b><span>引き渡せない' in page
    assert f'/{CODE}/handover/to-enter/"><b class="figures">1</b><span>職員の入力待ち' in page
    assert "十三蔵" not in page
    (file,) = accept(HandoverMethod.FILE)
    late = text_of(client.get(f"/{CODE}/handover/?show=unanswered"))
    assert "1日返事なし" in late
    assert f"/{CODE}/handover/{file.uuid}/" in late
    assert f"/{CODE}/handover/{failed.uuid}/" not in late


def test_a_list_of_the_core_system_is_read_compared_and_mended(signed_in: SignedIn) -> None:
    missing, late = accept(HandoverMethod.TRANSCRIPTION, number=2)
    client = signed_in("m", "manager")
    post(client, f"{missing.uuid}/step/", step="take")
    for line in text_of(client.get(f"/{CODE}/handover/{missing.uuid}/")).split('name="entry" value="')[1:]:
        post(client, f"{missing.uuid}/tick/", entry=line.split('"')[0], entered="1")
    post(client, f"{missing.uuid}/step/", step="finish")
    assert stored(missing.uuid).state is Status.ACKNOWLEDGED

    def read(content: bytes, ends: str = "2099-12-31") -> Any:
        file = SimpleUploadedFile("list.csv", content, "text/csv")
        given = {"target": "care_insurance", "begins": "2026-03-01", "ends": ends, "file": file}
        return client.post(f"/{CODE}/handover/reconciliation/read/", given, follow=True)

    assert "読み込めません" not in text_of(client.get(f"/{CODE}/handover/reconciliation/"))
    assert read(b"\xff").status_code == 422
    assert "前に" in text_of(read(list_csv([]), ends="2026-02-01"))
    page = text_of(read(list_csv([(str(late.uuid), "stored", "K-9", ""), ("X-1", "stored", "", "")])))
    assert "先方にない" in page
    listed = page.split("/missing/")[0].rsplit("/", 1)[1]
    answer = client.post(
        f"/{CODE}/handover/reconciliation/{listed}/missing/",
        {"record": str(missing.uuid), "target": "care_insurance"},
        follow=True,
    )
    assert "もう一度引き渡します" in text_of(answer)
    assert stored(missing.uuid).waits_for_people
    client.post(f"/{CODE}/handover/reconciliation/{listed}/settle/", {"target": "care_insurance"})
    assert (stored(late.uuid).state, stored(late.uuid).reference) == (Status.ACKNOWLEDGED, "K-9")
