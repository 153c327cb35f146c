"""Staff come in from a list, by staff number, in their roles and teams."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.test import Client
from wagtail.models import GroupPagePermission

from kb.authoring.models import TopicPage
from tests.authoring.making import draft_answer, edit_url, english, logged_in, make_topic

pytestmark = pytest.mark.django_db
HEAD = "staff_number,name,team,role\n"


@pytest.fixture(autouse=True)
def topics() -> None:
    cards = make_topic("cards")
    cards.copy_for_translation(english())
    make_topic("cards.credit", above=cards)
    make_topic("loans")


@pytest.fixture
def bring(tmp_path: Path) -> Any:
    def run(rows: str, *options: str, encoding: str = "utf-8") -> str:
        file = tmp_path / "staff.csv"
        file.write_bytes((HEAD + rows).encode(encoding))
        told = StringIO()
        call_command("import_users", str(file), *options, stdout=told, stderr=told)
        return told.getvalue()

    return run


STAFF = """\
10001,王小明,cards,editor
10002,李红,*,approver
10003,张伟,,agent
10004,Ann Lee,loans,supervisor
10005,网关,,integrator
10001,王小明,loans,approver
"""


def groups_of(number: str) -> set[str]:
    return set(User.objects.get(username=number).groups.values_list("name", flat=True))


def test_everybody_is_there_with_roles_and_teams(bring: Any) -> None:
    assert "5" in bring(STAFF)
    assert groups_of("10001") == {"Editors", "Approvers", "Team cards", "Team loans"}
    assert groups_of("10002") == {"Approvers", "Team library"}
    assert groups_of("10003") == {"Agents"}
    assert groups_of("10005") == {"Integrators"}
    user = User.objects.get(username="10001")
    assert user.get_full_name() == "王小明"
    assert not user.has_usable_password()
    assert not user.is_staff


def test_a_team_owns_its_topic_in_every_language(bring: Any) -> None:
    bring(STAFF)
    rights = GroupPagePermission.objects.filter(group__name="Team cards")
    found = set(rights.values_list("page__locale__language_code", "permission__codename"))
    assert found == {
        (language, right) for language in ("zh-hans", "en") for right in ("add_page", "change_page")
    }
    assert TopicPage.objects.filter(key="library").count() == 2
    library = GroupPagePermission.objects.filter(group__name="Team library")
    assert set(library.values_list("page__depth", flat=True)) == {2}
    assert library.count() == 4


def test_an_editor_writes_in_the_own_teams_topics_only(bring: Any) -> None:
    bring("10001,王小明,cards,editor\n")
    client = logged_in(User.objects.get(username="10001"))
    mine = draft_answer("a", topic=TopicPage.objects.get(key="cards.credit"))
    other = draft_answer("b", topic=TopicPage.objects.get(key="loans"))
    assert client.get(edit_url(mine)).status_code == 200
    assert client.get(edit_url(other)).status_code == 302


def test_the_same_list_again_changes_nothing(bring: Any) -> None:
    bring(STAFF)
    before = snapshot()
    told = bring(STAFF)
    assert snapshot() == before
    assert told.count("5") == 1
    assert "0" in told


def snapshot() -> Any:
    people = User.objects.order_by("pk").values_list("username", "first_name", "password")
    memberships = User.groups.through.objects.order_by("pk").values_list("user", "group")
    rights = GroupPagePermission.objects.order_by("pk").values_list("group", "page", "permission")
    return list(people), list(memberships), list(rights), Group.objects.count()


def test_a_changed_list_moves_people_and_leaves_other_groups_alone(bring: Any) -> None:
    bring(STAFF)
    user = User.objects.get(username="10001")
    user.groups.add(Group.objects.create(name="Readers of Beijing"))
    user.set_password("a password of one's own")
    user.save()
    bring("10001,王晓明,loans,agent\n")
    assert groups_of("10001") == {"Agents", "Team loans", "Readers of Beijing"}
    user.refresh_from_db()
    assert (user.first_name, user.has_usable_password()) == ("王晓明", True)
    assert groups_of("10002") == {"Approvers", "Team library"}


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (",王小明,cards,editor", "工号"),
        ("10 01,王小明,cards,editor", "10 01"),
        ("10009,,cards,editor", "姓名"),
        ("10009,王小明,cards,boss", "boss"),
        ("10009,王小明,no.such,editor", "no.such"),
        ("10001,王大明,cards,editor", "10001"),
        ("10009,王小明", "2"),
    ],
)
def test_a_bad_row_is_named_with_its_line_and_nothing_is_changed(
    bring: Any, row: str, words: str, tmp_path: Path
) -> None:
    before = snapshot()
    told = StringIO()
    file = tmp_path / "bad.csv"
    file.write_text(f"{HEAD}{STAFF}{row}\n", "utf-8")
    with pytest.raises(CommandError):
        call_command("import_users", str(file), stderr=told)
    assert "8" in told.getvalue()
    assert words in told.getvalue()
    assert snapshot() == before


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    file = tmp_path / "staff.csv"
    file.write_text("staff_number,name,role\n1,王,editor\n", "utf-8")
    with pytest.raises(CommandError, match="team"):
        call_command("import_users", str(file))


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"nothing\.csv"):
        call_command("import_users", str(tmp_path / "nothing.csv"))


def test_a_dry_run_says_what_would_happen_and_changes_nothing(bring: Any) -> None:
    before = snapshot()
    assert "5" in bring(STAFF, "--dry-run", "--invite")
    assert snapshot() == before


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_files_as_excel_saves_them(bring: Any, encoding: str) -> None:
    bring(STAFF, encoding=encoding)
    assert User.objects.get(username="10001").first_name == "王小明"


def test_somebody_locked_out_stays_locked_out(bring: Any) -> None:
    User.objects.create_user("10001", is_active=False)
    assert "10001" in bring(STAFF)
    assert not User.objects.get(username="10001").is_active


def test_an_invitation_sets_a_password_once(bring: Any) -> None:
    told = bring("10003,张伟,,agent\n", "--invite")
    link = told.splitlines()[-1].split("\t")[2]
    path = link.removeprefix("http://localhost:8000")
    client = Client()
    form = client.get(path, follow=True)
    address = form.redirect_chain[-1][0]
    new = "long-enough-for-Granule"
    client.post(address, {"new_password1": new, "new_password2": new})
    assert User.objects.get(username="10003").check_password(new)
    assert "\t" not in bring("10003,张伟,,agent\n", "--invite")
    assert "new_password1" not in Client().get(path, follow=True).content.decode()
