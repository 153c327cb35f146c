"""Which offers may be made after a matter is settled, the best first. Read from what is approved
and live at this very moment: nothing is kept ready that could be late."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q

from kb.access import Labels, Scope, is_in_force
from kb.assembly.passages import labels_of
from kb.authoring.conditions import Condition, in_words
from kb.authoring.models import KnowledgePage, Offer, TopicPage
from kb.customers.context import CustomerContext
from kb.document import Document
from kb.locales import to_django, to_outside
from kb.offers.eligibility import (
    AtHand,
    Heard,
    Limits,
    LiveOffer,
    Weighed,
    strictly_for,
    weigh,
)
from kb.offers.models import MadeOffer
from kb.offers.objections import is_objected
from kb.publication.checks import assemble_unsaved
from kb.publication.queries import Authorized, Candidate, find_answer
from kb.publication.sources import digest_of_unsaved


@dataclass(frozen=True, slots=True)
class Matter:
    """What a contact was about: the answer that settled it, and the keys of all that were used."""

    contact: uuid.UUID
    solved: Candidate
    others: frozenset[str] = frozenset()

    @property
    def keys(self) -> frozenset[str]:
        return self.others | {self.solved.key}


@dataclass(frozen=True, slots=True)
class Chosen:
    """An offer that may be made. `document`: its sentence as this customer sees it; `source`: the
    digest that the log has of it; `reasons`: why, in words, in the language of the screen."""

    offer: LiveOffer
    document: Document
    source: str
    conditions: tuple[Condition, ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        # Which answer settled it stands on the screen, and its key says nothing to an agent.
        told = [one for one in self.conditions if one.fact != "answers"]
        return tuple(filter(None, (self.offer.why, *in_words(told))))


def possible_offers(*, scope: Scope, customer: CustomerContext, matter: Matter) -> Iterator[Chosen]:
    """The first that can be said is the one to make. `scope`: of one channel."""
    if customer.is_unnamed or is_quiet(matter, customer_ref=customer.ref):
        return
    at_hand = find_at_hand(scope=scope, solved=matter.solved)
    if at_hand is None:
        return
    heard = heard_by(customer.ref, besides=matter.contact)
    for weighed in weigh(
        live_offers(scope=scope, locale=matter.solved.locale),
        scope=scope,
        customer=customer,
        at_hand=at_hand,
        heard=heard,
        limits=limits(),
    ):
        if weighed.is_possible and (chosen := _put_together(weighed, scope, customer)):
            yield chosen


def is_quiet(matter: Matter, *, customer_ref: str = "") -> bool:
    """Nothing is offered in complaints and hardship, whichever of its topics an answer stands in,
    nor where somebody objects."""
    if is_objected(matter.contact, customer_ref=customer_ref):
        return True
    return stands_quietly(matter.keys)


def stands_quietly(keys: Collection[str]) -> bool:
    """One of these answers, drafts and second places included, stands below a topic where nothing
    is offered; a topic is meant in every language."""
    quiet = TopicPage.objects.filter(without_offers=True).values("key")
    tops = tuple(TopicPage.objects.filter(key__in=quiet).values_list("path", flat=True))
    if not tops:
        return False
    named = Q(key__in=keys) | Q(alias_of__knowledgepage__key__in=keys)
    places = KnowledgePage.objects.filter(named).values_list("path", flat=True)
    return any(path.startswith(tops) for path in places)


def find_at_hand(*, scope: Scope, solved: Candidate) -> AtHand | None:
    """None where the scope has no such answer."""
    answer = find_answer(scope=scope, key=solved.key, locale=solved.locale)
    return _at_hand(answer) if answer else None


def _at_hand(answer: Authorized) -> AtHand:
    passages = answer.document.passages
    return AtHand(
        key=answer.key,
        topics=frozenset(answer.lineage),
        kinds=frozenset(passage.kind.value for passage in passages),
        products=frozenset[str]().union(*(passage.labels.products for passage in passages)),
    )


def limits() -> Limits:
    return Limits(settings.OFFERS_PER_CUSTOMER, settings.OFFERS_CUSTOMER_DAYS)


def live_offers(*, scope: Scope, locale: str) -> tuple[LiveOffer, ...]:
    """One query."""
    if locale not in scope.locales:
        return ()
    rows = Offer.objects.filter(live=True, locale__language_code=to_django(locale))
    return tuple(live_offer(row) for row in rows.select_related("locale") if len(row.element))


def live_offer(row: Any) -> LiveOffer:
    """As it stands in memory: what is approved, or a draft to be tried."""
    names = (
        "pk", "key", "title", "purpose", "why", "priority", "shown_most", "shown_days",
        "declined_days",
    )  # fmt: skip
    return LiveOffer(
        **{name: getattr(row, name) for name in names},
        locale=to_outside(row.locale.language_code),
        labels=_labels(row),
        conditions=row.condition_list,
        expires_at=row.expire_at,
    )


def _labels(row: Any) -> Labels:
    return labels_of(row.element[0].value)


def heard_by(customer: str, *, besides: uuid.UUID) -> Sequence[Heard]:
    """What this customer was offered before, in other contacts; nothing is known of nobody."""
    if not customer:
        return ()
    rows = MadeOffer.objects.filter(customer=customer).exclude(contact=besides)
    told = rows.order_by("made_at").values_list("key", "made_at", "outcome")
    return [Heard(key, at, bool(outcome)) for key, at, outcome in told]


def _put_together(weighed: Weighed, scope: Scope, customer: CustomerContext) -> Chosen | None:
    """With the facts of this moment; None where one of them is missing, or it is gone since."""
    row = Offer.objects.filter(pk=weighed.offer.pk, live=True).select_related("locale").first()
    if row is None or live_offer(row) != weighed.offer:
        return None
    assembly = assemble_unsaved(row)
    if assembly.problems:
        return None
    document = _of_now(assembly.documents, scope=scope)
    seen = document and document.narrowed_to(strictly_for(customer, scope=scope))
    if not seen or not seen.passages:
        return None
    return Chosen(weighed.offer, seen, digest_of_unsaved(row), weighed.offer.conditions)


def _of_now(documents: Collection[Document], *, scope: Scope) -> Document | None:
    for document in documents:
        window = Labels(valid_from=document.valid_from, valid_to=document.valid_to)
        if is_in_force(window, as_of=scope.now):
            return document
    return None
