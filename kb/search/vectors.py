"""The vectors of answers' phrases, as they are kept: under a digest of the answer and exactly its
phrases, so that what belongs to other phrases is never taken for theirs."""

from __future__ import annotations

import hashlib
import json
from array import array
from collections.abc import Sequence

from kb.document import Document
from kb.search.embedding import Vector
from kb.search.models import PhraseVector
from kb.search.sayable import phrases_of


def of_answers(documents: Sequence[Document], *, model: str) -> list[Vector | None]:
    """The vectors of exactly what these documents' phrases are; for whoever may see them all."""
    names = [name_of(document) for document in documents]
    rows = PhraseVector.objects.filter(name__in=names, model=model)
    found = {name: _read(vector) for name, vector in rows.values_list("name", "vector")}
    return [found.get(name) for name in names]


def keep(document: Document, vector: Vector, *, model: str) -> None:
    row = PhraseVector(
        name=name_of(document),
        model=model,
        key=document.key,
        locale=document.locale,
        vector=vector.tobytes(),
    )
    # Another machine may have made it meanwhile.
    PhraseVector.objects.bulk_create([row], ignore_conflicts=True)


def name_of(document: Document) -> str:
    said = [document.key, document.locale, *phrases_of(document)]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _read(stored: bytes | memoryview[int]) -> Vector:
    vector = array("f")
    vector.frombytes(bytes(stored))
    return vector
