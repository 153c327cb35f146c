"""What a search engine must do, and what travels to it and back.

An engine is for recall only: what it names is checked against the live answers before anything
leaves the house. `open_engine` finds the engine of a URL; docs/how-to/add-a-search-engine.md.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from importlib import import_module
from urllib.parse import SplitResult, urlsplit

from kb.access import Audience, Filter, Labels

# URL scheme → module with `connect(url: SplitResult) -> SearchEngine`.
ENGINES = {
    "tantivy": "kb.search.engines.tantivy",
    "elasticsearch": "kb.search.engines.elastic",
    "opensearch": "kb.search.engines.elastic",
}


class UnknownEngine(ValueError):
    """SEARCH_URL names no engine of ours: change the setting."""


class IndexUnavailable(Exception):
    """There is no index to ask, or it cannot be read; `rebuild search` makes it anew."""


class ServerUnreachable(IndexUnavailable):
    """The search server does not answer. Its index may be whole: nothing is to be built anew."""


class RebuildRefused(IndexUnavailable):
    """The new generation does not hold what is live, and was dropped; the old one is still read."""


class IndexBusy(Exception):
    """Another process is writing; nothing is lost, the next catch-up goes on from the cursor."""


class PositionMoved(Exception):
    """Somebody else has written since `seen`; read the position again and go on from there."""


@dataclass(frozen=True, slots=True)
class IndexName:
    """Each locale and audience tier has an index of its own, with that tier's text only."""

    locale: str
    tier: Audience

    @property
    def code(self) -> str:
        return f"{self.locale}.{self.tier.code}"


@dataclass(frozen=True, slots=True)
class IndexDocument:
    """An answer (`element` is empty) or one labelled element of it, as one tier may read it.

    `labels` are kept to before scoring, their audience aside, which the tier stands for. `id`
    is unique in its index; `topics` holds the keys of the topic and of all above it.
    """

    id: str
    key: str
    locale: str
    tier: Audience
    question: str = ""
    wordings: tuple[str, ...] = ()
    body: str = ""
    element: str = ""
    labels: Labels = Labels()
    topics: frozenset[str] = frozenset()


class Way(Enum):
    """How a query is compared.

    MATCH ranks by words, bigrams, letters and sounds; COMPLETE takes the text for the beginning of
    a question or wording, or of a word in it, written, as it sounds or by first letters; NEAR
    forgives typing errors and counts single characters.
    """

    MATCH = "match"
    COMPLETE = "complete"
    NEAR = "near"


@dataclass(frozen=True, slots=True)
class Query:
    """`topic`: only answers in this topic or below it; empty for all. `also`: normalised words
    that mean the same as some of the text; they count less, and only for MATCH."""

    text: str
    way: Way = Way.MATCH
    topic: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer that fits; `element`: the labelled element that fits best, or empty. The score
    compares hits of one query with each other and never leaves the house."""

    key: str
    locale: str
    element: str
    score: float


@dataclass(frozen=True, slots=True)
class Position:
    """How far the log has been written: `seq` in the log `epoch`, in this `generation` of the
    index (a name that is new after each reset). The default: nothing written yet."""

    generation: str = ""
    epoch: str = ""
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Held:
    """One document as it can be found now, without its text, to be compared with what it should
    be. `text` and `access` are its digests (`kb.search.digests`), over what the index really
    holds; `version`: the log position it was written at, 0 where the engine keeps none."""

    index: IndexName
    key: str
    id: str
    text: str
    access: str
    version: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """All that is to be found of one answer in one locale from now on; empty when it is gone."""

    key: str
    locale: str
    documents: tuple[IndexDocument, ...] = field(default=())


class SearchEngine(ABC):
    """Reading is safe from many threads and processes, and sees other processes' writes."""

    @abstractmethod
    def search(
        self, index: IndexName, query: Query, *, allowed: Filter, limit: int, offset: int = 0
    ) -> tuple[Hit, ...]:
        """Best first, one hit per answer. Raises IndexUnavailable; never for what was typed."""

    @abstractmethod
    def held(self, *, is_next: bool = False) -> Iterator[Held]:
        """Everything that searches can find, in any order; what is marked as gone is left out.
        `is_next`: what they will find when the rebuild is finished. Raises IndexUnavailable."""

    @abstractmethod
    def position(self) -> Position:
        """How far the index that is written to has come; never ahead of its content."""

    @abstractmethod
    def write(self, changes: Iterable[Change], *, seen: Position, epoch: str, seq: int) -> None:
        """Puts each answer's documents in the place of its former ones, then moves to `seq`.

        After a kill at any moment the position is `seen` or (`epoch`, `seq`), and writing again
        from it makes the content right. Raises PositionMoved when the position is not `seen`,
        IndexBusy, and IndexUnavailable after having begun a new generation.
        """

    @abstractmethod
    def reset(self) -> None:
        """Begins a new, empty generation: writes go there, searches stay with the old one."""

    @property
    @abstractmethod
    def is_rebuilding(self) -> bool:
        """Is a new generation being filled that searches do not see yet?"""

    @abstractmethod
    def finish_rebuild(self) -> None:
        """Searches move to the new generation at once; the old one is dropped."""

    @abstractmethod
    def abandon_rebuild(self) -> None:
        """The new generation is dropped; writing goes on in the old one, from its own position."""


def best_per_answer(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Documents' hits → answers' hits: an answer's own score and that of its best element."""
    own: dict[tuple[str, str], float] = {}
    elements: dict[tuple[str, str], Hit] = {}
    for hit in hits:
        answer = (hit.key, hit.locale)
        if not hit.element:
            own[answer] = max(hit.score, own.get(answer, 0.0))
        elif answer not in elements or hit.score > elements[answer].score:
            elements[answer] = hit
    found = []
    for key, locale in dict.fromkeys([*own, *elements]):
        best = elements.get((key, locale))
        score = own.get((key, locale), 0.0) + (best.score if best else 0.0)
        found.append(Hit(key, locale, best.element if best else "", score))
    return tuple(sorted(found, key=lambda hit: (-hit.score, hit.key)))


@cache
def open_engine(url: str) -> SearchEngine:
    """The engine of a URL such as `tantivy:///var/index`. Raises UnknownEngine."""
    parts = urlsplit(url)
    if parts.scheme not in ENGINES:
        known = ", ".join(f"{scheme}://…" for scheme in ENGINES)
        raise UnknownEngine(f"SEARCH_URL={_without_password(parts)}: use one of {known}")
    engine: SearchEngine = import_module(ENGINES[parts.scheme]).connect(parts)
    return engine


def _without_password(url: SplitResult) -> str:
    place = url.netloc.rpartition("@")[2]
    return f"{url.scheme}://{place}{url.path}"
