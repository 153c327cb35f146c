"""Which embedder the settings name, if any."""

from __future__ import annotations

from functools import cache

from django.conf import settings

from kb.search.embedding import Embedder
from kb.search.embedding_server import ServerEmbedder


def configured() -> Embedder | None:
    """Raises BadEmbeddingsUrl."""
    if not settings.EMBEDDINGS_URL:
        return None
    return _open(settings.EMBEDDINGS_URL, settings.EMBEDDINGS_MODEL, settings.EMBEDDINGS_KEY)


@cache
def _open(url: str, model: str, key: str) -> Embedder:
    return ServerEmbedder(url, model=model, key=key)
