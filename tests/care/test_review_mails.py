"""Owners are told once a day or week what is due, in their language, and nothing of its content."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from wagtail.users.models import UserProfile

from kb.care import mails
from kb.care.models import Care, ReviewMail
from tests.authoring.making import (
    published_answer,
)
from tests.care.rows import MORNING, care_of, make_due

pytestmark = pytest.mark.django_db


class TestMails:
    @pytest.fixture(autouse=True)
    def a_mail_server(self, settings: Any) -> None:
        settings.EMAIL_HOST, settings.REVIEW_MAIL = "mail.example.com", "daily"

    @pytest.fixture
    def due(self, editor: User) -> Care:
        row = care_of(published_answer("cards.loss", user=editor))
        make_due(row)
        return row

    def test_name_titles_and_nothing_of_the_content(self, due: Care) -> None:
        assert mails.run(now=MORNING) == 1
        (sent,) = mail.outbox
        assert sent.to == ["editor@example.com"]
        assert "待复审" in sent.subject
        assert "问题 cards.loss" in sent.body
        assert "先挂失" not in sent.body

    def test_in_the_receivers_language(self, due: Care, editor: User) -> None:
        profile = UserProfile.get_for_user(editor)
        profile.preferred_language = "en"
        profile.save()
        mails.run(now=MORNING)
        assert mail.outbox[0].subject == "1 item is due for review"

    def test_two_clocks_send_one(self, due: Care) -> None:
        mails.run(now=MORNING)
        assert mails.run(now=MORNING + timedelta(minutes=1)) == 0
        assert len(mail.outbox) == 1

    def test_a_claim_of_another_clock_holds(self, due: Care, editor: User) -> None:
        ReviewMail.objects.create(person=editor, period="2026-11-22", claimed_at=MORNING)
        assert mails.run(now=MORNING) == 0
        assert not mails._claim(editor, period="2026-11-22", now=MORNING)

    def test_the_next_day_again(self, due: Care) -> None:
        mails.run(now=MORNING)
        assert mails.run(now=MORNING + timedelta(days=1)) == 1

    def test_once_a_week_where_that_is_wanted(self, due: Care, settings: Any) -> None:
        settings.REVIEW_MAIL = "weekly"
        monday = datetime(2026, 11, 23, 2, tzinfo=UTC)
        sent = [mails.run(now=monday + timedelta(days=day)) for day in range(8)]
        assert sent == [1, 0, 0, 0, 0, 0, 0, 1]

    def test_not_before_the_hour_nor_where_it_is_off(self, due: Care, settings: Any) -> None:
        assert mails.run(now=MORNING - timedelta(hours=2)) == 0
        settings.REVIEW_MAIL = "off"
        assert mails.run(now=MORNING) == 0

    def test_a_mail_that_failed_is_tried_again_an_hour_later(
        self, due: Care, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_: Any, **__: Any) -> None:
            raise OSError("no route")

        with monkeypatch.context() as patched:
            patched.setattr(mails, "send_mail", fail)
            assert mails.run(now=MORNING) == 0
        assert mails.run(now=MORNING + timedelta(minutes=5)) == 0
        assert mails.run(now=MORNING + timedelta(minutes=61)) == 1

    def test_nobody_without_an_address_or_who_has_left(self, due: Care, editor: User) -> None:
        editor.is_active = False
        editor.save()
        assert mails.run(now=MORNING) == 0
