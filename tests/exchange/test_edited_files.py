"""Somebody changes a sentence in a file, or a cell of a workbook, and brings it back: exactly that
becomes a draft, and nobody's work is written over."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from openpyxl import load_workbook

from kb.authoring.exchange.arriving import Report
from kb.authoring.models import Fact, KnowledgePage, SharedElement
from kb.authoring.variants import are_behind
from kb.publication.models import Publication
from tests.authoring.making import (
    draft_answer,
    element,
    fresh,
    make_topic,
    make_user,
    place,
    published_answer,
    published_fact,
    published_shared,
    rewrite,
)
from tests.exchange.steps import export_to, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> Any:
    make_topic("cards")
    published_fact()
    shared = published_shared()
    return published_answer(
        "cards.lost",
        element("answer", "先挂失。", brief="挂失。"),
        element("fee", "每年 {{ card.fee }}。", title="年费"),
        place(shared),
    )


@pytest.fixture
def editor(page: Any) -> User:
    return make_user("editor", "Editors", owns=page.get_parent().specific)


def file_of(folder: Path, key: str = "cards.lost") -> Path:
    return next(folder.glob(f"answers/*/{key}.zh-Hans.md"))


def change(path: Path, before: str, after: str) -> None:
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after))


def latest(page: Any) -> Any:
    return fresh(page).get_latest_revision_as_object()


def told(report: Report) -> list[tuple[str, str, str]]:
    return [(row.key, str(row.verdict), row.words) for row in report.rows]


def test_one_sentence_becomes_one_draft(page: Any, editor: User, tmp_path: Path) -> None:
    before = [child.value["text"] for child in latest(page).elements[:2]]
    ids = [child.id for child in page.elements]
    folder, log = export_to(tmp_path), Publication.objects.count()
    change(file_of(folder), "先挂失。\n", "先打电话挂失。\n")
    report = take(folder, user=editor)
    assert told(report) == [("cards.lost", "changed", "")]
    assert [(c.what, c.name, c.before, c.after) for c in report.rows[0].changes] == [
        ("answer", "text", "先挂失。", "先打电话挂失。")
    ]
    draft = latest(page)
    assert draft.elements[0].value["text"] == "先打电话挂失。"
    assert draft.elements[1].value["text"] == before[1]
    assert [child.id for child in draft.elements] == ids
    assert are_behind(draft.elements[0].value), "the brief form was written for the old sentence"
    assert fresh(page).get_latest_revision().user == editor
    assert fresh(page).elements[0].value["text"] == "先挂失。", "readers see nothing of it"
    assert Publication.objects.count() == log
    assert set(take(folder, user=editor).counts) == {"unchanged"}


def test_one_cell_becomes_one_draft(page: Any, editor: User, tmp_path: Path) -> None:
    book = export_to(tmp_path, "all.xlsx")
    workbook = load_workbook(book)
    sheet = workbook["elements"]
    [cell] = [c for row in sheet.iter_rows() for c in row if c.value == "先挂失。"]
    cell.value = "=cmd()"
    cell.data_type = "s"
    workbook.save(book)
    report = take(book, user=editor)
    assert told(report) == [("cards.lost", "changed", "")]
    assert latest(page).elements[0].value["text"] == "=cmd()"
    assert set(take(book, user=editor).counts) == {"unchanged"}


def test_a_dry_run_says_the_same_and_changes_nothing(
    page: Any, editor: User, tmp_path: Path
) -> None:
    folder, revision = export_to(tmp_path), fresh(page).latest_revision_id
    change(file_of(folder), "先挂失。\n", "先打电话挂失。\n")
    report = take(folder, user=editor, dry_run=True)
    assert told(report) == [("cards.lost", "changed", "")]
    assert fresh(page).latest_revision_id == revision


def test_a_new_file_is_a_new_draft(page: Any, editor: User, tmp_path: Path) -> None:
    folder = export_to(tmp_path)
    new = folder / "answers" / "new.md"
    new.write_text(
        "---\nkey: cards.new\nlocale: zh-Hans\ntopic: cards\nquestion: 新卡？\n---\n"
        "## answer {id: main, regions: []}\n去网点。\n\n## steps {id: how}\n1. 带证件\n2. 办理\n"
    )
    for _time in range(2):
        report = take(folder, user=editor)
    assert set(report.counts) == {"unchanged"}
    draft = KnowledgePage.objects.get(key="cards.new")
    assert not draft.live and draft.owner == editor
    assert [str(step) for step in latest(draft).elements[1].value["steps"]] == ["带证件", "办理"]


def test_what_was_changed_here_meanwhile_stays(page: Any, editor: User, tmp_path: Path) -> None:
    folder = export_to(tmp_path)
    change(file_of(folder), "先挂失。\n", "先打电话挂失。\n")
    rewrite(page, element("answer", "别的编辑写的。"), user=editor)
    [row] = take(folder, user=editor).rows
    assert row.verdict == "refused" and "导出" in row.words
    assert latest(page).elements[0].value["text"] == "别的编辑写的。"


def test_what_waits_for_approval_stays(page: Any, editor: User, tmp_path: Path) -> None:
    fresh(page).get_workflow().start(fresh(page), editor)
    folder = export_to(tmp_path)
    change(file_of(folder), "先挂失。\n", "先打电话挂失。\n")
    [row] = take(folder, user=editor).rows
    assert row.verdict == "refused" and "审核" in row.words


def test_nobody_changes_what_they_may_not_edit(page: Any, tmp_path: Path) -> None:
    stranger = make_user("stranger", "Editors", owns=make_topic("loans"))
    folder = export_to(tmp_path)
    change(file_of(folder), "先挂失。\n", "先打电话挂失。\n")
    change(folder / "facts.yaml", "'200'", "'300'")
    (folder / "labels.yaml").write_text("- {dimension: regions, code: x, zh-Hans: 某, en: X}\n")
    found = told(take(folder, user=stranger))
    assert [(key, verdict) for key, verdict, _words in found] == [
        ("regions.x", "refused"), ("card.fee", "changed"), ("cards.lost", "refused"),
    ]  # fmt: skip
    assert latest(page).elements[0].value["text"] == "先挂失。"


def test_keys_topics_and_ids_are_not_changed_by_an_import(
    page: Any, editor: User, tmp_path: Path
) -> None:
    draft_answer("cards.other", topic=fresh(page.get_parent().specific))
    for before, after in (
        ("key: cards.lost", "key: cards.renamed"),
        ("topic: cards", "topic: library"),
        (f"id: {page.translation_key}", "id: 00000000-0000-4000-8000-000000000001"),
    ):
        folder = export_to(tmp_path / after.partition(":")[0])
        change(file_of(folder), before, after)
        [row] = take(folder, user=editor).rows
        assert row.verdict == "refused" and row.words, after


def test_what_it_names_must_be_there(page: Any, editor: User, tmp_path: Path) -> None:
    folder = export_to(tmp_path)
    change(file_of(folder), "shared: bring-id", "shared: bring-nothing")
    [row] = take(folder, user=editor).rows
    assert row.verdict == "refused" and "bring-nothing" in row.words


class TestPublishing:
    def test_an_operator_lets_changes_out(self, page: Any, tmp_path: Path) -> None:
        folder = export_to(tmp_path)
        change(file_of(folder), "先挂失。\n", "先打电话挂失。\n")
        change(folder / "facts.yaml", "'200'", "'300'")
        report = take(folder, publish=True)
        assert report.published == 2
        assert fresh(page).elements[0].value["text"] == "先打电话挂失。"
        assert Fact.objects.get(key="card.fee").value == "300"

    def test_what_cannot_go_out_stays_a_draft(self, page: Any, tmp_path: Path) -> None:
        folder = export_to(tmp_path)
        change(file_of(folder), "先挂失。\n", "先付 {{ no.such_fact }}。\n")
        [row] = take(folder, publish=True).rows
        assert row.verdict == "changed" and "no.such_fact" in row.words
        assert fresh(page).live and fresh(page).elements[0].value["text"] == "先挂失。"

    def test_what_was_withdrawn_stays_so(self, page: Any, tmp_path: Path) -> None:
        fresh(page).unpublish()
        folder = export_to(tmp_path)
        take(folder, publish=True)
        assert not fresh(page).live
        change(file_of(folder), "先挂失。\n", "先打电话挂失。\n")
        take(folder, publish=True)
        assert not fresh(page).live

    def test_what_is_planned_is_planned(self, page: Any, tmp_path: Path) -> None:
        start = timezone.now() + timedelta(days=2)
        draft_answer("cards.soon", topic=fresh(page.get_parent().specific), go_live_at=start)
        folder = export_to(tmp_path)
        KnowledgePage.objects.get(key="cards.soon").delete()
        take(folder, publish=True)
        soon = KnowledgePage.objects.get(key="cards.soon")
        assert not soon.live and soon.latest_revision.approved_go_live_at is not None

    def test_a_shared_element(self, page: Any, tmp_path: Path) -> None:
        folder = export_to(tmp_path)
        change(next(folder.glob("shared/*.md")), "请带身份证。", "请带护照。")
        take(folder, publish=True)
        shared = SharedElement.objects.get(key="bring-id")
        assert shared.element[0].value["text"] == "请带护照。"
