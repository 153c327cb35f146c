"""Reading the log and what is live, as the tests of every route do afterwards."""

from typing import Any

from kb.publication.models import Live, Publication, PublicationPerson
from kb.publication.queries import Candidate, authorize
from tests.authoring.making import widest


def head() -> int:
    last = Publication.objects.order_by("-seq").first()
    return last.seq if last else 0


def rows_since(seq: int) -> list[Publication]:
    return list(Publication.objects.filter(seq__gt=seq).order_by("seq"))


def only_row_since(seq: int) -> Publication:
    [row] = rows_since(seq)
    return row


def people_of(row: Publication) -> set[tuple[str, str]]:
    found = PublicationPerson.objects.filter(seq=row.seq)
    return {(person.role, person.name) for person in found}


def is_live(key: str, locale: str = "zh-Hans") -> bool:
    return Live.objects.filter(key=key, locale=locale).exists()


def is_seen(key: str, locale: str = "zh-Hans", **scope: Any) -> bool:
    candidates = [Candidate(key, locale)]
    return bool(authorize(scope=widest(**scope), candidates=candidates))


def texts_of(key: str, locale: str = "zh-Hans", **scope: Any) -> list[str]:
    """What a reader is told now, element by element; empty where there is nothing."""
    found = authorize(scope=widest(**scope), candidates=[Candidate(key, locale)])
    return [said(passage.standard) for answer in found for passage in answer.document.passages]


def said(wording: Any) -> str:
    """The text, each fact as its values."""
    return "".join(
        run if isinstance(run, str) else "/".join(v.value.value for v in run.variants)
        for run in wording.runs
    )
