"""A signature holds only with a right certificate, and whatever is wrong is named."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.lib.jpki.samples import (
    AT,
    CONTENT,
    HOLDER,
    PERIOD,
    authority,
    certificate,
    other_key,
    owner_key,
    signature,
    signed_again,
    verified,
)

from madoguchi.lib.jpki import (
    CardForTesting,
    CertificateAltered,
    CertificateExpired,
    CertificateForeign,
    CertificateForOtherPurpose,
    CertificateNotYetValid,
    CertificateSelfMade,
    CertificateUnreadable,
    CertificateUnsupported,
    IssuerGenerationMissing,
    IssuerNotValid,
    JpkiError,
    Purpose,
    RevocationStatus,
    SignatureAltered,
    SignatureOverOtherContent,
    TrustAnchors,
    errors,
    verify_authentication,
)
from madoguchi_testing.jpki import Authority, Changes
from madoguchi_testing.jpki.profile import authority_certificate, authority_name, key_usage

PRODUCTION = "1.2.392.200149.8.5.1.1.20"
DAY = timedelta(days=1)
SAMPLE = certificate()


def test_a_right_signature_tells_who_signed() -> None:
    found = verified(certificate())
    assert found.certificate.basic_information.name == "会津　十三蔵"
    assert found.certificate.identity.issuer.startswith("OU=Fictional people only,OU=JPKI for digital")
    assert found.certificate.identity.serial_text == f"{found.certificate.parsed.serial_number:X}"
    assert found.anchor.purpose is Purpose.SIGNING
    assert found.for_testing


def test_without_a_check_the_result_says_that_revocation_was_not_checked() -> None:
    assert verified(certificate()).revocation.status is RevocationStatus.NOT_CHECKED


def test_where_test_cards_are_not_taken_policy_and_authority_must_both_be_real() -> None:
    keys = {purpose: other_key() for purpose in Purpose}
    real = Authority.new(keys=keys, organisation="Not The Demo")
    der = real.issue(Purpose.SIGNING, HOLDER, owner_key(), PERIOD, Changes(policy=PRODUCTION))
    assert not verified(der, anchors=real.anchors, accept_test_cards=False).for_testing
    test_card = real.issue(Purpose.SIGNING, HOLDER, owner_key(), PERIOD)
    for one, anchors in ((test_card, real.anchors), (certificate(policy=PRODUCTION), authority().anchors)):
        assert verified(one, anchors=anchors).for_testing
        with pytest.raises(CardForTesting):
            verified(one, anchors=anchors, accept_test_cards=False)


def test_a_sign_in_knows_issuer_and_serial_number_and_nothing_else() -> None:
    challenge = b"a sign-in of this minute"
    der = certificate(Purpose.AUTHENTICATION)
    found = verify_authentication(
        challenge, signature(challenge), der, authority().anchors, AT, accept_test_cards=True
    )
    assert "user authentication" in found.certificate.identity.issuer
    assert not hasattr(found.certificate, "basic_information")


# --- time -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("period", "error"),
    [
        pytest.param((AT - 10 * DAY, AT - DAY), CertificateExpired, id="expired"),
        pytest.param((AT + DAY, AT + 10 * DAY), CertificateNotYetValid, id="not-yet-valid"),
    ],
)
def test_outside_its_days_a_certificate_is_refused(
    period: tuple[datetime, datetime], error: type[JpkiError]
) -> None:
    with pytest.raises(error):
        verified(certificate(period=period))


@pytest.mark.parametrize("moment", [PERIOD[0], PERIOD[1]], ids=["first", "last"])
def test_the_first_and_the_last_second_count(moment: datetime) -> None:
    assert verified(certificate(), at=moment).at == moment


def test_expiry_is_told_with_its_date_in_japan() -> None:
    end_of_the_17th = datetime(2026, 3, 17, 14, 59, 59, tzinfo=UTC)
    for seconds, day in ((0, "令和8年3月17日"), (1, "令和8年3月18日")):
        with pytest.raises(CertificateExpired, match=day):
            verified(certificate(period=(AT - 10 * DAY, end_of_the_17th + timedelta(seconds=seconds))))


def test_days_that_end_in_the_twenty_first_century_s_second_half_are_read() -> None:
    found = verified(certificate(period=(datetime(1990, 1, 1, tzinfo=UTC), datetime(2070, 1, 1, tzinfo=UTC))))
    assert found.certificate.valid_until.year == 2070


def dated(first: bytes, last: bytes) -> bytes:
    """A certificate of the authority with these two texts as its days (UTCTime)."""
    tbs = x509.load_der_x509_certificate(SAMPLE).tbs_certificate_bytes
    start = tbs.index(b"\x30\x1e\x17\x0d")
    return signed_again(tbs[:start] + b"\x30\x1e\x17\x0d" + first + b"\x17\x0d" + last + tbs[start + 32 :])


@pytest.mark.parametrize(
    ("first", "last", "error"),
    [
        pytest.param(b"270319000000Z", b"250319000000Z", CertificateNotYetValid, id="turned-around"),
        pytest.param(b"261301000000Z", b"270319000000Z", CertificateUnreadable, id="month-13"),
        pytest.param(b"250229000000Z", b"270319000000Z", CertificateUnreadable, id="no-leap-year"),
        pytest.param(b"250319000000Z", b"270319246060Z", CertificateUnreadable, id="hour-24"),
        pytest.param(b"2503190000+09", b"270319000000Z", CertificateUnreadable, id="no-utc"),
        pytest.param(b"250319000000Z", b"500101000000Z", CertificateExpired, id="year-50-is-1950"),
    ],
)
def test_odd_days_are_refused_also_when_the_authority_signed_them(
    first: bytes, last: bytes, error: type[JpkiError]
) -> None:
    with pytest.raises(error):
        verified(dated(first, last))


@pytest.mark.parametrize("first_byte", [0x00, 0xFF], ids=["zero", "negative"])
def test_a_serial_number_that_is_not_positive_identifies_nobody(first_byte: int) -> None:
    parsed = x509.load_der_x509_certificate(SAMPLE)
    raw = parsed.serial_number.to_bytes(8, "big").lstrip(b"\x00")
    tbs = parsed.tbs_certificate_bytes
    start = tbs.index(b"\x02", 9)
    size = tbs[start + 1]
    assert tbs[start + 2 : start + 2 + size].lstrip(b"\x00") == raw
    shorter = size - 1
    changed = tbs[:start] + b"\x02\x01" + bytes((first_byte,)) + tbs[start + 2 + size :]
    whole = int.from_bytes(tbs[2:4], "big") - shorter
    with pytest.raises(CertificateUnreadable):
        verified(signed_again(changed[:2] + whole.to_bytes(2, "big") + changed[4:]))


def test_right_days_signed_again_hold() -> None:
    assert verified(dated(b"250319000000Z", b"270319000000Z")).certificate.valid_until.year == 2027


def test_a_moment_without_time_zone_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="time zone"):
        verified(certificate(), at=datetime(2026, 3, 19))  # noqa: DTZ001


def test_an_authority_outside_its_own_days_is_refused() -> None:
    keys = {purpose: authority().keys[purpose] for purpose in Purpose}
    old = Authority.new(keys=keys, valid_from=AT - 900 * DAY, valid_until=AT - DAY)
    der = old.issue(Purpose.SIGNING, HOLDER, owner_key(), PERIOD)
    with pytest.raises(IssuerNotValid):
        verified(der, anchors=old.anchors)


# --- whose -------------------------------------------------------------------------------------------


def test_what_somebody_signed_for_himself_is_self_made() -> None:
    name = authority_name(Purpose.SIGNING, "Somebody")
    der = authority_certificate(name, owner_key(), *PERIOD).public_bytes(Encoding.DER)
    with pytest.raises(CertificateSelfMade):
        verified(der)


def test_self_made_under_the_name_of_the_authority_is_self_made() -> None:
    name = authority().certificates[Purpose.SIGNING].subject
    der = authority_certificate(name, owner_key(), *PERIOD).public_bytes(Encoding.DER)
    with pytest.raises(CertificateSelfMade):
        verified(der)


def test_another_authority_is_foreign() -> None:
    foreign = Authority.new(
        keys={purpose: other_key() for purpose in Purpose}, organisation="Another Authority"
    )
    with pytest.raises(CertificateForeign) as caught:
        verified(foreign.issue(Purpose.SIGNING, HOLDER, owner_key(), PERIOD))
    assert type(caught.value) is CertificateForeign


def test_a_generation_that_is_not_configured_is_named() -> None:
    newer = Authority.new(keys={purpose: other_key() for purpose in Purpose})
    der = newer.issue(Purpose.SIGNING, HOLDER, owner_key(), PERIOD)
    with pytest.raises(IssuerGenerationMissing, match="世代"):
        verified(der)
    both = TrustAnchors([*authority().anchors, *newer.anchors])
    assert (
        verified(der, anchors=both).anchor.fingerprint
        != verified(certificate(), anchors=both).anchor.fingerprint
    )


def test_a_forger_who_copies_the_name_of_the_key_is_found_out() -> None:
    forger = Authority.new(keys={purpose: other_key() for purpose in Purpose})
    forger.certificates[Purpose.SIGNING] = authority().certificates[Purpose.SIGNING]
    with pytest.raises(CertificateAltered):
        verified(forger.issue(Purpose.SIGNING, HOLDER, owner_key(), PERIOD))


def test_without_anchors_nobody_is_believed() -> None:
    with pytest.raises(CertificateForeign):
        verified(certificate(), anchors=TrustAnchors())


def test_the_certificate_of_the_authority_itself_signs_nothing() -> None:
    with pytest.raises(CertificateForOtherPurpose):
        verified(authority().der(Purpose.SIGNING))


# --- what for ----------------------------------------------------------------------------------------


def test_a_sign_in_certificate_signs_no_application() -> None:
    with pytest.raises(CertificateForOtherPurpose):
        verified(certificate(Purpose.AUTHENTICATION))


def test_the_authority_for_sign_ins_can_certify_no_signature() -> None:
    signing_profile = Changes(
        usage=key_usage("digital_signature", "content_commitment"), policy="1.2.392.200149.8.5.1.0.20"
    )
    der = authority().issue(Purpose.AUTHENTICATION, HOLDER, owner_key(), PERIOD, signing_profile)
    with pytest.raises(CertificateForOtherPurpose):
        verified(der)


def test_a_signing_certificate_signs_nobody_in() -> None:
    with pytest.raises(CertificateForOtherPurpose):
        verify_authentication(
            CONTENT, signature(), certificate(), authority().anchors, AT, accept_test_cards=True
        )


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"usage": key_usage("digital_signature")}, id="usage-of-sign-in"),
        pytest.param({"usage": key_usage("content_commitment")}, id="no-digital-signature"),
        pytest.param({"usage": key_usage("key_encipherment")}, id="for-encryption"),
        pytest.param(
            {"usage": key_usage("digital_signature", "content_commitment", "key_cert_sign")},
            id="may-issue-others",
        ),
        pytest.param({"usage_critical": False}, id="usage-not-critical"),
        pytest.param({"without": ("2.5.29.15",)}, id="no-usage"),
        pytest.param({"policy": "1.2.392.200149.8.5.1.3.30"}, id="policy-of-sign-in"),
        pytest.param({"policy": "1.2.3.4"}, id="unknown-policy"),
        pytest.param({"without": ("2.5.29.32",)}, id="no-policy"),
        pytest.param(
            {"more": ((x509.BasicConstraints(ca=True, path_length=None), True),)}, id="an-authority"
        ),
    ],
)
def test_a_wrong_purpose_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(CertificateForOtherPurpose):
        verified(certificate(**changes))


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"key": ec.generate_private_key(ec.SECP256R1())}, id="elliptic-curve"),
        pytest.param({"key": rsa.generate_private_key(65537, 1024)}, id="short-key"),
        pytest.param(
            {"more": ((x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00"), True),)},
            id="unknown-condition",
        ),
    ],
)
def test_what_is_not_understood_is_not_believed(changes: dict[str, object]) -> None:
    with pytest.raises(CertificateUnsupported):
        verified(certificate(**changes))


def test_other_ways_of_signing_certificates_are_not_believed() -> None:
    name = authority().certificates[Purpose.SIGNING].subject
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(owner_key().public_key())
        .serial_number(7)
        .not_valid_before(PERIOD[0])
        .not_valid_after(PERIOD[1])
    )
    pss = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH)
    signed = builder.sign(authority().keys[Purpose.SIGNING], hashes.SHA256(), rsa_padding=pss)
    with pytest.raises(CertificateUnsupported):
        verified(signed.public_bytes(Encoding.DER))


# --- signatures ---------------------------------------------------------------------------------------


def test_a_signature_over_other_content_is_told_from_a_damaged_one() -> None:
    with pytest.raises(SignatureOverOtherContent):
        verified(certificate(), signature=signature("転入届".encode()))
    damaged = bytearray(signature())
    damaged[100] ^= 1
    with pytest.raises(SignatureAltered):
        verified(certificate(), signature=bytes(damaged))


def test_a_signature_of_another_card_is_refused() -> None:
    with pytest.raises(SignatureAltered):
        verified(certificate(), signature=signature(key=other_key()))


@pytest.mark.parametrize("raw", [b"", b"\x00", bytes(256), b"\xff" * 256, bytes(100_000)], ids=len)
def test_what_is_no_signature_is_refused(raw: bytes) -> None:
    with pytest.raises(SignatureAltered):
        verified(certificate(), signature=raw)


def test_another_digest_is_no_signature_over_the_content() -> None:
    weak = owner_key().sign(CONTENT, padding.PKCS1v15(), hashes.SHA1())
    with pytest.raises(SignatureAltered):
        verified(certificate(), signature=weak)


# --- tampering ----------------------------------------------------------------------------------------


def test_a_name_that_was_exchanged_is_found() -> None:
    tampered = SAMPLE.replace("十三蔵".encode(), "四十蔵".encode())
    assert tampered != SAMPLE
    with pytest.raises(CertificateAltered):
        verified(tampered)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(SAMPLE) - 1), st.integers(1, 255))
def test_no_changed_byte_goes_unnoticed(position: int, change: int) -> None:
    tampered = bytearray(SAMPLE)
    tampered[position] ^= change
    with pytest.raises(JpkiError):
        verified(bytes(tampered))


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 899), st.binary(max_size=3), st.integers(0, 3))
def test_whatever_an_authority_signs_is_verified_or_named(position: int, put: bytes, cut: int) -> None:
    tbs = x509.load_der_x509_certificate(SAMPLE).tbs_certificate_bytes
    try:
        found = verified(signed_again(tbs[:position] + put + tbs[position + cut :]))
    except JpkiError:
        return
    assert found.for_testing


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400) | st.integers(0, len(SAMPLE) - 1).map(lambda end: SAMPLE[:end]))
def test_what_is_no_certificate_is_unreadable(raw: bytes) -> None:
    with pytest.raises(CertificateUnreadable):
        verified(raw)


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"\x30\x83\xff\xff\xff" + bytes(20_000_000), id="20-megabytes"),
        pytest.param(b"\x30\x80" * 8_000, id="nested-deeply"),
        pytest.param(SAMPLE + b"\x00", id="something-behind"),
        pytest.param(SAMPLE + SAMPLE, id="twice"),
        pytest.param(b"-----BEGIN CERTIFICATE-----\n", id="pem"),
    ],
)
def test_huge_and_strange_certificates_are_unreadable(raw: bytes) -> None:
    with pytest.raises(CertificateUnreadable):
        verified(raw)


def test_every_cause_has_a_message_for_people_and_no_personal_data() -> None:
    causes = {
        cause for cause in vars(errors).values() if isinstance(cause, type) and issubclass(cause, JpkiError)
    }
    assert len(causes) == 18
    assert all("。" in (cause.__doc__ or "") for cause in causes)
    with pytest.raises(CertificateAltered) as caught:
        verified(SAMPLE.replace("十三蔵".encode(), "四十蔵".encode()))
    assert "蔵" not in repr(caught.value)
    assert "蔵" not in repr(verified(SAMPLE))
