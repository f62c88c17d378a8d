"""Hand-over, audit log, times, error pages, and what every page carries."""

from __future__ import annotations

import re
from typing import Any

import psycopg
import pytest
from django.test import Client
from tests.integration.surfaces.staff_web.conftest import HERE, NEIGHBOUR, PASSWORD, SignedIn
from tests.integration.surfaces.staff_web.samples import furnish

from madoguchi.core import tenancy
from madoguchi.core.audit.models import AuditEntry
from madoguchi.engines.handover.api import HandoverRecord, Status


def text_of(response: Any) -> str:
    return str(response.content.decode())


def test_the_hand_over_page_says_what_failed_and_why(signed_in: SignedIn) -> None:
    furnish()
    page = text_of(signed_in("manager").get(f"/{HERE}/handover/"))
    assert "引き渡せないものが1件あります" in page
    assert "町字コードが住民記録にありません" in page
    assert "転入届" in page
    only = text_of(signed_in("manager").get(f"/{HERE}/handover/?show=failed"))
    assert only.count("data-row") == 1


def test_the_retry_button_does_something_once(signed_in: SignedIn) -> None:
    failed = furnish().handovers[1]
    manager = signed_in("manager")
    page = text_of(manager.post(f"/{HERE}/handover/{failed.uuid}/retry/", follow=True))
    assert "もう一度引き渡します" in page
    with tenancy.municipality(HERE):
        assert HandoverRecord.objects.get(pk=failed.pk).state is Status.WAITING


def test_hand_overs_are_turned_page_by_page_and_a_retry_stays_on_its_page(signed_in: SignedIn) -> None:
    failed = furnish().handovers[1]
    with tenancy.municipality(HERE):
        template = HandoverRecord.objects.get(pk=failed.pk)
        HandoverRecord.objects.bulk_create(
            HandoverRecord(
                **{
                    field.attname: getattr(template, field.attname)
                    for field in HandoverRecord._meta.concrete_fields
                    if field.attname not in {"id", "uuid"}
                }
            )
            for _ in range(55)
        )
    manager = signed_in("manager")
    first = manager.get(f"/{HERE}/handover/?show=failed")
    assert len(first.context["records"]) == 50
    assert "?show=failed&amp;page=2" in text_of(first)
    second = manager.get(f"/{HERE}/handover/?show=failed&page=2")
    assert len(second.context["records"]) == 6
    assert manager.get(f"/{HERE}/handover/?show=failed&page=999").context["number"] == 2
    assert manager.get(f"/{HERE}/handover/?page=二").context["number"] == 1
    again = manager.post(f"/{HERE}/handover/{failed.uuid}/retry/?show=failed&page=2")
    assert again["Location"] == f"/{HERE}/handover/?show=failed&page=2"


def test_the_site_wears_the_key_colour_of_the_municipality(signed_in: SignedIn) -> None:
    clerk = signed_in("counter_clerk")
    assert f"/{HERE}/theme.css" in text_of(clerk.get(f"/{HERE}/"))
    assert f"/{HERE}/theme.css" in text_of(Client().get(f"/{HERE}/sign-in/"))
    here, there = (Client().get(f"/{code}/theme.css") for code in (HERE, NEIGHBOUR))
    assert "--key:#" in text_of(here)
    assert here["Cache-Control"].startswith("public")
    assert text_of(here) != text_of(there)


@pytest.mark.parametrize(
    "place",
    ["", "counter/", "residents/", "handover/", "times/", "audit/", "inbox/resident_register/"],
)
def test_every_page_takes_a_scan_of_who_may_open_a_visit(signed_in: SignedIn, place: str) -> None:
    manager = signed_in("manager", "counter_clerk", "auditor", desks=("resident_register",))
    page = text_of(manager.get(f"/{HERE}/{place}"))
    assert page.count('id="scan-form"') == 1
    assert page.count('id="scanned"') == 1
    assert page.count("counter/scanner.js") == 1


def test_who_may_not_open_a_visit_has_no_scanner(signed_in: SignedIn) -> None:
    assert "scan-form" not in text_of(signed_in("auditor").get(f"/{HERE}/"))


def test_what_was_acknowledged_is_not_handed_over_again(signed_in: SignedIn) -> None:
    done = furnish().handovers[0]
    page = text_of(signed_in("manager").post(f"/{HERE}/handover/{done.uuid}/retry/", follow=True))
    assert "もう受領されています" in page


def test_who_only_reads_has_no_retry_button(signed_in: SignedIn) -> None:
    failed = furnish().handovers[1]
    clerk = signed_in("counter_clerk")
    assert "/retry/" not in text_of(clerk.get(f"/{HERE}/handover/"))
    assert clerk.post(f"/{HERE}/handover/{failed.uuid}/retry/").status_code == 403


def test_a_hand_over_of_the_neighbour_is_not_found(signed_in: SignedIn) -> None:
    theirs = furnish(NEIGHBOUR).handovers[1]
    assert signed_in("manager").post(f"/{HERE}/handover/{theirs.uuid}/retry/").status_code == 404


def test_the_audit_log_tells_in_words_who_looked_at_what(signed_in: SignedIn) -> None:
    case = furnish().cases[0]
    signed_in("desk_officer").get(f"/{HERE}/cases/{case.uuid}/")
    auditor = signed_in("auditor")
    page = text_of(auditor.get(f"/{HERE}/audit/"))
    assert "案件を見る" in page
    assert "窓口 1子" in page
    filtered = text_of(auditor.get(f"/{HERE}/audit/", {"subject": f"case:{case.uuid}"}))
    assert filtered.count("data-row") == 1


@pytest.mark.parametrize(
    "query", ["subject=<script>", "actor=' OR 1=1", "before=x", "before=" + "9" * 30, "subject=%00"]
)
def test_a_filter_that_no_page_offered_changes_nothing(signed_in: SignedIn, query: str) -> None:
    answer = signed_in("auditor").get(f"/{HERE}/audit/?{query}")
    assert answer.status_code == 200
    assert "<script>" not in text_of(answer).replace("<script src=", "")


def test_the_audit_log_has_pages(signed_in: SignedIn) -> None:
    auditor = signed_in("auditor")
    for _ in range(55):
        auditor.get(f"/{HERE}/audit/")
    page = text_of(auditor.get(f"/{HERE}/audit/"))
    older = re.search(r'href="(\?before=\d+)" data-key="n"', page)
    assert older is not None
    last_page = text_of(auditor.get(f"/{HERE}/audit/{older[1]}"))
    assert last_page.count("data-row") == 1 + 5, "signing in, and the first five looks"


def test_the_chain_is_verified_by_a_button(signed_in: SignedIn) -> None:
    furnish()
    assert "改ざんは見つかりません" in text_of(signed_in("auditor").post(f"/{HERE}/audit/verify/"))


def test_tampering_is_shown(committed_db: None, superuser: psycopg.Connection[Any], sign_in_as: Any) -> None:
    from madoguchi.core.accounts.models import StaffMember

    auditor = sign_in_as(StaffMember.objects.create_staff(HERE, "auditor", PASSWORD, roles=["auditor"]))
    auditor.get(f"/{HERE}/audit/")
    superuser.execute("SET session_replication_role = replica")
    superuser.execute("UPDATE audit_auditentry SET purpose = 'x' WHERE sequence = 1")
    superuser.execute("SET session_replication_role = origin")
    page = text_of(auditor.post(f"/{HERE}/audit/verify/"))
    assert "1か所の異常があります" in page
    assert "1番：書かれたあとに内容が変えられています" in page


def test_looking_at_the_log_is_in_the_log(signed_in: SignedIn) -> None:
    signed_in("auditor").get(f"/{HERE}/audit/")
    with tenancy.municipality(HERE):
        assert AuditEntry.objects.filter(action="read.audit.log").count() == 1


def test_the_times_are_told_in_sentences(signed_in: SignedIn) -> None:
    furnish()
    page = text_of(signed_in("manager").get(f"/{HERE}/times/"))
    assert "スマートフォンで書く時間は、4分" in page
    assert "事前申請した人の窓口の時間は、8分" in page
    assert "この期間の記録はまだありません" in page
    assert signed_in("manager").get(f"/{HERE}/times/?span=<x>").status_code == 200


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        ("counter_clerk", {"residents/", "handover/", "inbox/school/"}),
        ("desk_officer", {"residents/", "handover/", "inbox/school/"}),
        ("manager", {"residents/", "handover/", "inbox/school/", "times/"}),
        ("administrator", {"handover/", "times/"}),
        ("auditor", {"audit/", "times/"}),
    ],
)
def test_a_role_opens_its_pages_and_no_other(signed_in: SignedIn, role: str, allowed: set[str]) -> None:
    client = signed_in(role, desks=("school",))
    navigation = text_of(client.get(f"/{HERE}/"))
    for rest in ("residents/", "handover/", "inbox/school/", "times/", "audit/"):
        assert (client.get(f"/{HERE}/{rest}").status_code == 200) is (rest in allowed), rest
        assert (f'href="/{HERE}/{rest}"' in navigation) is (rest in allowed), rest


def test_pages_hold_no_inline_script_or_style_and_are_never_kept(signed_in: SignedIn) -> None:
    office = furnish()
    everything = signed_in("manager", "auditor", desks=("health_insurance", "school"))
    for rest in (
        "", "residents/", "handover/", "audit/", "times/", "shortcuts/", "inbox/health_insurance/",
        f"cases/{office.cases[0].uuid}/",
    ):  # fmt: skip
        answer = everything.get(f"/{HERE}/{rest}")
        page = text_of(answer)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"
        assert "'unsafe" not in answer.headers["Content-Security-Policy"]
        assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son[a-z]+=", page), rest


def test_an_address_that_is_wrong_is_answered_in_japanese(signed_in: SignedIn) -> None:
    answer = signed_in("manager").get(f"/{HERE}/nothing-here/")
    assert answer.status_code == 404
    assert "画面が見つかりません" in text_of(answer)
    assert f'href="/{HERE}/"' in text_of(answer)


def test_the_neighbour_and_who_lacks_the_role_are_told_which_it_is(signed_in: SignedIn) -> None:
    clerk = signed_in("counter_clerk")
    assert "ほかの市町村の画面です" in text_of(clerk.get(f"/{NEIGHBOUR}/"))
    assert "この画面を使う役割がありません" in text_of(clerk.get(f"/{HERE}/audit/"))


def test_a_form_without_its_token_is_refused_with_what_to_do(signed_in: SignedIn) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = signed_in("counter_clerk").cookies
    answer = strict.post(f"/{HERE}/residents/", {"text": "会津"})
    assert answer.status_code == 403
    assert "もう一度ボタンを押してください" in text_of(answer)
    assert "会津" not in text_of(answer).replace("会津若松市", "")


def test_a_failure_of_ours_says_so_and_shows_nothing(signed_in: SignedIn, monkeypatch: Any) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("会津 十三蔵")

    monkeypatch.setattr("madoguchi.surfaces.staff_web.views.residents.find", broken)
    client = signed_in("counter_clerk")
    client.raise_request_exception = False
    answer = client.post(f"/{HERE}/residents/", {"text": "会津"}, follow=True)
    assert answer.status_code == 500
    assert "いま、うまく動いていません" in text_of(answer)
    assert "十三蔵" not in text_of(answer)
