from __future__ import annotations

from pathlib import Path

from madoguchi.core.packs import read_pack_files, source_report
from madoguchi_testing.broken_packs import lay_out

PACKS = Path(__file__).parents[4] / "packs"


def test_every_source_that_nobody_compared_is_listed_with_its_line(tmp_path: Path) -> None:
    root = lay_out(PACKS / "_broken", None, tmp_path)
    report = source_report(read_pack_files(root, schemas=PACKS / "_schema"))
    assert [(one.owner, one.municipality) for one in report.unverified] == [
        ("care_transfer", None),
        ("move_in_notification", None),
        ("garbage_calendar", "990019"),
    ]
    for one in report.unverified:
        line = (tmp_path / one.file).read_text(encoding="utf-8").splitlines()[one.line - 1]
        assert one.title in line
    assert (report.sources, report.procedures, report.procedures_without) == (9, 3, 3)


def test_a_verified_source_is_counted_and_not_listed(tmp_path: Path) -> None:
    root = lay_out(PACKS / "_broken", None, tmp_path)
    path = root / "common" / "procedures" / "care_transfer" / "procedure.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("verified: false", "verified: true"), "utf-8")
    report = source_report(read_pack_files(root, schemas=PACKS / "_schema"))
    assert "care_transfer" not in {one.owner for one in report.unverified}
    assert report.sources == 9
