"""A late complaint is written about, to whoever leads and then to the complaint team: its number
and where to look, in the language of the reader, and nothing of the customer."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.db import transaction
from wagtail.users.models import UserProfile

from kb.feedback.complaints import moving
from kb.feedback.complaints.models import Complaint
from tests import library
from tests.complaints.making import HOUR, agent_of, taken_by

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def posted(settings: Any) -> None:
    settings.EMAIL_HOST = "mail.bank.example"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.WAGTAILADMIN_BASE_URL = "https://kb.bank.example"


def reads_mails(user: Any, language: str) -> User:
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": language})
    user.email = f"{user.username}@bank.example"
    user.save()
    return user


@pytest.fixture
def late() -> Complaint:
    reads_mails(library.staff("anna", "Supervisors"), "en")
    reads_mails(library.staff("care", "Consumer protection"), "zh-hans")
    library.staff("unreachable", "Consumer protection")
    return taken_by(agent_of("Agents Beijing", "wang"), words="柜员说不能办。")


def test_first_the_leader_then_the_complaint_team(
    late: Complaint, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        moving.escalate(now=late.due_at + HOUR)
    (sent,) = mail.outbox
    assert sent.to == ["anna@bank.example"]
    assert sent.subject == (
        f"Complaint over due, please look after it with its owner: {late.number}"
    )
    assert f"https://kb.bank.example/admin/complaints/{late.pk}/" in sent.body
    with django_capture_on_commit_callbacks(execute=True):
        moving.escalate(now=late.due_at + 40 * HOUR)
    assert [one.to for one in mail.outbox[1:]] == [["care@bank.example"]]
    assert mail.outbox[1].subject == f"投诉超期仍未办结：{late.number}"
    assert all("柜员" not in one.body and "wang" not in one.body for one in mail.outbox)


def test_each_is_written_once(late: Complaint, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        for _minute in range(3):
            moving.escalate(now=late.due_at + HOUR)
    assert len(mail.outbox) == 1


def test_what_is_undone_is_not_told(
    late: Complaint, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        moving.escalate(now=late.due_at + HOUR)
        transaction.set_rollback(True)
    assert mail.outbox == []


def test_without_a_mail_server_nobody_is_written_to(
    late: Complaint, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.EMAIL_HOST = ""
    with django_capture_on_commit_callbacks(execute=True):
        assert moving.escalate(now=late.due_at + HOUR) == 1
    assert mail.outbox == []
