"""Who is let in: only a whole, known, current key in the one header for it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from channels.api.key_format import new_key
from channels.api.models import ApiKey
from channels.aside import WAIT_MS
from tests.api.conftest import API, LOST, Published

ADDRESS = f"{API}/answers/{LOST}"


def bearer(value: str) -> Any:
    return Client().get(ADDRESS, headers={"authorization": value})


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("", "missing-key"),
        ("Bearer", "missing-key"),
        ("Basic dXNlcjpwYXNz", "missing-key"),
        ("Bearer granule_short", "malformed-key"),
        ("Bearer 银行卡", "malformed-key"),
        (f"Bearer {new_key('granule_')[:-1]}x", "malformed-key"),
        (f"Bearer {new_key('granule_')}", "unknown-key"),
    ],
    ids=["none", "scheme alone", "other scheme", "short", "Chinese", "bad checksum", "unknown"],
)
def test_what_is_no_key_is_401_with_what_to_do(
    published: Published, header: str, code: str
) -> None:
    answer = bearer(header)
    assert answer.status_code == 401
    assert answer.json()["code"] == code
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_malformed_key_costs_no_query(
    published: Published, django_assert_num_queries: Callable[..., Any]
) -> None:
    with django_assert_num_queries(0):
        assert bearer("Bearer granule_short").status_code == 401


def test_the_scheme_may_be_written_small(web: Client, published: Published) -> None:
    key = web.defaults["HTTP_AUTHORIZATION"]
    assert bearer(key.replace("Bearer", "bearer")).status_code == 200


@pytest.mark.parametrize("name", ["key", "api_key", "access_token", "KEY"])
def test_a_key_in_the_address_is_refused_even_if_it_is_good(web: Client, name: str) -> None:
    secret = web.defaults["HTTP_AUTHORIZATION"].removeprefix("Bearer ")
    answer = web.get(ADDRESS, {name: secret})
    assert answer.status_code == 400
    assert answer.json()["code"] == "key-in-address"
    assert secret not in answer.content.decode()


def test_a_key_is_known_under_any_name_in_the_address(web: Client) -> None:
    secret = web.defaults["HTTP_AUTHORIZATION"].removeprefix("Bearer ")
    assert web.get(ADDRESS, {"q": secret}).json()["code"] == "key-in-address"


def test_an_expired_key_is_refused_from_its_moment_on(web: Client) -> None:
    ApiKey.objects.update(expires_at=timezone.now() + timedelta(hours=1))
    assert web.get(ADDRESS).status_code == 200
    ApiKey.objects.update(expires_at=timezone.now())
    assert web.get(ADDRESS).json()["code"] == "expired-key"


def test_a_revoked_key_gets_no_304_either(web: Client) -> None:
    etag = web.get(ADDRESS)["ETag"]
    ApiKey.objects.update(revoked_at=timezone.now())
    for condition in (etag, "*"):
        answer = web.get(ADDRESS, headers={"if-none-match": condition})
        assert answer.status_code == 401


def test_a_key_of_a_channel_that_is_switched_off_is_unknown(web: Client) -> None:
    ApiKey.objects.update(channel="telegraph")
    assert web.get(ADDRESS).json()["code"] == "unknown-key"


@pytest.mark.parametrize(
    ("method", "path", "needed"),
    [
        ("get", f"/answers/{LOST}", "answers:read"),
        ("get", "/elements/x", "answers:read"),
        ("get", "/search?q=x", "search:read"),
        ("get", "/suggest?q=x", "search:read"),
        ("post", "/answers", "search:read"),
        ("get", "/topics", "topics:read"),
        ("get", "/changes", "changes:read"),
        ("post", "/feedback", "feedback:write"),
    ],
)
def test_each_call_needs_its_scope(
    published: Published, caller: Callable[..., Client], method: str, path: str, needed: str
) -> None:
    every = {"answers:read", "wordings:read", "search:read", "topics:read", "changes:read",
             "feedback:write"}  # fmt: skip
    without = caller(scopes=sorted(every - {needed}))
    answer = getattr(without, method)(f"{API}{path}")
    assert answer.status_code == 403
    assert answer.json()["code"] == "missing-scope"
    assert needed in answer.json()["detail"]


def test_a_question_needs_the_right_to_read_answers_too(
    published: Published, caller: Callable[..., Client]
) -> None:
    answer = caller(scopes=["search:read"]).post(
        f"{API}/answers", {"text": "卡丢了"}, content_type="application/json"
    )
    assert answer.status_code == 403
    assert "answers:read" in answer.json()["detail"]


def test_the_last_use_is_noted_once_a_day(
    web: Client, django_assert_num_queries: Callable[..., Any]
) -> None:
    today = timezone.now().date()
    assert web.get(ADDRESS).status_code == 200
    assert ApiKey.objects.get().last_used_on == today

    ApiKey.objects.update(last_used_on=today - timedelta(days=1))
    web.get(ADDRESS)
    assert ApiKey.objects.get().last_used_on == today
    with django_assert_num_queries(3):
        web.get(ADDRESS)


def test_a_last_use_that_cannot_be_noted_fails_no_read(
    web: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr("django.db.models.query.QuerySet.update", refuse)
    assert web.get(ADDRESS).status_code == 200
    assert ApiKey.objects.get().last_used_on is None


@pytest.mark.django_db(transaction=True)
def test_a_read_does_not_wait_for_a_long_import(
    published: Published, web: Client, locked_database: Any
) -> None:
    """Somebody holds the write lock: what a read leaves behind waits, the read does not."""
    started = timezone.now()
    with locked_database():
        assert web.get(ADDRESS).status_code == 200
    waited = (timezone.now() - started) / timedelta(milliseconds=1)
    assert waited < 20 * WAIT_MS
    assert ApiKey.objects.get().last_used_on is None
    assert web.get(ADDRESS).status_code == 200
    assert ApiKey.objects.get().last_used_on is not None
