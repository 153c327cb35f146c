"""A supervisor exports all knowledge, somebody changes one sentence in a file, and an editor brings
it back: the one difference is shown, and becomes a draft. In Chinese and in English."""

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect
from wagtail.users.models import UserProfile

from kb.tasks import work_on_jobs
from tests import library
from tests.authoring.making import element, fresh, published_answer
from tests.journeys.people import give_subtree, log_in


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody reads and writes in one language."""

    language: str
    topic: str
    before: str
    after: str
    export: str
    download: str
    check: str
    make: str
    made: str


CHINESE = Said(
    language="zh-hans",
    topic="银行卡",
    before="先挂失，再补卡。",
    after="先打电话挂失，再补卡。",
    export="导出",
    download="下载",
    check="检查文件",
    make="生成草稿",
    made="存为草稿",
)
ENGLISH = Said(
    language="en",
    topic="Cards",
    before="Block the card, then order a new one.",
    after="Call us to block the card, then order a new one.",
    export="Export",
    download="Download",
    check="Check the file",
    make="Make drafts of this",
    made="is a draft now",
)


def speaks(user: User, said: Said) -> User:
    profile = UserProfile.get_for_user(user)
    profile.preferred_language = said.language
    profile.save()
    return user


def work() -> None:
    assert work_on_jobs(should_stop=lambda: False) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("said", [CHINESE, ENGLISH], ids=["zh-hans", "en"])
def test_one_sentence_changed_in_a_file_becomes_one_draft(
    page: Page, live_server: Any, said: Said, tmp_path: Path
) -> None:
    root = library.library_root(said.language)
    cards = library.publish_topic("cards", said.topic, parent=root)
    give_subtree(cards, group="Editors")
    editor = speaks(library.staff("editor-1", "Editors"), said)
    supervisor = speaks(library.staff("supervisor-1", "Supervisors"), said)
    answer = published_answer("cards.lost", element("answer", said.before), topic=fresh(cards))
    log_in(page, f"{live_server}/admin/", user=supervisor)
    exported = export(page, live_server, said=said, place=tmp_path)
    changed = rewritten(exported, tmp_path / "changed.zip", said=said)

    log_in(page, f"{live_server}/admin/", user=editor)
    page.goto(f"{live_server}/admin/exchange/")
    page.set_input_files("input[type=file]", changed)
    page.click(f"button:has-text('{said.check}')")
    work()
    expect(page.locator(".deletion")).to_have_text(said.before)
    expect(page.locator(".addition")).to_have_text(said.after)
    expect(page.locator("td.title")).to_have_count(1)
    assert first_text(fresh(answer).get_latest_revision_as_object()) == said.before

    page.click(f"button:has-text('{said.make}')")
    work()
    expect(page.locator("body")).to_contain_text(said.made)
    assert first_text(fresh(answer).get_latest_revision_as_object()) == said.after
    assert first_text(fresh(answer)) == said.before, "readers see nothing of it"


def first_text(answer: Any) -> str:
    return str(answer.elements[0].value["text"])


def export(page: Page, server: Any, *, said: Said, place: Path) -> Path:
    """Waits at the progress bar, and is then offered the file."""
    page.goto(f"{server}/admin/exchange/")
    expect(page.locator("input[type=file]")).to_have_count(0)
    page.click(f"button:has-text('{said.export}')")
    expect(page.locator("progress")).to_be_visible()
    work()
    with page.expect_download() as download:
        page.click(f"a:has-text('{said.download}')")
    path = place / "all.zip"
    download.value.save_as(path)
    return path


def rewritten(source: Path, target: Path, *, said: Said) -> Path:
    before, after = said.before.encode(), said.after.encode()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(before, after))
    return target
