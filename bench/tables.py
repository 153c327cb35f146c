"""Figures as Markdown, with the machine they were taken on."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path


def as_table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Numbers with a fraction get two digits of it."""
    lines = [heads, ["---"] * len(heads), *([_shown(cell) for cell in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _shown(cell: object) -> str:
    return f"{cell:.2f}" if isinstance(cell, float) else str(cell)


def describe_machine() -> str:
    """One line: day, processor, cores, system, Python, and how busy the machine is."""
    parts = [
        f"{datetime.now(UTC):%Y-%m-%d}",
        _processor(),
        f"{os.cpu_count()} cores",
        f"{platform.system()} {platform.release()}",
        f"Python {platform.python_version()}",
        f"load before {os.getloadavg()[0]:.1f}",
    ]
    return ", ".join(filter(None, parts))


def _processor() -> str:
    """Linux tells the model in a file; elsewhere the platform's own word must do."""
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor()
