"""Revoked certificates are refused; a check that cannot be made never passes as one that was made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.unit.lib.jpki.samples import (
    AT,
    PERIOD,
    authority,
    certificate,
    other_key,
    verified,
)

from madoguchi.lib.jpki import (
    CertificateRevoked,
    Ocsp,
    Purpose,
    RevocationLists,
    RevocationStatus,
    RevocationUnavailable,
)
from madoguchi.lib.jpki.responder import ask_over_http
from madoguchi_testing.jpki import Authority, Changes
from madoguchi_testing.jpki.profile import distribution_point

DAY = timedelta(days=1)
DER = certificate()
SERIAL = x509.load_der_x509_certificate(DER).serial_number

PART = x509.IssuingDistributionPoint(distribution_point().full_name, None, False, False, None, False, False)
LIST = authority().revocation_list({4711: AT - DAY}, this_update=AT - DAY / 2, extensions=((PART, True),))


def scope(**changes: Any) -> tuple[x509.IssuingDistributionPoint, bool]:
    arguments = {
        "full_name": None,
        "relative_name": None,
        "only_contains_user_certs": False,
        "only_contains_ca_certs": False,
        "only_some_reasons": None,
        "indirect_crl": False,
        "only_contains_attribute_certs": False,
    } | changes
    return x509.IssuingDistributionPoint(**arguments), True


class TestLists:
    """A folder of lists."""

    @pytest.fixture
    def put(self, tmp_path: Path) -> Callable[..., RevocationLists]:
        def put_list(
            revoked: dict[int, datetime], by: Authority | None = None, **how: Any
        ) -> RevocationLists:
            how.setdefault("this_update", AT - DAY / 2)
            (tmp_path / "all.crl").write_bytes((by or authority()).revocation_list(revoked, **how))
            return RevocationLists(tmp_path)

        return put_list

    def test_who_is_not_on_the_list_is_good_as_of_its_time(self, put: Callable[..., RevocationLists]) -> None:
        found = verified(DER, revocation=put({4711: AT - DAY})).revocation
        assert (found.status, found.as_of) == (RevocationStatus.GOOD, AT - DAY / 2)

    def test_who_is_on_the_list_is_refused_with_the_day(self, put: Callable[..., RevocationLists]) -> None:
        with pytest.raises(CertificateRevoked) as caught:
            verified(DER, revocation=put({SERIAL: AT - DAY}))
        assert caught.value.since == AT - DAY

    def test_a_signature_from_before_the_revocation_holds(self, put: Callable[..., RevocationLists]) -> None:
        lists = put({SERIAL: AT + DAY}, this_update=AT + 2 * DAY)
        assert verified(DER, revocation=lists).revocation.status is RevocationStatus.GOOD
        with pytest.raises(CertificateRevoked):
            verified(DER, revocation=lists, at=AT + DAY)

    @pytest.mark.parametrize(
        "how",
        [
            pytest.param({"this_update": AT - 5 * DAY}, id="out-of-date"),
            pytest.param({"purpose": Purpose.AUTHENTICATION}, id="of-the-other-authority"),
            pytest.param({"this_update": PERIOD[1] + DAY}, id="after-the-certificate-expired"),
            pytest.param({"extensions": (scope(only_contains_ca_certs=True),)}, id="for-authorities"),
            pytest.param({"extensions": (scope(indirect_crl=True),)}, id="of-others"),
            pytest.param(
                {"extensions": (scope(only_some_reasons=frozenset({x509.ReasonFlags.key_compromise})),)},
                id="some-reasons",
            ),
            pytest.param(
                {"extensions": (scope(full_name=[x509.DNSName("other.example")]),)}, id="another-part"
            ),
            pytest.param({"extensions": ((x509.DeltaCRLIndicator(3), True),)}, id="changes-only"),
        ],
    )
    def test_a_list_that_does_not_answer_is_no_answer(
        self, put: Callable[..., RevocationLists], how: dict[str, Any]
    ) -> None:
        with pytest.raises(RevocationUnavailable):
            verified(DER, revocation=put({}, **how))

    def test_the_part_that_the_certificate_names_answers(self, put: Callable[..., RevocationLists]) -> None:
        part = scope(full_name=distribution_point().full_name, only_contains_user_certs=True)
        with pytest.raises(CertificateRevoked):
            verified(DER, revocation=put({SERIAL: AT - DAY}, extensions=(part,)))

    def test_a_list_that_somebody_else_signed_is_no_answer(self, put: Callable[..., RevocationLists]) -> None:
        forger = Authority.new(keys={purpose: other_key() for purpose in Purpose})
        with pytest.raises(RevocationUnavailable):
            verified(DER, revocation=put({}, by=forger))

    def test_no_folder_and_no_list_are_no_answer(self, tmp_path: Path) -> None:
        for folder in (tmp_path, tmp_path / "missing"):
            with pytest.raises(RevocationUnavailable):
                verified(DER, revocation=RevocationLists(folder))

    def test_a_broken_file_does_not_hide_a_good_one_and_a_new_list_is_seen(
        self, tmp_path: Path, put: Callable[..., RevocationLists]
    ) -> None:
        (tmp_path / "a.crl").write_bytes(b"\x30\x80broken")
        lists = put({})
        assert verified(DER, revocation=lists).revocation.status is RevocationStatus.GOOD
        put({SERIAL: AT - DAY})
        with pytest.raises(CertificateRevoked):
            verified(DER, revocation=lists)

    @settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.integers(0, len(LIST) - 1), st.binary(max_size=2), st.integers(0, 3))
    def test_a_changed_list_is_no_answer(self, tmp_path: Path, position: int, put: bytes, cut: int) -> None:
        changed = LIST[:position] + put + LIST[position + cut :]
        assume(changed != LIST)
        (tmp_path / "changed.crl").write_bytes(changed)
        with pytest.raises(RevocationUnavailable):
            verified(DER, revocation=RevocationLists(tmp_path))

    def test_a_list_as_pem_is_read(self, tmp_path: Path) -> None:
        der = authority().revocation_list({SERIAL: AT - DAY}, this_update=AT - DAY)
        (tmp_path / "pem.crl").write_bytes(x509.load_der_x509_crl(der).public_bytes(Encoding.PEM))
        with pytest.raises(CertificateRevoked):
            verified(DER, revocation=RevocationLists(tmp_path))


class TestResponder:
    """A responder."""

    def asked(self, answer: Callable[[bytes], bytes], **how: Any) -> Any:
        responder = Ocsp("http://ocsp.example.jp", lambda url, request: answer(request), now=lambda: AT)
        return verified(DER, revocation=responder, **how).revocation

    def test_a_good_certificate_is_good(self) -> None:
        found = self.asked(lambda request: authority().respond(request, DER, now=AT))
        assert (found.status, found.as_of) == (RevocationStatus.GOOD, AT)

    def test_a_revoked_one_is_refused(self) -> None:
        with pytest.raises(CertificateRevoked) as caught:
            self.asked(lambda request: authority().respond(request, DER, now=AT, revoked_since=AT - DAY))
        assert caught.value.since == AT - DAY

    def test_one_that_was_revoked_later_was_good(self) -> None:
        found = self.asked(
            lambda request: authority().respond(request, DER, now=AT, revoked_since=AT - DAY), at=AT - 2 * DAY
        )
        assert found.status is RevocationStatus.GOOD

    @pytest.mark.parametrize(
        "how",
        [
            pytest.param({"now": AT - 2 * DAY}, id="old"),
            pytest.param({"now": AT + DAY}, id="from-the-future"),
            pytest.param({"now": AT, "unknown": True}, id="unknown"),
            pytest.param({"now": AT, "nonce": bytes(32)}, id="an-answer-to-another-question"),
            pytest.param({"now": AT, "purpose": Purpose.AUTHENTICATION}, id="of-the-other-authority"),
            pytest.param(
                {"now": AT, "responder": (authority().certificates[Purpose.SIGNING], other_key())},
                id="forged",
            ),
        ],
    )
    def test_an_answer_that_cannot_be_believed_is_none(self, how: dict[str, Any]) -> None:
        with pytest.raises(RevocationUnavailable):
            self.asked(lambda request: authority().respond(request, DER, **how))

    def test_an_answer_about_another_certificate_is_none(self) -> None:
        with pytest.raises(RevocationUnavailable):
            self.asked(lambda request: authority().respond(request, certificate(), now=AT))

    @pytest.mark.parametrize("raw", [b"", b"\x30\x03\x0a\x01\x06", b"<html>", bytes(1000)])
    def test_what_is_no_answer_is_none(self, raw: bytes) -> None:
        with pytest.raises(RevocationUnavailable):
            self.asked(lambda request: raw)

    @settings(max_examples=100, deadline=None)
    @given(st.integers(0, 1499), st.binary(min_size=1, max_size=2), st.integers(1, 3))
    def test_a_changed_answer_is_none(self, position: int, put: bytes, cut: int) -> None:
        def changed(request: bytes) -> bytes:
            answer = authority().respond(request, DER, now=AT)
            place = position % len(answer)
            found = answer[:place] + put + answer[place + cut :]
            assume(found != answer)
            return found

        try:
            found = self.asked(changed)
        except RevocationUnavailable:
            return
        # What is not signed (the certificate that comes along) may be damaged; the answer itself was not.
        assert (found.status, found.as_of) == (RevocationStatus.GOOD, AT)

    def test_a_responder_that_does_not_answer_is_told(self) -> None:
        def out_of_reach(request: bytes) -> bytes:
            raise TimeoutError

        with pytest.raises(RevocationUnavailable):
            self.asked(out_of_reach)

    @pytest.mark.parametrize("appointed", [True, False])
    def test_the_authority_may_appoint_a_responder(self, appointed: bool) -> None:
        use = ExtendedKeyUsageOID.OCSP_SIGNING if appointed else ExtendedKeyUsageOID.CLIENT_AUTH
        changes = Changes(more=((x509.ExtendedKeyUsage([use]), False),))
        der = authority().issue(Purpose.SIGNING, None, other_key(), PERIOD, changes)
        signer = (x509.load_der_x509_certificate(der), other_key())

        def answer(request: bytes) -> bytes:
            return authority().respond(request, DER, now=AT, responder=signer)

        if appointed:
            assert self.asked(answer).status is RevocationStatus.GOOD
        else:
            with pytest.raises(RevocationUnavailable):
                self.asked(answer)

    @pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://example.jp", "ocsp.example.jp"])
    def test_only_web_addresses_are_asked(self, url: str) -> None:
        with pytest.raises(OSError, match="http"):
            ask_over_http(url, b"")


def test_nobody_is_asked_about_a_certificate_that_is_not_believed() -> None:
    def never(url: str, request: bytes) -> bytes:
        pytest.fail("the responder was asked")

    with pytest.raises(ValueError):
        verified(DER[:-1] + b"\x00", revocation=Ocsp("http://ocsp.example.jp", never))
    with pytest.raises(ValueError):
        verified(DER, signature=bytes(256), revocation=Ocsp("http://ocsp.example.jp", never))
