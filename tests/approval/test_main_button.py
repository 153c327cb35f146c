"""The editor's frame: its main button is what the person most likely wants, its head names what
it shows."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from kb.approval.decisions import Reason
from tests.approval.steps import handed_in, return_step
from tests.authoring.making import edit_url, logged_in, published_fact

pytestmark = pytest.mark.django_db


def test_a_waiting_fact_is_taken_back_before_it_is_withdrawn(editor: User, people: Any) -> None:
    fact = published_fact()
    fact.value = "300"
    fact.save_revision(user=editor)
    handed_in(fact, editor)
    viewset = fact.snippet_viewset
    html = logged_in(editor).get(reverse(viewset.get_url_name("edit"), args=[fact.pk]))
    text = html.content.decode()
    withdraw = reverse(viewset.get_url_name("unpublish"), args=[fact.pk])
    assert text.index("撤回审核") < text.index(withdraw)
    assert "取消工作流" not in text


def test_what_was_returned_has_one_button_to_hand_in_again(
    page: Any, editor: User, people: Any
) -> None:
    return_step(page, people["compliance"], reasons=[Reason("短一点")])
    text = logged_in(editor).get(edit_url(page)).content.decode()
    assert "重新提交审核" in text and 'name="action-submit"' in text
    assert "action-restart-workflow" not in text
    assert "重启工作流" not in text


def test_an_approver_reads_what_it_is_called_in_the_editor(page: Any, people: Any) -> None:
    """No way through the tree leads them there, and so Wagtail names nothing."""
    text = logged_in(people["compliance"]).get(edit_url(page)).content.decode()
    assert f'<p class="header-name">{page.title}</p>' in text
    assert "- Granule</title>" in text
