"""The stable names of elements."""

from __future__ import annotations

import uuid
from typing import Any


def element_id(page: Any, child: Any) -> str:
    """uuid5 of the page's translation key and the block's id: the same in every language.

    A block's id survives copying, so by itself it is not unique; a shared element's id is its own
    translation key wherever it stands.
    """
    if child.block_type == "shared":
        shared = child.value.get("element")
        return str(shared.translation_key) if shared else place_id(page, child)
    return place_id(page, child)


def place_id(page: Any, child: Any) -> str:
    return str(uuid.uuid5(page.translation_key, str(child.id)))
