"""What an element rests on: a regulation or notice that has ended."""

from __future__ import annotations

from collections.abc import Iterator

from kb.authoring.plain_language.background import Background
from kb.authoring.plain_language.findings import Finding
from kb.authoring.plain_language.texts import Text
from kb.problem import msgid as _

ENDED = _("The basis “%(name)s” no longer holds. Cite what holds now, or take it out.")


def ended_bases(text: Text, background: Background) -> Iterator[Finding]:
    """Of a field that cites one; its text is the number of the basis."""
    if name := background.ended_bases.get(text.text):
        yield text.finding("ended_basis", "warning", (0, len(text.text)), ENDED, name=name)
