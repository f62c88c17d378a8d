"""Whatever the マイナポータル gives becomes an application that can be kept, or is told; nothing else."""

from __future__ import annotations

import json
from datetime import datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.core.clock import TOKYO
from madoguchi.engines.portal.api import PayloadError, PortalArrivalRefusedError
from madoguchi.engines.portal.domain.format import ApplicationFormat
from madoguchi.engines.portal.domain.payloads import read_application
from madoguchi.journeys.online_application.domain.signed_content import AppliedProcedure, SignedContent
from madoguchi.journeys.online_application.office.portal.reading import PortalContent, content_of
from madoguchi_testing.portal.stand_in import FORMAT

HERE = "072028"
AT = datetime(2026, 10, 13, 9, 30, tzinfo=TOKYO)
NUMBER = UUID("6f1f7c64-8b7b-4b7e-9a53-3a6a0c8ad001")
KIND = ApplicationFormat.model_validate(FORMAT["applications"][0])
TEXTS = st.one_of(
    st.sampled_from(["例示 健", "れいじ けん", "平成2年4月10日", "1990-04-10", "P-1", "1A", ""]),
    st.text(st.characters(), max_size=60),
    st.integers(),
    st.none(),
)


def read(data: object) -> PortalContent:
    given = read_application(json.dumps(data).encode(), KIND, number="P-1", received_at=AT)
    return content_of(HERE, given, NUMBER, AT)


def test_the_applicant_is_marked_and_the_household_applies() -> None:
    found = read({"applicant": {"name": "例示 健", "birth": "平成2年4月10日", "sex": "1"}})
    assert found.facts.applicant() == 0
    assert found.content.procedures == (AppliedProcedure("child_allowance_claim"),)
    assert SignedContent.from_bytes(found.content.to_bytes()) == found.content


@given(
    st.fixed_dictionaries({"name": TEXTS, "kana": TEXTS, "birth": TEXTS, "sex": st.sampled_from(["1", "2"])}),
    st.lists(st.fixed_dictionaries({"name": TEXTS, "birth": TEXTS}), max_size=3),
    st.fixed_dictionaries({"serial": TEXTS, "issuer": TEXTS}),
    TEXTS,
)
def test_whatever_is_sent_can_be_kept_or_is_told(
    applicant: object, children: object, signature: object, corrects: object
) -> None:
    data = {"applicant": applicant, "children": children, "signature": signature, "corrects": corrects}
    try:
        found = read(data)
    except (PayloadError, PortalArrivalRefusedError):
        return
    assert SignedContent.from_bytes(found.content.to_bytes()) == found.content


@pytest.mark.parametrize(
    ("where", "what"),
    [
        ("issuer", "CN=\u0000"),
        ("issuer", "あ" * 301),
        ("corrects", "P-1\u0000"),
        ("corrects", "../P-1"),
    ],
    ids=["nul in an issuer", "long issuer", "nul in a number", "a path as a number"],
)
def test_what_no_column_takes_is_told_with_its_field(where: str, what: str) -> None:
    applicant = {"name": "例示 健", "birth": "1990-04-10", "sex": "1"}
    data = {"applicant": applicant, "signature": {"serial": "1", "issuer": "CN=Fictional"}}
    data = data | ({"corrects": what} if where == "corrects" else {"signature": {"serial": "1", where: what}})
    with pytest.raises(PayloadError, match=where):
        read(data)
