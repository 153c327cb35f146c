"""A supervisor exports all knowledge, somebody changes one sentence in a file, and an editor brings
it back: the one difference is shown, and becomes a draft."""

import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from kb.tasks import work_on_jobs
from tests import library
from tests.authoring.making import element, fresh, published_answer
from tests.journeys.people import give_subtree, log_in

BEFORE, AFTER = "先挂失，再补卡。", "先打电话挂失，再补卡。"


@pytest.fixture
def editor(cards: Any) -> User:
    give_subtree(cards, group="Editors")
    return library.staff("editor-1", "Editors")


@pytest.fixture
def supervisor(cards: Any) -> User:
    return library.staff("supervisor-1", "Supervisors")


def work() -> None:
    assert work_on_jobs(should_stop=lambda: False) == 1


@pytest.mark.django_db(transaction=True)
def test_one_sentence_changed_in_a_file_becomes_one_draft(
    page: Page, live_server: Any, cards: Any, editor: User, supervisor: User, tmp_path: Path
) -> None:
    answer = published_answer("cards.lost", element("answer", BEFORE), topic=fresh(cards))
    log_in(page, f"{live_server}/admin/", user=supervisor)
    exported = export(page, live_server, tmp_path)
    changed = rewritten(exported, tmp_path / "changed.zip")

    log_in(page, f"{live_server}/admin/", user=editor)
    page.goto(f"{live_server}/admin/exchange/")
    page.set_input_files("input[type=file]", changed)
    page.click("text=检查文件")
    work()
    expect(page.locator(".deletion")).to_have_text(BEFORE)
    expect(page.locator(".addition")).to_have_text(AFTER)
    expect(page.locator("td.title")).to_have_count(1)
    assert fresh(answer).get_latest_revision_as_object().elements[0].value["text"] == BEFORE

    page.click("text=生成草稿")
    work()
    expect(page.locator("body")).to_contain_text("存为草稿")
    draft = fresh(answer).get_latest_revision_as_object()
    assert draft.elements[0].value["text"] == AFTER
    assert fresh(answer).elements[0].value["text"] == BEFORE, "readers see nothing of it"


def export(page: Page, server: Any, place: Path) -> Path:
    """Waits at the progress bar, and is then offered the file."""
    page.goto(f"{server}/admin/exchange/")
    expect(page.locator("input[type=file]")).to_have_count(0)
    page.click("button:has-text('导出')")
    expect(page.locator("progress")).to_be_visible()
    work()
    with page.expect_download() as download:
        page.click("a:has-text('下载')")
    path = place / "all.zip"
    download.value.save_as(path)
    return path


def rewritten(source: Path, target: Path) -> Path:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(BEFORE.encode(), AFTER.encode()))
    return target
