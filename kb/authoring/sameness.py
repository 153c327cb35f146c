"""Is a form sent back as it came, and is a revision the same text as another? A browser turns line
ends and missing values into others, and a remark in the margin is kept in a revision of its own:
neither is an edit, and whoever approves must not count as an author for it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from wagtail.models import COMMENTS_RELATION_NAME

from kb.text import clean

# What a revision holds beside the text: its place in the tree, its state, remarks in the margin.
BESIDE_THE_TEXT = frozenset(
    {
        COMMENTS_RELATION_NAME,
        "depth",
        "draft_title",
        "expired",
        "first_published_at",
        "has_unpublished_changes",
        "last_published_at",
        "latest_revision",
        "latest_revision_created_at",
        "live",
        "live_revision",
        "locked",
        "locked_at",
        "locked_by",
        "numchild",
        "path",
        "url_path",
    }
)


def is_same_text(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Of two contents of revisions."""
    return bool(_text_of(one) == _text_of(other))


def _text_of(content: Mapping[str, Any]) -> Any:
    plain = json.loads(json.dumps(content, cls=DjangoJSONEncoder))
    return bare({n: _stream(v) for n, v in plain.items() if n not in BESIDE_THE_TEXT})


def _stream(value: Any) -> Any:
    """A stream is kept as text, in which a missing value would count."""
    if isinstance(value, str) and value.startswith("[{"):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def bare(value: Any) -> Any:
    """The value without what a round trip through a form may change."""
    if hasattr(value, "get_prep_value"):
        value = value.get_prep_value()
    if isinstance(value, str):
        return clean(value).text.strip() or None
    if isinstance(value, datetime):
        return value.replace(second=0, microsecond=0)
    if isinstance(value, dict):
        return {name: found for name, inner in value.items() if (found := bare(inner)) is not None}
    if isinstance(value, list | tuple):
        return [bare(inner) for inner in value] or None
    return value or None
