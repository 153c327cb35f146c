"""Small CSV files, and the command run on them."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management import call_command

from kb.access import ALL_TOPICS, Audience, Scope

HEADER = "title,reply,is_best\n"


@dataclass(frozen=True)
class Said:
    """What the command told, without colours."""

    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return [line for line in self.err.splitlines() if line]

    @property
    def line_numbers(self) -> list[int]:
        """Of the file's rows that were named, in the order in which they were."""
        return [int(found[0]) for line in self.lines if (found := re.search(r"\d+", line))]


def write(path: Path, text: str, *, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def run(path: Path, *options: str, **settings: Any) -> Said:
    out, err = io.StringIO(), io.StringIO()
    asked = {"topic": "questions", "map": "question=title,answer=reply"} | settings
    call_command("import_knowledge", str(path), *options, **asked, stdout=out, stderr=err)
    return Said(out.getvalue(), err.getvalue())


def publish(path: Path, *options: str, **settings: Any) -> Said:
    return run(path, "--publish", *options, **({"operator": "张三"} | settings))


def everyone(now: Any, **changes: Any) -> Scope:
    wide = {
        "channels": frozenset({"web"}),
        "audience": Audience.PUBLIC,
        "topics": ALL_TOPICS,
        "locales": frozenset({"zh-Hans", "en"}),
        "now": now,
    }
    return Scope(**(wide | changes))
