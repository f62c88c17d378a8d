"""`python -m madoguchi_testing.core_system FOLDER [--screens PORT]`: play the core system until stopped."""

from __future__ import annotations

import argparse
import threading
from contextlib import ExitStack
from pathlib import Path

from madoguchi.core.packs import EntryScreen, load_packs
from madoguchi_testing.core_system import CoreSystem, EnteredLedger, EntryScreens, Ledger

USER, PASSWORD = "robot", "only-for-play"
"""Whom the screens of this stand-in let in."""


def main() -> None:
    """Serve one folder, and on request the input screens of the packs; the ledgers lie in the folder."""
    parser = argparse.ArgumentParser(
        description="基幹システムの代役。フォルダーのCSVを受け取り、答えを返します。"
        "--screens を付けると、パックにある入力画面も出します。"
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--screens", type=int, metavar="PORT")
    parser.add_argument("--packs", type=Path, default=Path("packs"), metavar="FOLDER")
    arguments = parser.parse_args()
    folder = arguments.folder
    with ExitStack() as running:
        if arguments.screens is not None:
            screens = running.enter_context(
                EntryScreens(
                    _screens(arguments.packs),
                    EnteredLedger(folder / "entered.sqlite3"),
                    port=arguments.screens,
                    sign_in=(USER, PASSWORD),
                )
            )
            print(  # noqa: T201 - for the terminal
                f"MADOGUCHI_ENTRY_SCREENS_URL={screens.address}\nMADOGUCHI_ENTRY_SCREENS_USER={USER}\n"
                f"MADOGUCHI_ENTRY_SCREENS_PASSWORD={PASSWORD}",
                flush=True,
            )
        CoreSystem(folder, Ledger(folder / "core_system.sqlite3")).serve(threading.Event())


def _screens(packs: Path) -> dict[str, EntryScreen]:
    loaded = load_packs(packs)
    return {
        one.entry_screen.key: one.entry_screen
        for code in loaded.municipalities
        for one in loaded.for_municipality(code).procedures.values()
        if one.entry_screen is not None
    }


if __name__ == "__main__":
    main()
