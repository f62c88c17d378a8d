"""`python -m madoguchi_testing.core_system FOLDER`: play the core system until stopped."""

from __future__ import annotations

import argparse
import threading
from pathlib import Path

from madoguchi_testing.core_system import CoreSystem, Ledger


def main() -> None:
    """Serve one folder; the ledger lies in it."""
    parser = argparse.ArgumentParser(
        description="基幹システムの代役。フォルダーのCSVを受け取り、答えを返します。"
    )
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    CoreSystem(folder, Ledger(folder / "core_system.sqlite3")).serve(threading.Event())


if __name__ == "__main__":
    main()
