"""Whatever people do, in whatever order: what is live is what the log says was published last, and
the log is whole."""

from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.authoring.models import TopicPage
from kb.publication import lane, log, verification
from kb.publication.models import Dirty, Live, LiveTopic, LiveUse, Publication, Withheld
from tests.publication.steps import STEPS, House

pytestmark = pytest.mark.django_db


def folded() -> dict[tuple[str, str], list[Any]]:
    """Every answer's documents as the log says: the last publication, unless withdrawn since."""
    found: dict[tuple[str, str], list[Any]] = {}
    for row in Publication.objects.order_by("seq"):
        if row.kind == "publish":
            found[row.key, row.locale] = row.documents
        elif row.kind == "withdraw":
            found.pop((row.key, row.locale), None)
    return {answer: documents for answer, documents in found.items() if documents}


def live() -> dict[tuple[str, str], list[Any]]:
    found: dict[tuple[str, str], list[Any]] = {}
    for row in Live.objects.order_by("key", "locale", "valid_from"):
        found.setdefault((row.key, row.locale), []).append(row.document)
    return found


@settings(max_examples=40)
@given(steps=st.lists(STEPS, max_size=12))
def test_whatever_people_do(steps: list[Any]) -> None:
    with transaction.atomic():
        house = House()
        for name, *values in steps:
            house.do(name, *values)
            assert live() == folded()
        assert log.broken_links() == []
        follow()
        assert live() == folded()
        assert list(verification.differences()) == []
        assert_companions_fit()
        transaction.set_rollback(True)


def follow() -> None:
    """The slow lane to its end."""
    lane.drain()
    assert not Dirty.objects.filter(parked="").exists()


def assert_companions_fit() -> None:
    """Uses and elements belong to what is live; nothing is withheld that nobody uses."""
    pages = set(Live.objects.values_list("page_id", flat=True))
    assert set(LiveUse.objects.values_list("page_id", flat=True)) <= pages
    used = set(LiveUse.objects.values_list("ref", flat=True))
    assert set(Withheld.objects.values_list("ref", flat=True)) <= used
    assert LiveTopic.objects.count() == TopicPage.objects.count()
