"""Notices of the registry against a ledger: how fast, how right, and two peers on the same files.

The peers are Splink with the comparisons that its documentation begins with, and equality of texts after
NFKC, which is what the robots of the trial compared.
"""

from __future__ import annotations

import csv
import json
import logging
import subprocess
import sys
import threading
import time
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from madoguchi.engines.tax_ledger.domain.deciding import NEW_OWNER, Outcome, Status
from madoguchi.lib.japanese.addresses import places_of_japan
from madoguchi_testing.benchmarks.measuring import Row
from madoguchi_testing.ledgers.generating import write_ledger
from madoguchi_testing.ledgers.judging import Judged, judge_results, read_truth
from madoguchi_testing.ledgers.model import LedgerOrder

ASSETS, NOTICES, SEED = 1_000_000, 100_000, 6
LIMIT = 0.99
"""From this probability on a pair of Splink counts as found."""
AIM = "97% 以上、正しさ 99.9% 以上"

_Row = Mapping[str, str]


def rows(*, fraction: float = 1.0) -> Iterator[Row]:
    """The rows of the table: time and memory, matched and right, the peers, the kinds of notices."""
    order = LedgerOrder(
        seed=SEED, assets=max(2_000, round(ASSETS * fraction)), notices=max(500, round(NOTICES * fraction))
    )
    with TemporaryDirectory() as name:
        folder = Path(name)
        written = write_ledger(order, folder)
        truth = read_truth(folder / "truth.csv")
        seconds, memory = _matched_by_command(folder)
        yield Row(
            f"登記済通知 {written['notices']:,}件を資産 {written['assets']:,}件と照合",
            "2 分未満、4 GiB 未満",
            plain=f"{seconds:.1f} 秒",
            note=f"読む・照合する・書く。最大 {memory:.2f} GiB、宛名 {written['owners']:,}件",
        )  # fmt: skip
        total, by_case, _ = judge_results(_outcomes(folder / "result.csv"), truth)
        yield _row("照合：Madoguchi", total, AIM)
        tables = _Tables(folder)
        for peer, find in (("NFKC 後の文字の一致", _by_equality), ("Splink のふつうの比較", _by_splink)):
            began = time.perf_counter()
            judged, _, _ = judge_results(find(tables), truth)
            yield _row(f"照合：{peer}", judged, "", note=f"{time.perf_counter() - began:.1f} 秒")
        for case, counts in sorted(by_case.items(), key=lambda one: -one[1].notices):
            yield _row(f"種類：{case}", counts, "")


def _row(name: str, counts: Judged, aim: str, note: str = "") -> Row:
    return Row(
        name, aim, plain=f"決 {counts.share_matched:.2%} 正 {counts.precision:.3%}",
        note="、".join(filter(None, (
            f"{counts.notices:,}件、答えが1つのもの {counts.clear:,}件の {counts.recall:.2%}、"
            f"誤り {counts.matched - counts.right}", note,
        ))),
    )  # fmt: skip


# --- ours ---------------------------------------------------------------------------------------------


def _matched_by_command(folder: Path) -> tuple[float, float]:
    """Seconds, and GiB of all processes together, of the command that people use."""
    command = [
        sys.executable, "-m", "madoguchi.surfaces.cli.main", "ledger", "match", "--json",
        *(word for name in ("notices", "assets", "owners") for word in (f"--{name}", f"{folder / name}.csv")),
        "--out", f"{folder / 'result.csv'}",
    ]  # fmt: skip
    began = time.perf_counter()
    with subprocess.Popen(  # noqa: S603 - our own command
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        most = _Memory(process.pid)
        most.start()
        process.wait()
    seconds = time.perf_counter() - began
    most.join()
    if process.returncode not in (0, 1):
        raise RuntimeError(json.dumps({"command": command, "code": process.returncode}))
    return seconds, most.gibibytes


class _Memory(threading.Thread):
    """Looks again and again at how much a process and its children take; shared pages count once."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid = pid
        self.gibibytes = 0.0

    def run(self) -> None:
        while Path(f"/proc/{self.pid}/status").exists():
            total = sum(map(_proportional, (self.pid, *_children(self.pid))))
            self.gibibytes = max(self.gibibytes, total / 2**20)
            time.sleep(0.5)


def _children(pid: int) -> list[int]:
    with suppress(OSError):
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def _proportional(pid: int) -> int:
    """Kibibytes; pages that several processes share are divided among them."""
    with suppress(OSError, ValueError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0


def _outcomes(path: Path) -> Iterator[Outcome]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Outcome(
                row["notice_id"],
                Status(row["status"]),
                row["asset_id"],
                row["owner_id"],
                float(row["score"]),
                "",
            )


# --- peers --------------------------------------------------------------------------------------------


class _Tables:
    """The files as a robot or a table tool reads them: texts after NFKC, without spaces."""

    def __init__(self, folder: Path) -> None:
        self.notices = _read(folder / "notices.csv")
        self.assets = _read(folder / "assets.csv")
        self.owners = {row["owner_id"]: row for row in _read(folder / "owners.csv")}
        self.names = _municipalities(self.assets)

    def place(self, asset: _Row) -> str:
        """所在 of an asset, put together from its columns."""
        hamlet = asset["koaza"].removeprefix("字")
        return f"{self.names[asset['municipality_code']]}{asset['town']}{'字' if hamlet else ''}{hamlet}"


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [{key: _plain(value) for key, value in row.items()} for row in csv.DictReader(file)]


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _municipalities(assets: Sequence[_Row]) -> dict[str, str]:
    known = places_of_japan().municipalities
    names = {code[:5]: one.name for code, one in known.items()}
    return {code: names.get(code[:5], "") for code in {asset["municipality_code"] for asset in assets}}


def _name(owner: _Row) -> str:
    return owner["corporate_name"] or owner["family_name"] + owner["given_name"]


def _by_equality(tables: _Tables) -> Iterator[Outcome]:
    """Place, lot and owner equal; the new owner by name and address, or new where nobody has the name."""
    assets: dict[tuple[str, str, str], list[_Row]] = defaultdict(list)
    for one in tables.assets:
        number = one["building_number"] if one["kind"] == "家屋" else one["lot"]
        assets[one["kind"], tables.place(one), number].append(one)
    people: dict[str, list[str]] = defaultdict(list)
    for owner_id, owner in tables.owners.items():
        people[_name(owner)].append(owner_id)
    for notice in tables.notices:
        number = notice["building_number"] if notice["kind"] == "家屋" else notice["lot_number"]
        found = assets.get((notice["kind"], notice["location"], number), [])
        giver = notice["previous_owner_name"] or notice["owner_name"]
        asset = found[0] if len(found) == 1 else None
        ids = asset["owner_ids"].split(";") if asset else []
        owners = [one for one in ids if _name(tables.owners[one]) == giver]
        taken = owners[0] if len(owners) == 1 else ""
        if taken and notice["event"] == "所有権移転":
            same = [one for one in people.get(notice["owner_name"], ())
                    if tables.owners[one]["address"] == notice["owner_address"]]  # fmt: skip
            known = notice["owner_name"] in people
            taken = same[0] if len(same) == 1 else "" if known else NEW_OWNER
        yield _outcome(notice, asset["asset_id"] if asset else "", taken)


def _outcome(notice: _Row, asset_id: str, owner_id: str) -> Outcome:
    status = Status.MATCHED if asset_id and owner_id else Status.REVIEW
    return Outcome(notice["notice_id"], status, asset_id, owner_id, 1.0, "")


def _by_splink(tables: _Tables) -> Iterator[Outcome]:
    """Two links: notices with assets and their owners, and new owners with all owners."""
    held = [
        {"unique_id": f"{asset['asset_id']} {owner_id}", "place": tables.place(asset),
         "lot": asset["building_number"] or asset["lot"], "area": asset["area_m2"],
         "name": _name(tables.owners[owner_id]), "address": tables.owners[owner_id]["address"]}
        for asset in tables.assets for owner_id in asset["owner_ids"].split(";")
    ]  # fmt: skip
    asked = [
        {"unique_id": notice["notice_id"], "place": notice["location"],
         "lot": notice["building_number"] or notice["lot_number"], "area": notice["area_m2"],
         "name": notice["previous_owner_name"] or notice["owner_name"],
         "address": notice["previous_owner_address"] or notice["owner_address"]}
        for notice in tables.notices
    ]  # fmt: skip
    assets = _link(asked, held, ("place", "lot", "area", "name", "address"), (("lot",), ("name", "place")))
    buyers = [
        {"unique_id": notice["notice_id"], "name": notice["owner_name"], "address": notice["owner_address"]}
        for notice in tables.notices if notice["event"] == "所有権移転"
    ]  # fmt: skip
    known = [
        {"unique_id": one, "name": _name(owner), "address": owner["address"]}
        for one, owner in tables.owners.items()
    ]
    owners = _link(buyers, known, ("name", "address"), (("name",), ("address",)))
    for notice in tables.notices:
        asset_id, _, holder = assets.get(notice["notice_id"], "").partition(" ")
        transfer = notice["event"] == "所有権移転"
        owner_id = owners.get(notice["notice_id"], NEW_OWNER) if transfer else holder
        yield _outcome(notice, asset_id, owner_id)


def _link(
    asked: Sequence[_Row],
    held: Sequence[_Row],
    columns: Sequence[str],
    blocks: Sequence[tuple[str, ...]],
) -> dict[str, str]:
    """The best pair of each row that was asked for, from a probability of `LIMIT` on."""
    import duckdb
    import pyarrow  # type: ignore[import-untyped]
    import splink.comparison_library as compared
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.getLogger("splink").setLevel(logging.ERROR)
    ordinary = {
        "place": compared.LevenshteinAtThresholds("place", [2, 6]),
        "lot": compared.ExactMatch("lot"),
        "area": compared.ExactMatch("area"),
        "name": compared.NameComparison("name").configure(term_frequency_adjustments=True),
        "address": compared.LevenshteinAtThresholds("address", [2, 6]),
    }
    database = DuckDBAPI(connection=duckdb.connect(":memory:"))
    tables = [
        database.register(
            pyarrow.Table.from_pylist([{key: value or None for key, value in row.items()} for row in some]),
            dataset_display_name=label,
        )
        for label, some in (("asked", asked), ("held", held))
    ]
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[ordinary[column] for column in columns],
        blocking_rules_to_generate_predictions=[block_on(*block) for block in blocks],
        probability_two_random_records_match=0.9 / len(held),
    )
    linker = Linker(tables, settings, log_level=None)
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=SEED)
    for block in blocks:
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(*block))
    found = linker.inference.predict(threshold_match_probability=LIMIT).as_pyarrow_table()  # type: ignore[no-untyped-call]
    ours = {row["unique_id"] for row in asked}
    best: dict[str, tuple[float, str]] = {}
    for left, right, weight in zip(
        *(found[one].to_pylist() for one in ("unique_id_l", "unique_id_r", "match_weight")), strict=True
    ):
        notice, other = (left, right) if left in ours else (right, left)
        if notice not in best or best[notice][0] < weight:
            best[notice] = (weight, other)
    return {notice: other for notice, (_, other) in best.items()}
