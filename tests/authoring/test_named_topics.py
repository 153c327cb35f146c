"""An empty topic that a group's grant or an API key names is not deleted: whoever names it is
told."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from kb.access.models import AccessGrant
from kb.authoring.models import TopicPage
from tests import library
from tests.authoring.making import logged_in, make_topic, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief() -> Client:
    return logged_in(make_user("chief", is_superuser=True, is_staff=True))


def delete(chief: Client, topic: Any) -> str:
    """What the person is told."""
    address = reverse("wagtailadmin_pages:delete", args=[topic.pk])
    return str(chief.post(address, follow=True).content.decode())


def test_a_topic_named_by_a_grant_or_a_key_stays(chief: Client) -> None:
    cards = make_topic("cards")
    grant = AccessGrant.objects.create(
        group=Group.objects.get(name="Agents"), audience="agent", topics=["cards"]
    )
    library.key_for("web", audience="public", topics=["cards"])
    told = delete(chief, cards)
    assert "Agents" in told and "API" in told
    assert TopicPage.objects.filter(pk=cards.pk).exists()

    grant.delete()
    assert "Agents" not in delete(chief, cards)
    assert TopicPage.objects.filter(pk=cards.pk).exists()


def test_a_topic_that_nobody_names_goes(chief: Client) -> None:
    loans = make_topic("loans")
    delete(chief, loans)
    assert not TopicPage.objects.filter(pk=loans.pk).exists()
