"""A file that somebody uploads: what is wrong in it is told by the name that they know, and what
was made of it is one click away."""

import shutil
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.urls import reverse

from kb.authoring.exchange.work import CHECKING, IMPORTING
from kb.authoring.jobs import operations
from kb.authoring.jobs.models import Job
from kb.tasks import work_on_jobs
from tests.authoring.making import (
    draft_answer,
    edit_url,
    element,
    fresh,
    logged_in,
    make_topic,
    make_user,
)
from tests.exchange.steps import export_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    return make_user("editor", "Editors", owns=make_topic("cards"))


def check(editor: User, name: str, data: bytes) -> Job:
    upload, arguments = ContentFile(data, name), {"name": name}
    return _done(operations.start(CHECKING, user=editor, arguments=arguments, upload=upload))


def _done(job: Job) -> Job:
    work_on_jobs(should_stop=lambda: False)
    return fresh(job)


@pytest.mark.parametrize(("name", "told"), [
    ("my knowledge 知识.xlsx", "my knowledge 知识.xlsx"),
    (f"{'知' * 90}.xlsx", "upload.xlsx"),
    ("../../away.xlsx", "away.xlsx"),
])  # fmt: skip
def test_is_called_by_its_own_name(editor: User, name: str, told: str) -> None:
    job = check(editor, name, b"no workbook")
    assert job.state == Job.State.FAILED and f"{told}: " in job.said_error


def test_each_draft_is_one_click_away(editor: User, tmp_path: Path) -> None:
    page = draft_answer("cards.one", element("answer", "先挂失。"), user=editor)
    folder = export_to(tmp_path)
    file = next(folder.glob("answers/*/cards.one.zh-Hans.md"))
    file.write_text(file.read_text().replace("先挂失。", "先打电话挂失。"))
    packed = Path(shutil.make_archive(str(tmp_path / "all"), "zip", folder))
    checked = check(editor, packed.name, packed.read_bytes())
    job = _done(operations.start(IMPORTING, user=editor, arguments={"of": checked.pk}))
    html = logged_in(editor).get(reverse("job", args=[job.pk])).content.decode()
    assert reverse("care_list", args=["everything"]) in html
    assert edit_url(page) in html
