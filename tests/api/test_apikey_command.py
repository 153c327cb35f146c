"""manage.py apikey: keys are shown once, refused where they would be wrong, and revoked."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from channels.api.key_format import hash_of, is_well_formed
from channels.api.models import ApiKey
from tests.api.conftest import API, LOST, Published

OPTIONS = ["--channel=web", "--topics=cards", "--scopes=answers:read,search:read"]


def run(*arguments: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("apikey", *arguments, stdout=out, stderr=err)
    return out.getvalue().strip(), err.getvalue()


def create(*options: str, name: str = "portal") -> str:
    return run("create", f"--name={name}", *(options or OPTIONS))[0]


def read(secret: str) -> Any:
    return Client(headers={"authorization": f"Bearer {secret}"}).get(f"{API}/answers/{LOST}")


def test_a_key_is_shown_once_and_kept_as_its_hash(published: Published) -> None:
    secret = create()
    row = ApiKey.objects.get(name="portal")

    assert is_well_formed(secret)
    assert row.hash == hash_of(secret)
    assert row.tail == secret[-4:]
    assert secret not in str(vars(row)) + run("list")[0]
    assert read(secret).status_code == 200


def test_it_reads_in_every_language_unless_told_which(published: Published) -> None:
    create()
    create(*OPTIONS, "--locales=en", name="english")
    rows = {row.name: row.locales for row in ApiKey.objects.all()}
    assert rows == {"portal": ["zh-Hans", "en"], "english": ["en"]}


@pytest.mark.parametrize(
    ("option", "known"),
    [
        ("--channel=telegraph", "agent_desk, web, sms, wechat"),
        ("--topics=cards,nowhere", "*, cards, loans"),
        ("--audience=everybody", "public, customer, agent"),
        ("--scopes=answers:write", "answers:read"),
        ("--regions=mars", "*, beijing"),
        ("--locales=fr", "zh-Hans, en"),
    ],
)
def test_what_is_unknown_is_refused_with_what_is_known(
    published: Published, option: str, known: str
) -> None:
    with pytest.raises(CommandError) as refused:
        create(*OPTIONS, option)
    assert option.rpartition("=")[2].rpartition(",")[2] in str(refused.value)
    assert known in str(refused.value)
    assert not ApiKey.objects.exists()


@pytest.mark.parametrize(
    "option", ["--scopes=", "--topics=", "--rate=0", "--expires=2001-01-01", "--name= "]
)
def test_a_key_that_could_do_nothing_is_refused(published: Published, option: str) -> None:
    with pytest.raises(CommandError):
        create(*OPTIONS, option)
    assert not ApiKey.objects.exists()


def test_a_name_is_used_once(published: Published) -> None:
    create()
    with pytest.raises(CommandError):
        create()
    assert ApiKey.objects.count() == 1


def test_the_audience_is_capped_at_what_the_channel_carries(published: Published) -> None:
    _secret, notes = run("create", "--name=portal", *OPTIONS, "--audience=agent")
    assert ApiKey.objects.get().audience == "customer"
    assert "customer" in notes and "web" in notes


def test_a_day_of_expiry_ends_it(published: Published) -> None:
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    secret = create(*OPTIONS, f"--expires={tomorrow}")
    assert read(secret).status_code == 200
    assert tomorrow in run("list")[0]

    ApiKey.objects.update(expires_at=timezone.now())
    assert read(secret).status_code == 401


def test_a_day_that_is_none_is_refused(published: Published) -> None:
    with pytest.raises(CommandError, match="2027-02-30"):
        create(*OPTIONS, "--expires=2027-02-30")


def test_a_revoked_key_ends_with_its_next_request(published: Published) -> None:
    secret = create()
    assert read(secret).status_code == 200

    run("revoke", "portal")

    answer = read(secret)
    assert answer.status_code == 401
    assert answer.json()["code"] == "revoked-key"


def test_revoking_twice_keeps_the_first_moment(published: Published) -> None:
    create()
    run("revoke", "portal")
    first = ApiKey.objects.get().revoked_at
    run("revoke", "portal")
    assert ApiKey.objects.get().revoked_at == first


def test_revoking_a_name_that_is_none_names_those_that_are(published: Published) -> None:
    create()
    with pytest.raises(CommandError, match="portal"):
        run("revoke", "protal")
