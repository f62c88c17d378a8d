"""Every mistake of the corpus is answered with exactly its message."""

from __future__ import annotations

from pathlib import Path

import pytest

from madoguchi.core.packs import PackErrors, load_packs
from madoguchi_testing.broken_packs import EXPECTED, lay_out, mistakes

PACKS = Path(__file__).parents[2] / "packs"
CORPUS = PACKS / "_broken"


@pytest.mark.parametrize("mistake", mistakes(CORPUS))
def test_a_wrong_pack_gets_its_message(mistake: str, tmp_path: Path) -> None:
    root = lay_out(CORPUS, mistake, tmp_path)
    with pytest.raises(PackErrors) as caught:
        load_packs(root, schemas=PACKS / "_schema")
    assert str(caught.value) == (CORPUS / mistake / EXPECTED).read_text(encoding="utf-8").strip()


def test_the_base_of_the_corpus_is_right(tmp_path: Path) -> None:
    packs = load_packs(lay_out(CORPUS, None, tmp_path), schemas=PACKS / "_schema")
    assert list(packs.municipalities) == ["990019"]


def test_every_message_says_what_to_do_now() -> None:
    for mistake in mistakes(CORPUS):
        for line in (CORPUS / mistake / EXPECTED).read_text(encoding="utf-8").strip().splitlines():
            place, _, said = line.partition("行目: ")
            assert place.startswith("packs/"), line
            # cause and remedy: two sentences, or a question, or the list of what can be written
            assert len([part for part in said.replace("か。", "。").split("。") if part.strip()]) >= 2, line
