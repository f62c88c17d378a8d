"""The papers that come out of a printer at home."""

from __future__ import annotations

import io

import pypdf
import pypdfium2
import pytest
import zxingcpp
from tests.integration.journeys.pre_application.resident import finished

from madoguchi.core.packs import Scenario
from madoguchi.engines.forms.api import open_content
from madoguchi.journeys.pre_application import api
from madoguchi_testing.people import Resident

pytestmark = pytest.mark.django_db


def test_the_guide_slip_is_one_page(tomizo: Scenario) -> None:
    resident = Resident(tomizo)
    resident.answer_everything()
    reader = pypdf.PdfReader(io.BytesIO(api.guide_slip_pdf(resident.application)))
    assert len(reader.pages) == 1
    assert "転入届" in reader.pages[0].extract_text()


def test_the_code_is_read_from_the_printed_sheet(tomizo: Scenario) -> None:
    resident = finished(tomizo)
    sealed = api.seal_answers(resident.handle)
    sheet = pypdfium2.PdfDocument(api.code_sheet_pdf(resident.application, sealed))
    read = zxingcpp.read_barcodes(sheet[0].render(scale=3).to_pil())
    assert [code.text for code in read] == [sealed.text]
    assert open_content(resident.application.pack, [read[0].text]).content.facts == resident.application.facts
