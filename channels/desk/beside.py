"""What stands beside the words of an answer at the desk: its terms explained, and values that will
change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from channels.desk.changes import value_changes
from channels.desk.elements import DeskElement
from channels.desk.terms import explain
from kb.access import Scope
from kb.publication.coming import coming_documents
from kb.publication.queries import Authorized
from kb.publication.terms import terms_in


def with_more(
    elements: Sequence[DeskElement], *, answer: Authorized, scope: Scope
) -> tuple[DeskElement, ...]:
    """`answer`: the one the elements are of, as this scope sees it. Three queries at most."""
    uses = {p.element: p.uses for p in answer.document.passages}
    changes = value_changes(answer.document, coming_documents(scope=scope, answer=answer))
    terms = terms_in(
        "\n".join(element.part.text for element in elements),
        scope=scope,
        locale=answer.locale,
        uses={use for some in uses.values() for use in some},
    )
    return tuple(
        replace(
            one,
            html=explain(one.html, terms, uses=uses[one.part.element], element=one.part.element),
            changes=changes.get(one.part.element, ()),
        )
        for one in elements
    )
