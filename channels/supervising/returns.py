"""Whether a customer came back about the same: what *solved at first contact* rests on where we
know whose contact it was."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from django.conf import settings

from channels.contacts.models import Contact, ContactStep
from channels.contacts.queries import contacts_of_customers, steps_by_contact
from kb.publication.homes import home_topics

AT_ONCE = 500
Steps = Mapping[UUID, Sequence[ContactStep]]


def back_again(rows: Iterable[Contact], steps: Steps) -> set[UUID]:
    """Solved ones whose customer began another contact about one of the same topics within
    FIRST_CONTACT_DAYS. Where nothing was opened for one of the two, any other contact counts."""
    solved = [row for row in rows if row.solved_at and row.customer_ref]
    found: set[UUID] = set()
    for start in range(0, len(solved), AT_ONCE):
        found |= _back_of(solved[start : start + AT_ONCE], steps)
    return found


def _back_of(solved: Sequence[Contact], steps: Steps) -> set[UUID]:
    again = [(row, one) for row, some in _later(solved) for one in some]
    if not again:
        return set()
    others = Contact.objects.filter(pk__in={one.pk for _row, one in again})
    keys = _keys(steps) | _keys(steps_by_contact(others))
    topics = home_topics({key for _, one in again for key in keys.get(one.pk, ())}
                         | {key for row, _ in again for key in keys.get(row.pk, ())})  # fmt: skip

    def about(contact: Contact) -> set[str]:
        """An answer that is not live any more stands for itself."""
        return {topics.get(key, key) for key in keys.get(contact.pk, ())}

    return {row.pk for row, one in again if _is_same(about(row), about(one))}


def _later(solved: Sequence[Contact]) -> list[tuple[Contact, list[Contact]]]:
    horizon = timedelta(days=settings.FIRST_CONTACT_DAYS)
    ends = [row.solved_at for row in solved if row.solved_at]
    refs = {row.customer_ref for row in solved}
    others: dict[str, list[Contact]] = defaultdict(list)
    for one in contacts_of_customers(refs, after=min(ends), until=max(ends) + horizon):
        others[one.customer_ref].append(one)
    return [
        (row, [one for one in others[row.customer_ref] if _is_within(horizon, row, one)])
        for row in solved
    ]


def _is_within(horizon: timedelta, row: Contact, one: Contact) -> bool:
    solved_at = row.solved_at
    return solved_at is not None and solved_at < one.started_at <= solved_at + horizon


def _keys(steps: Steps) -> dict[UUID, set[str]]:
    return {pk: {step.key for step in some if step.key} for pk, some in steps.items()}


def _is_same(mine: set[str], theirs: set[str]) -> bool:
    return not mine or not theirs or not mine.isdisjoint(theirs)
