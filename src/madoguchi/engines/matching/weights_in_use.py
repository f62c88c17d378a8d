"""The weights of a municipality: its own where it has learned some, else those that come with the engine."""

from __future__ import annotations

import logging
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from madoguchi.engines.matching.domain.weights import Weights, WeightsError, default_weights

logger = logging.getLogger(__name__)


def weights_file(municipality_code: str) -> Path:
    """Where the weights of a municipality lie. Raises ValueError for what is no code."""
    if len(municipality_code) != 6 or not (municipality_code.isascii() and municipality_code.isdigit()):
        raise ValueError("a municipality code has six digits")
    return Path(settings.MADOGUCHI_MATCHING_DIRECTORY) / f"{municipality_code}.json"


def weights_for(municipality_code: str) -> Weights:
    """The weights of a municipality; read anew when its file changes. A file that cannot be read is written
    into the log, and the common weights are used: nobody's work waits for it.
    """
    file = weights_file(municipality_code)
    try:
        changed = file.stat().st_mtime_ns
    except OSError:
        return default_weights()
    return _read(file, changed)


def put_into_use(municipality_code: str, weights: Weights) -> Path:
    """Write the weights of a municipality, whole or not at all: the office may be reading them."""
    file = weights_file(municipality_code)
    write_weights(file, weights)
    return file


def write_weights(file: Path, weights: Weights) -> None:
    """Write weights into a file, whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".new")
    fresh.write_text(weights.dumps(), encoding="utf-8")
    fresh.replace(file)


@lru_cache(maxsize=64)
def _read(file: Path, changed: int) -> Weights:
    del changed  # only there so that a changed file is read again
    try:
        return Weights.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, WeightsError) as problem:
        logger.warning("weights %s cannot be read, the common ones are used: %s", file.name, problem)
        return default_weights()
