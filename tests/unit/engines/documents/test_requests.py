"""Which documents a plan needs."""

from __future__ import annotations

import pytest
from tests.unit.engines.documents import samples

from madoguchi.core.packs import MunicipalityPack
from madoguchi.engines.documents.api import (
    LayoutBrokenError,
    UnknownDocumentError,
    documents_for,
    render,
    render_all,
)


@pytest.fixture(scope="module")
def pack() -> MunicipalityPack:
    return samples.pack()


def test_each_form_is_made_once_with_all_the_persons_on_it(pack: MunicipalityPack) -> None:
    requests = {one.file_name: one for one in documents_for(pack, samples.plan(), samples.facts())}
    assert requests["card_change.pdf"].persons == (0, 1)
    assert requests["national_health_insurance.pdf"].persons == (0, 1)
    assert requests["resident_change_notification.pdf"].persons == (0, 1, 2, 3, 4)
    assert requests["late_elderly_5.pdf"].persons == (4,)


def test_a_procedure_without_a_form_of_its_own_gets_the_general_one_under_its_name(
    pack: MunicipalityPack,
) -> None:
    request = next(
        one
        for one in documents_for(pack, samples.plan(), samples.facts())
        if one.key == "generic_application"
    )
    assert request.title == "犬の登録事項の変更"
    assert request.file_name == "generic_application_dogs.pdf"
    assert request.data["rows"] == [{"label": "飼っている犬", "text": "1頭"}]


def test_what_is_only_possible_done_from_home_or_not_chosen_makes_no_document(pack: MunicipalityPack) -> None:
    late = samples.procedure("late", "後期", "late_elderly")
    possible = samples.Plan((samples.Entry(late, 4, status="possible"),))
    assert documents_for(pack, possible, samples.facts()) == []
    at_home = samples.Plan((samples.Entry(late, 4, at_home=True),))
    assert documents_for(pack, at_home, samples.facts()) == []
    chosen = documents_for(pack, samples.plan(), samples.facts(), chosen={"pension"})
    assert [one.key for one in chosen] == ["pension"]


def test_a_layout_is_given_only_the_answers_that_it_prints(pack: MunicipalityPack) -> None:
    requests = {one.key: one for one in documents_for(pack, samples.plan(), samples.facts())}
    assert "会津若松市" not in str(requests["pension"].data["persons"])
    assert "person.care_level" in requests["care_certification_transfer"].data["persons"][0]["values"]
    assert "person.care_level" not in str(requests["pension"].data)


def test_all_documents_come_back_in_their_order(pack: MunicipalityPack) -> None:
    requests = documents_for(pack, samples.plan(), samples.facts())
    made = render_all(pack, requests)
    assert [one.file_name for one in made] == [one.file_name for one in requests]
    assert all(one.pdf.startswith(b"%PDF") for one in made)


def test_a_document_that_no_pack_has_is_named(pack: MunicipalityPack) -> None:
    with pytest.raises(UnknownDocumentError, match="no_such_form"):
        render(pack, "no_such_form", {})


def test_a_broken_layout_says_where_and_nothing_of_the_data(pack: MunicipalityPack) -> None:
    with pytest.raises(LayoutBrokenError, match=r"late_elderly/layout\.typ") as refused:
        render(pack, "late_elderly", {"secret": "会津 十三蔵"})
    assert "十三蔵" not in str(refused.value)
