"""What an index document says, and who may find it, each as a few characters: for telling whether
the index holds what it should, without its text. Pure."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from kb.search.engine import IndexDocument

LENGTH = 16


def text_digest(document: IndexDocument) -> str:
    """Over everything that is compared with what somebody types."""
    return _digest([document.question, list(document.wordings), document.body])


def access_digest(document: IndexDocument) -> str:
    """Over everything that decides who may find it, and as which element."""
    return _digest([document.element, document.labels.to_json(), sorted(document.topics)])


def _digest(content: Any) -> str:
    """Escaped, so that half a character is no reason to fail."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:LENGTH]
