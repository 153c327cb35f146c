"""The past of an answer that was deleted: its team is shown what any reader was told of it, and
nobody else."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kb.access.models import AccessGrant
from tests.authoring.making import (
    element,
    fresh,
    logged_in,
    make_topic,
    make_user,
    published_answer,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic() -> Any:
    return make_topic("cards.credit", above=make_topic("cards"))


@pytest.fixture
def between(topic: Any) -> datetime:
    """A moment at which it was live."""
    page = published_answer("cards.gone", element("answer", "从前。"), topic=topic)
    moment = timezone.now()
    fresh(page).delete()
    return moment


def look(client: Client, at: datetime, *, key: str = "cards.gone") -> Any:
    asked = {"channel": "web", "audience": "customer", "at": at.isoformat()}
    return client.get(reverse("kb_shown_gone", args=["zh-Hans", key]), asked)


def test_is_told_from_the_log(topic: Any, between: datetime) -> None:
    client = logged_in(make_user("editor", "Editors", owns=topic))
    html = look(client, between).content.decode()
    assert "从前。" in html and "已删除" in html
    assert "从前。" not in look(client, timezone.now()).content.decode()
    log = client.get(reverse("publication_log")).content.decode()
    assert reverse("kb_shown_gone", args=["zh-Hans", "cards.gone"]) in log


def test_the_log_leads_a_superuser_there_too(topic: Any, between: datetime) -> None:
    fresh(topic).delete()
    chief = logged_in(make_user("chief", is_superuser=True, is_staff=True))
    log = chief.get(reverse("publication_log")).content.decode()
    assert reverse("kb_shown_gone", args=["zh-Hans", "cards.gone"]) in log


def test_is_kept_from_other_teams(topic: Any, between: datetime) -> None:
    stranger = logged_in(make_user("other", "Editors", owns=make_topic("loans")))
    assert look(stranger, between).status_code == 404
    assert look(stranger, between, key="cards.never").status_code == 404
    log = stranger.get(reverse("publication_log")).content.decode()
    assert "cards.gone" in log
    assert reverse("kb_shown_gone", args=["zh-Hans", "cards.gone"]) not in log


def test_goes_to_the_team_above_where_its_topic_is_gone_too(topic: Any, between: datetime) -> None:
    above = logged_in(make_user("above", "Editors", owns=fresh(topic).get_parent()))
    fresh(topic).delete()
    assert "从前。" in look(above, between).content.decode()


def test_nobody_is_shown_more_than_their_grants_hold(topic: Any, between: datetime) -> None:
    AccessGrant.objects.all().delete()
    client = logged_in(make_user("editor", "Editors", owns=topic))
    assert "从前。" not in look(client, between).content.decode()


def test_what_is_there_has_its_own_screen(topic: Any) -> None:
    page = published_answer("cards.one", topic=topic)
    client = logged_in(make_user("editor", "Editors", owns=topic))
    address = look(client, timezone.now(), key="cards.one")["Location"]
    assert address == reverse("kb_shown", args=[page.pk])


def test_an_unknown_language_is_not_found() -> None:
    client = logged_in(make_user("editor", "Editors"))
    assert client.get("/admin/shown/deleted/xx/cards.one/").status_code == 404
