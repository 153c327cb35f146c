"""What words have found, put in order by meaning too. It adds nothing and takes nothing away, and
looks only at answers that were authorised before: so it can tell nobody of others."""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings

from kb.search import embedders, embedding, vectors
from kb.search.candidates import Ranking
from kb.search.embedding import Embedder, EmbedderUnavailable, Patience
from kb.search.hybrid import POOL, order
from kb.search.sayable import sayable

patience = Patience()


def pool() -> int:
    """As many answers are needed at least, to put them in order."""
    return POOL if embedders.configured() else 0


def by_meaning(found: Ranking, *, text: str) -> Ranking:
    """In the same order where there is no embedder; and `by_words` where it does not answer."""
    embedder = embedders.configured()
    said = sayable(text)
    if embedder is None or len(found) < 2 or not said:
        return found
    try:
        return _ordered(found, said=said, embedder=embedder)
    except EmbedderUnavailable:
        return replace(found, by_words=True)


def _ordered(found: Ranking, *, said: str, embedder: Embedder) -> Ranking:
    seconds = settings.EMBEDDINGS_TIMEOUT_MS / 1000
    asked = patience.vector(said, embedder=embedder, seconds=seconds)
    best, rest = found.answers[:POOL], found.answers[POOL:]
    known = vectors.of_answers(
        [one.answer.document for one in best], model=embedding.identity(embedder, asked)
    )
    nearness = [None if vector is None else embedding.likeness(asked, vector) for vector in known]
    places = order([one.score for one in best], nearness)
    return replace(found, answers=(*(best[place] for place in places), *rest))
