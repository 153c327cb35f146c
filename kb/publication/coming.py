"""What a reader will see of an answer from its coming edges on, as it is approved and published
today."""

from __future__ import annotations

from kb.access import Scope
from kb.document import Document
from kb.publication.models import Live
from kb.publication.queries import Authorized
from kb.publication.withholding import current_withholdings, withhold

# Further ones are too far away to be told in a conversation.
MOST = 6


def coming_documents(*, scope: Scope, answer: Authorized) -> tuple[Document, ...]:
    """The soonest first; intervals in which nothing answers this reader are left out. Two queries,
    none where no edge is coming. `answer`: as this scope sees it now."""
    if answer.valid_until is None:
        return ()
    rows = Live.objects.filter(
        key=answer.key, locale=answer.locale, valid_from__gt=scope.now
    ).order_by("valid_from")[:MOST]
    withheld = current_withholdings()
    found = (
        withhold(Document.from_json(row.document), seq=row.seq, withheld=withheld).seen_by(
            scope.at(row.valid_from)
        )
        for row in rows
    )
    return tuple(document for document in found if document is not None)
