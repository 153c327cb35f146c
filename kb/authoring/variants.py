"""Marks a brief, spoken or channel wording as behind when its standard wording has changed since.

Each element with variants carries a stamp `<digest of the variants>:<digest of the standard form>`,
renewed when somebody edits a variant or ticks that they still fit. If the standard form no longer
matches, the variants are behind.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from kb.authoring.guides.trees import Tree, texts_in, tree_of

STAMP = "variants_checked"
STILL_FIT = "variants_fit"


def note_bases(elements: Any) -> None:
    """Renew the stamps of a stream's elements whose variants were edited."""
    for child in elements:
        value = child.value
        if not hasattr(value, "get") or STAMP not in value:
            continue
        variants = _variants_of(value)
        digest = _digest(variants)
        if not any(variants):
            value[STAMP] = ""
        elif value.get(STILL_FIT) or not (value.get(STAMP) or "").startswith(f"{digest}:"):
            value[STAMP] = f"{digest}:{_digest(standard_text(value))}"
        value[STILL_FIT] = False


def are_behind(value: Any) -> bool:
    """The standard wording has changed since the variants were last looked at."""
    stamp = value.get(STAMP) or ""
    return bool(stamp) and not stamp.endswith(f":{_digest(standard_text(value))}")


def standard_text(value: Any) -> str:
    """What the variants shorten: text, steps, table or a guide's questions, whichever the kind
    has."""
    if value.get("questions") is not None:
        return guide_text(value.get("text"), tree_of(value["questions"]))
    for name in ("text", "steps", "table"):
        if (found := value.get(name)) is not None:
            return str(found) if name == "text" else _flat(found, name)
    return ""


def guide_text(text: Any, tree: Tree) -> str:
    return "\n".join([str(text or ""), *texts_in(tree)])


def _flat(found: Any, name: str) -> str:
    if name == "steps":
        return "\n".join(str(step) for step in found)
    return "\n".join("|".join(str(cell.value) for cell in row) for row in found.rows)


def _variants_of(value: Any) -> list[Any]:
    overrides = [[o.get("channel"), o.get("text")] for o in value.get("overrides") or ()]
    return [value.get("brief") or "", value.get("spoken") or "", overrides]


def digest_of_text(text: str) -> str:
    """The second half of a stamp whose variants fit this standard wording."""
    return _digest(text)


def _digest(data: Any) -> str:
    return hashlib.sha256(json.dumps(data, ensure_ascii=False).encode()).hexdigest()[:12]
