"""The vectors of answers' phrases follow the log, in the background and never in a request.

An embedder that fails leaves answers without a vector, found and ordered by their words, and is
asked again a minute later.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from kb.alone import alone
from kb.document import Document
from kb.publication import projections
from kb.publication.models import Cursor, Live
from kb.publication.projections import affected_answers, live_answers
from kb.publication.queries import Candidate
from kb.search import embedders, embedding, vectors
from kb.search.embedding import Embedder, EmbedderUnavailable, TextsRefused
from kb.search.models import PhraseVector
from kb.search.sayable import phrases_of

# Rows of the log at a time, and phrases in one request.
ROWS = 50
PHRASES = 32
# Background work may wait; a run ends after so long, and the next goes on a minute later.
SECONDS_A_REQUEST = 20.0
SECONDS_A_RUN = 50.0
PROBE = "?"
CURSORS = "vectors-"
T = TypeVar("T")
logger = logging.getLogger(__name__)


def run(*, now: datetime) -> None:
    """Whatever fails is said in the log, and tried again with the next run."""
    embedder = embedders.configured()
    if embedder is None:
        return
    try:
        with alone("vectors") as is_mine:
            if is_mine:
                follow(embedder, as_of=now, until=time.monotonic() + SECONDS_A_RUN)
    except (EmbedderUnavailable, TextsRefused) as error:
        logger.warning("vectors wait, the embedder fails: %s", error)
    except Exception as error:
        # Texts may stand in a message or a traceback.
        logger.error("vectors were not made: %s", type(error).__name__)


def follow(embedder: Embedder, *, as_of: datetime, until: float) -> None:
    """Ends at `until` (of `time.monotonic`). Raises EmbedderUnavailable. Either way what was made
    is kept, and the same rows are read again, where it is found."""
    model = _model_of(embedder)
    cursor = _cursor_name(model)
    if not projections.stored_cursor(cursor):
        _forget_what_is_left(model)
    while entries := projections.entries_after(projections.stored_cursor(cursor), limit=ROWS):
        answers = sorted(affected_answers(entries), key=lambda a: (a.key, a.locale))
        for several in _portions(answers, ROWS):
            for document in _replace(several, model=model, as_of=as_of):
                if time.monotonic() >= until:
                    return
                _make(document, embedder=embedder, model=model)
        projections.store_cursor(cursor, entries[-1].seq)


def _model_of(embedder: Embedder) -> str:
    """Asked each time: whoever runs the server may have put another model behind the name."""
    probe = embedder.embed([PROBE], seconds=SECONDS_A_REQUEST)
    return embedding.identity(embedder, probe[0])


def _cursor_name(model: str) -> str:
    return f"{CURSORS}{hashlib.sha256(model.encode()).hexdigest()[:16]}"


def _forget_what_is_left(model: str) -> None:
    """Of other models, and of answers that a restored log may not name."""
    others = Cursor.objects.filter(name__startswith=CURSORS).exclude(name=_cursor_name(model))
    others.delete()
    PhraseVector.objects.exclude(model=model).delete()
    PhraseVector.objects.exclude(key__in=Live.objects.values("key")).delete()


def _replace(answers: Collection[Candidate], *, model: str, as_of: datetime) -> Iterator[Document]:
    """Drops what is not live any more; gives those whose vector is to be made."""
    wanted = _wanted(answers, as_of=as_of)
    rows = PhraseVector.objects.filter(key__in={answer.key for answer in answers}, model=model)
    held = {name: Candidate(*answer) for name, *answer in rows.values_list("name", "key", "locale")}
    gone = [name for name, of in held.items() if of in answers and name not in wanted]
    rows.filter(name__in=gone).delete()
    return (document for name, document in wanted.items() if name not in held)


def _wanted(answers: Collection[Candidate], *, as_of: datetime) -> Mapping[str, Document]:
    """The coming intervals' phrases too, so that their vectors are there when they begin."""
    live = live_answers(answers, as_of=as_of)
    return {
        vectors.name_of(document): document
        for answer in live.values()
        if answer.open
        for document in answer.documents
    }


def _make(document: Document, *, embedder: Embedder, model: str) -> None:
    """An answer whose phrases are refused goes without."""
    try:
        vector = embedding.mean(
            [
                vector
                for several in _portions(phrases_of(document), PHRASES)
                for vector in embedder.embed(several, seconds=SECONDS_A_REQUEST)
            ]
        )
    except (TextsRefused, ValueError) as error:
        logger.warning("%s has no vector: %s", document.key, type(error).__name__)
        return
    if embedding.identity(embedder, vector) != model:
        raise EmbedderUnavailable("its vectors have changed their length")
    vectors.keep(document, vector, model=model)


def _portions(every: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(every), size):
        yield every[start : start + size]
