"""Texts that stand in a shared element already."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kb.authoring.plain_language.background import Background
from kb.authoring.plain_language.findings import Finding, Severity
from kb.authoring.plain_language.likeness import LEAST, Shape, shape_of
from kb.authoring.plain_language.texts import Text
from kb.problem import msgid as _

SAME = _("The shared element “%(title)s” says the same. Place it here, so that both stay one.")
ALIKE = _(
    "The shared element “%(title)s” says nearly the same. Place it, or make the difference clear."
)


def repeated_shared_elements(texts: Sequence[Text], background: Background) -> Iterator[Finding]:
    """Each text beside each shared element; the first that fits is named."""
    for text in _standard(texts):
        shape = shape_of(text.text)
        if len(shape.bare) >= LEAST:
            yield from _repeated(text, shape, background)


def _repeated(text: Text, shape: Shape, background: Background) -> Iterator[Finding]:
    for shared, other in background.shared_as_long_as(shape):
        if shared.pk == text.shared or not shape.is_like(other):
            continue
        is_same = shape.bare == other.bare
        message = SAME if is_same else ALIKE
        severity: Severity = "warning" if is_same else "hint"
        # Of several steps only the first is marked.
        end = len(text.text.split("\n")[0]) if text.kind == "steps" else len(text.text)
        yield text.finding("duplicate", severity, (0, end), message, title=shared.title)
        return


def _standard(texts: Sequence[Text]) -> Iterator[Text]:
    """The standard form of each element: its text, or its steps as one."""
    steps: dict[str, list[Text]] = {}
    for text in texts:
        if text.field == "text" and text.kind and text.is_ours_to_word:
            yield text
        elif text.field.startswith("steps."):
            steps.setdefault(text.element, []).append(text)
    for parts in steps.values():
        whole = "\n".join(part.text for part in parts)
        yield replace(parts[0], text=whole)
