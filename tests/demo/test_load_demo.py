"""`load_demo`: people and keys to try the house with, never in production."""

import io
import re

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.utils import timezone

from channels.api.models import ApiKey
from channels.management.commands import load_demo
from kb.authoring.demo_users import PEOPLE
from kb.authoring.models import KnowledgePage
from kb.authoring.staff_scopes import staff_scope
from tests.library import library_root, publish_topic

pytestmark = pytest.mark.django_db
SECRET = re.compile(r"granule_\w+")


@pytest.fixture
def small_bank(tmp_path, monkeypatch):
    """The demo bank itself is loaded in other tests; here people and keys count."""
    (tmp_path / "answers").mkdir()
    for name, text in (("labels", "{}"), ("topics", "[]"), ("facts", "[]"), ("terms", "[]")):
        (tmp_path / f"{name}.yaml").write_text(text)
    monkeypatch.setattr(load_demo, "BANK", tmp_path)


@pytest.fixture
def run(small_bank, settings):
    def run_it(*options, debug=True):
        settings.DEBUG = debug
        out = io.StringIO()
        call_command("load_demo", *options, stdout=out)
        return out.getvalue()

    return run_it


def test_it_is_refused_where_debug_is_off(run):
    with pytest.raises(CommandError, match="--no-users"):
        run(debug=False)
    with pytest.raises(CommandError):
        call_command("load_demo_users")
    assert not User.objects.exists() and not ApiKey.objects.exists()
    assert not KnowledgePage.objects.exists()


def test_the_bank_alone_can_be_loaded_anywhere(run):
    run("--no-users", debug=False)
    assert not User.objects.exists() and not ApiKey.objects.exists()


def test_everybody_can_log_in_with_the_printed_password(run, client):
    out = run()
    for user in User.objects.all():
        [password] = re.findall(rf"{user.username}\s+(guyu-\S+)", out)
        form = {"username": user.username, "password": password}
        assert client.post("/desk/login/", form).status_code == 302
        client.logout()
    assert User.objects.count() == len(PEOPLE)
    assert not User.objects.filter(is_superuser=True).exists()


def test_each_may_do_their_part(run):
    run()
    editor, approver, agent, supervisor = (
        User.objects.get(username=name) for name in ("editor", "approver", "agent", "supervisor")
    )
    for language in ("zh-hans", "en"):
        topic = publish_topic(f"t-{language}", "题", parent=library_root(language))
        assert topic.permissions_for_user(editor).can_add_subpage()
        assert topic.permissions_for_user(editor).can_edit()
        assert not topic.permissions_for_user(editor).can_publish_subpage()
        assert not topic.permissions_for_user(agent).can_edit()
    for user in (editor, approver, supervisor):
        assert user.has_perm("wagtailadmin.access_admin")
    assert not agent.has_perm("wagtailadmin.access_admin")
    for user in (editor, approver, agent, supervisor):
        assert "agent_desk" in staff_scope(user, now=timezone.now()).channels


def test_the_editors_page_is_approved_by_the_approver_alone(run):
    run()
    workflow = library_root().get_workflow()
    groups = {group.name for task in workflow.tasks for group in task.specific.groups.all()}
    assert groups == {"Approvers"}


def test_keys_are_printed_once_and_work(run, client):
    out = run()
    secrets = SECRET.findall(out)
    assert len(secrets) == len(load_demo.KEYS) == ApiKey.objects.count() == 4
    for secret in secrets:
        answer = client.get("/api/v1/topics", headers={"Authorization": f"Bearer {secret}"})
        assert answer.status_code == 200, answer.content
    again = run()
    assert not SECRET.findall(again)
    assert ApiKey.objects.count() == 4 and User.objects.count() == len(PEOPLE)


def test_a_changed_password_is_not_printed_any_more(run):
    run()
    user = User.objects.get(username="editor")
    user.set_password("something of my own")
    user.save()
    out = run()
    assert "guyu-editor-demo" not in out and "guyu-agent-demo" in out
    assert User.objects.get(username="editor").check_password("something of my own")
