"""What comes back says why, at the element and by mail."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Comment

from kb.approval import mails
from kb.approval.models import Remark
from kb.publication.models import Live
from tests.approval.screens import decide
from tests.approval.steps import FEE, approve_step, handed_in, steps_now
from tests.authoring.making import (
    draft_answer,
    edit_url,
    form_of,
    fresh,
    logged_in,
    make_topic,
    make_user,
    published_shared,
)

pytestmark = pytest.mark.django_db


class TestReturned:
    REASON = {f"reason-{FEE['id']}": "没有写明计费日", "reason-": "请补依据"}

    @pytest.fixture
    def returned(self, page: Any, people: Any) -> Any:
        decide(page, people["compliance"], decision="return", **self.REASON)
        return page

    def test_a_reason_is_needed(self, page: Any, people: Any) -> None:
        back = decide(page, people["compliance"], decision="return")
        assert fresh(page).workflow_in_progress
        assert not Remark.objects.exists()
        html = logged_in(people["compliance"]).get(back.url).content.decode()
        assert 'id="approval-return" open>' in html

    def test_stands_at_the_element_and_above_the_form(self, returned: Any, editor: User) -> None:
        comment = Comment.objects.get()
        assert (comment.contentpath, comment.text) == (
            f"elements.{FEE['id']}.text",
            "没有写明计费日",
        )
        html = logged_in(editor).get(edit_url(returned)).content.decode()
        assert "请补依据" in html
        assert f'href="#block-{FEE["id"]}-section"' in html

    def test_answered_and_done_by_the_editor(self, returned: Any, editor: User) -> None:
        client = logged_in(editor)
        html = client.get(reverse("approval_mine")).content.decode()
        assert "没有写明计费日" in html
        remark = Remark.objects.get(element=FEE["id"])
        url = reverse("approval_remark", args=[remark.pk])
        client.post(url, {"answer": "已补", "action": "done"})
        remark.refresh_from_db()
        assert (remark.is_done, remark.answer, remark.done_by) == (True, "已补", editor)
        comment = Comment.objects.get()
        assert comment.resolved_by == editor
        assert comment.replies.get().text == "已补"

    def test_resolved_in_the_margin_is_done_too(self, returned: Any) -> None:
        Comment.objects.update(resolved_at=timezone.now())
        assert Remark.objects.get(element=FEE["id"]).is_done

    def test_not_by_others(self, returned: Any) -> None:
        stranger = make_user("stranger", "Editors", owns=make_topic("loans"))
        url = reverse("approval_remark", args=[Remark.objects.first().pk])  # type: ignore[union-attr]
        assert logged_in(stranger).post(url, {"action": "done"}).status_code == 404

    def test_put_right_and_handed_in_again(self, returned: Any, editor: User, people: Any) -> None:
        form = form_of(returned, **{"action-submit": "1", "elements-1-value-text": "每年1月收。"})
        logged_in(editor).post(edit_url(returned), form)
        assert steps_now(returned) == {"compliance": "", "knowledge": ""}
        for name in ("compliance", "knowledge"):
            decide(returned, people[name], decision="approve")
        assert Live.objects.filter(page_id=returned.pk).exists()

    def test_at_the_element_of_something_shared(self, editor: User, people: Any) -> None:
        shared = published_shared()
        draft = fresh(shared)
        draft.title = "带好证件"
        draft.save_revision(user=editor)
        handed_in(shared, editor)
        block = str(fresh(shared).element[0].id)
        decide(shared, people["knowledge"], decision="return", **{f"reason-{block}": "说清楚"})
        url = reverse("wagtailsnippets_kb_sharedelement:edit", args=[shared.pk])
        assert "说清楚" in logged_in(editor).get(url).content.decode()


class TestMails:
    @pytest.fixture(autouse=True)
    def outbox(self, settings: Any, django_capture_on_commit_callbacks: Any) -> None:
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        mails.replace_wagtails()

    def test_name_the_title_and_nothing_of_the_content(
        self, cards: Any, editor: User, people: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        officer = people["knowledge"]
        officer.email = "knowledge@bank.test"
        officer.save()
        page = draft_answer("cards.a", topic=cards, user=editor)
        with django_capture_on_commit_callbacks(execute=True):
            handed_in(page, editor)
        with django_capture_on_commit_callbacks(execute=True):
            decide(page, officer, decision="return", **{"reason-": "机密理由"})
        with django_capture_on_commit_callbacks(execute=True):
            fresh(page).current_workflow_state.resume(user=editor)
        with django_capture_on_commit_callbacks(execute=True):
            approve_step(page, officer)
        sent = [(message.to, message.subject) for message in mail.outbox]
        assert [to for to, _subject in sent] == [
            ["knowledge@bank.test"],
            ["editor@bank.test"],
            ["knowledge@bank.test"],
            ["editor@bank.test"],
        ]
        assert sent[0][1] == f"待您审核：{page.title}"
        assert all("机密" not in m.body and "先挂失" not in m.body for m in mail.outbox)

    def test_in_the_language_of_the_reader(
        self, cards: Any, editor: User, people: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        from wagtail.users.models import UserProfile

        officer = people["knowledge"]
        officer.email = "knowledge@bank.test"
        officer.save()
        profile = UserProfile.get_for_user(officer)
        profile.preferred_language = "en"
        profile.save()
        with django_capture_on_commit_callbacks(execute=True):
            handed_in(draft_answer("cards.a", topic=cards, user=editor), editor)
        assert mail.outbox[0].subject.startswith("Waiting for your approval: ")
