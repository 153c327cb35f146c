"""Text with placeholders → a Wording with typed values in their places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from kb.access import Labels
from kb.assembly.fact_values import fact_edges, use_of
from kb.assembly.sources import Sources
from kb.authoring.placeholders import (
    KEY,
    PLACEHOLDER,
    TERM_PREFIX,
    TITLE_WITH_FACT,
    UNKNOWN_FACT,
    UNKNOWN_TERM,
)
from kb.document import Run, Wording
from kb.problem import Problem
from kb.problem import msgid as _
from kb.text import clean

NESTED = _("“%(key)s” holds a placeholder itself. Write it out there and have it approved.")


@dataclass(slots=True)
class Writer:
    """Writes the wordings of one element and notes what they use and what is wrong. `key`: of the
    answer; `places`: id and kind of each element of it, by its block's id."""

    element: str
    locale: str
    as_of: datetime
    sources: Sources
    uses: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    edges: list[tuple[datetime, Labels]] = field(default_factory=list)
    key: str = ""
    places: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def write(self, text: str, *, behind: bool = False) -> Wording:
        runs: list[Run] = []
        pieces = PLACEHOLDER.split(clean(text).text.strip())
        for index, piece in enumerate(pieces):
            run = self._resolve(piece) if index % 2 else piece
            if isinstance(run, str) and runs and isinstance(runs[-1], str):
                runs[-1] += run
            elif run != "":
                runs.append(run)
        return Wording(runs=tuple(runs), behind=behind)

    def write_plain(self, text: str) -> str:
        """For titles, where no fact may stand."""
        cleaned = clean(text).text.strip()
        if "{{" in cleaned:
            self._refuse("fact_in_title", TITLE_WITH_FACT)
        return cleaned

    def _resolve(self, key: str) -> Run:
        if key.startswith(TERM_PREFIX):
            return self._term(key.removeprefix(TERM_PREFIX))
        fact = self.sources.facts.get(key)
        if fact is None or not KEY.fullmatch(key):
            self._refuse("unknown_fact", UNKNOWN_FACT, key=key)
            return ""
        self.uses.add(f"fact:{key}")
        self.edges.extend(fact_edges(fact))
        use = use_of(fact, locale=self.locale, as_of=self.as_of, names=self.sources.names)
        if any("{{" in variant.value.value for variant in use.variants):
            self._refuse("nested_placeholder", NESTED, key=key)
        return use

    def _term(self, key: str) -> str:
        plain = self.sources.terms.get(key)
        if plain is None:
            self._refuse("unknown_term", UNKNOWN_TERM, key=key)
            return ""
        if "{{" in plain:
            self._refuse("nested_placeholder", NESTED, key=f"{TERM_PREFIX}{key}")
        self.uses.add(f"term:{self.locale}:{key}")
        return clean(plain).text

    def _refuse(self, code: str, message: str, **params: str) -> None:
        self.problems.append(
            Problem(code=code, message=message, element=self.element, params=tuple(params.items()))
        )
