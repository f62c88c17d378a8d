"""Measuring: run something many times, keep every time, say on what machine."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figures:
    """Times of one thing, in milliseconds, and how often it was run."""

    minimum: float
    median: float
    percentile_95: float
    maximum: float
    runs: int

    @classmethod
    def of(cls, milliseconds: list[float]) -> Figures:
        """Figures of measured times; needs at least one."""
        ordered = sorted(milliseconds)
        index = max(0, -(-len(ordered) * 95 // 100) - 1)
        return cls(ordered[0], statistics.median(ordered), ordered[index], ordered[-1], len(ordered))


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: what was measured, its figures or one plain figure, and the aim of the design.

    `peer` is another way of doing the same, measured in the same run.
    """

    name: str
    aim: str
    figures: Figures | None = None
    plain: str = ""
    note: str = ""
    peer: str = ""


def measure(function: Callable[[], object], *, runs: int, warm_up: int = 3) -> Figures:
    """Run `function` after a warm-up and time each run by the wall clock."""
    for _ in range(warm_up):
        function()
    times: list[float] = []
    for _ in range(runs):
        began = time.perf_counter()
        function()
        times.append((time.perf_counter() - began) * 1_000)
    return Figures.of(times)


def machine() -> dict[str, str]:
    """What the figures were measured on."""
    return {
        "processor": _processor(),
        "cores": str(len(os.sched_getaffinity(0))),
        "memory": _memory(),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "load": f"load {os.getloadavg()[0]:.1f}",
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown"
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "unknown")


def _memory() -> str:
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return f"{pages * size / 2**30:.0f} GiB"
