"""What one batch writes to tantivy indexes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress

import tantivy

from kb.access import Audience
from kb.search.engine import Change, Held, IndexDocument, IndexName
from kb.search.engines import tantivy_fields as fields
from kb.search.engines.generations import Generation
from kb.search.engines.tantivy_files import META, WriterFailed, as_failed, open_index

WRITER_MEMORY_BYTES = 32_000_000
# What an index holds of one answer, as committed; None where that is not known: written anew.
HeldOfAnswer = Sequence[Held] | None


class Writers:
    """The writers of one batch, opened as needed. An index that holds of an answer what it should
    is left alone: what is replaced counts in the statistics behind scores until its segment is
    merged, so a change for agents alone would show in the scores of everybody."""

    def __init__(
        self,
        generation: Generation,
        *,
        held: Callable[[Generation, IndexName, str], HeldOfAnswer],
    ) -> None:
        self.generation = generation
        self.open: dict[str, tantivy.IndexWriter] = {}
        self.codes: frozenset[str] = frozenset()
        self._held = held
        self._replaced: set[tuple[str, str]] = set()

    def replace(self, change: Change) -> None:
        for tier in Audience:
            documents = [document for document in change.documents if document.tier == tier]
            index = IndexName(change.locale, tier)
            if not documents and not self.generation.index(index.code).exists():
                continue
            if not self._holds(index, change.key, documents):
                self._replaced.add((index.code, change.key))
                self._write(index.code, change.key, documents)

    def _holds(self, index: IndexName, key: str, documents: Sequence[IndexDocument]) -> bool:
        """As it was committed, so not where this batch has replaced it already."""
        if (index.code, key) in self._replaced:
            return False
        held = self._held(self.generation, index, key)
        wanted = Counter(fields.held_as(document, index) for document in documents)
        return held is not None and Counter(held) == wanted

    def _write(self, code: str, key: str, documents: Sequence[IndexDocument]) -> None:
        with as_failed():
            writer = self._writer(code)
            writer.delete_documents_by_term("key", key)
            for document in documents:
                writer.add_document(fields.stored_form(document))

    def commit(self) -> None:
        self.codes = frozenset(self.open)
        for writer in self.open.values():
            with as_failed():
                writer.commit()

    def close(self) -> None:
        """Gives back the locks inside; what is not committed is forgotten."""
        for writer in self.open.values():
            with suppress(WriterFailed), as_failed():
                # A rollback would also stop the merges that a commit has begun.
                if not self.codes:
                    writer.rollback()
                writer.wait_merging_threads()

    def _writer(self, code: str) -> tantivy.IndexWriter:
        if code not in self.open:
            path = self.generation.index(code)
            if code in self.generation.indexes() and not (path / META).exists():
                # Opening would make an empty one in its place.
                raise WriterFailed(f"{path / META} is gone")
            path.mkdir(exist_ok=True)
            writer = open_index(path).writer(WRITER_MEMORY_BYTES, 1)
            writer.garbage_collect_files()
            self.open[code] = writer
        return self.open[code]
