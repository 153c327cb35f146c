"""Text in which facts stand as typed values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from kb.access import Labels, Scope
from kb.fact_use import FactUse, FactValue, FactVariant

Run = str | FactUse


@dataclass(frozen=True, slots=True)
class Wording:
    """Markdown (small subset) in which facts stand as typed values between pieces of text."""

    runs: tuple[Run, ...]
    behind: bool = False

    def seen_by(self, scope: Scope) -> Wording:
        if not self.depends_on_reader:
            return self
        runs = tuple(run if isinstance(run, str) else run.seen_by(scope) for run in self.runs)
        return replace(self, runs=runs)

    @property
    def depends_on_reader(self) -> bool:
        """A value in it holds only somewhere."""
        for run in self.runs:
            if not isinstance(run, str) and not all(v.is_default for v in run.variants):
                return True
        return False

    @property
    def facts(self) -> tuple[FactUse, ...]:
        return tuple(run for run in self.runs if isinstance(run, FactUse))


def wording_from_json(data: Mapping[str, Any]) -> Wording:
    runs = tuple(run if isinstance(run, str) else _fact_use(run) for run in data["runs"])
    return Wording(runs=runs, behind=data.get("behind", False))


def _fact_use(data: Mapping[str, Any]) -> FactUse:
    return FactUse(key=data["key"], variants=tuple(_variant(v) for v in data["variants"]))


def _variant(data: Mapping[str, Any]) -> FactVariant:
    return FactVariant(
        value=FactValue(**data["value"]),
        labels=Labels.from_json(data.get("labels", {})),
        names=tuple((tag, name) for tag, name in data.get("names", ())),
    )
