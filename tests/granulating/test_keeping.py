"""A document comes again: nothing twice, the difference alone, and nobody's work written over."""

import io

import pytest
from django.core.management import call_command

from kb.authoring.granulating import editing, keeping, operations, updating
from kb.authoring.granulating.models import ProposedPoint
from kb.authoring.models import KnowledgePage
from tests.authoring.making import element, fresh, rewrite

GUIDE = "# 卡丢了怎么办？\n\n请马上挂失。\n\n# 要钱吗？\n\n不要。\n\n# 多久生效？\n\n立即。"


def rows_of(kept):
    return {row.question: row for row in kept.document.points.all()}


def changes_of(kept):
    return {row.question: row.change for row in kept.document.points.all()}


def texts_of(page):
    latest = fresh(page).get_latest_revision_as_object()
    return [child.value.get("text") for child in latest.elements]


def test_the_same_document_proposes_nothing_new(read, draft):
    first = read(GUIDE)
    draft(first.document)
    again = read(GUIDE)
    assert again.is_same and again.document == first.document
    assert draft(again.document).drafts == []
    assert ProposedPoint.objects.count() == KnowledgePage.objects.count() == 3


def test_a_changed_document_proposes_the_difference_alone(read):
    read(GUIDE)
    kept = read(GUIDE.replace("不要。", "每次四十元。").replace("# 多久生效？\n\n立即。",
                                                        "# 在哪办？\n\n网点。"))  # fmt: skip
    assert (kept.added, kept.changed, kept.gone, kept.same) == (1, 1, 1, 1)
    assert changes_of(kept) == {
        "卡丢了怎么办？": "", "要钱吗？": "changed", "在哪办？": "added", "多久生效？": "gone",
    }  # fmt: skip
    assert rows_of(kept)["要钱吗？"].point.pieces[0].text == "每次四十元。"


def test_a_question_that_was_reworded_is_the_same_answer(read):
    first = read(GUIDE)
    anchor = rows_of(first)["要钱吗？"].anchor
    kept = read(GUIDE.replace("# 要钱吗？", "# 挂失要钱吗？"))
    assert (kept.added, kept.changed, kept.gone) == (0, 1, 0)
    assert rows_of(kept)["挂失要钱吗？"].anchor == anchor
    assert read(GUIDE.replace("# 要钱吗？", "# 挂失要钱吗？") + " ").changed == 0


def test_an_element_that_changed_keeps_its_name(read):
    text = GUIDE.replace("不要。", "不要。\n\n注意：当天有效。")
    before = rows_of(read(text))["要钱吗？"].point.pieces
    after = rows_of(read(text.replace("当天", "次日")))["要钱吗？"].point.pieces
    assert [p.name for p in before] == [p.name for p in after]


def test_what_an_editor_changed_is_not_written_over(read):
    row = rows_of(read(GUIDE))["要钱吗？"]
    operations.edit(row.pk, lambda point: editing.ask(point, question="挂失收费吗？", wordings=[]))
    read(GUIDE.replace("不要。", "每次四十元。"))
    row.refresh_from_db()
    assert (row.question, row.change) == ("挂失收费吗？", "changed")
    assert row.point.pieces[0].text == "不要。"
    assert row.arriving.pieces[0].text == "每次四十元。"
    operations.settle(row.pk, take=True)
    row.refresh_from_db()
    assert (row.question, row.change, row.incoming) == ("要钱吗？", "", None)
    assert row.point.pieces[0].text == "每次四十元。"


def test_a_change_that_was_seen_and_left_is_not_told_again(read):
    row = rows_of(read(GUIDE))["要钱吗？"]
    operations.mark_dropped(row.pk, dropped=True)
    changed = GUIDE.replace("不要。", "每次四十元。")
    read(changed)
    operations.settle(row.pk, take=False)
    assert read(changed + "\n").changed == 0
    row.refresh_from_db()
    assert (row.is_dropped, row.change) == (True, "")


def test_drafts_follow_the_proposal(read, draft, topic, editor):
    made = draft(read(GUIDE).document)
    assert len(made.drafts) == 3 and made.not_made == []
    page = rows_of(read(GUIDE))["要钱吗？"].page
    assert (page.title, page.live, page.owner) == ("要钱吗？", False, editor)
    assert page.get_parent().pk == topic.pk
    assert page.latest_revision.user == editor
    assert texts_of(page) == ["不要。"]


def test_a_newer_version_goes_into_a_draft_nobody_touched(read, draft, editor):
    draft(read(GUIDE).document)
    read(GUIDE.replace("不要。", "每次四十元。"))
    row = ProposedPoint.objects.get(change="changed")
    assert texts_of(row.page) == ["不要。"]
    before = row.page.get_latest_revision_as_object().elements[0].id
    updating.take_into_draft(row.pk, user=editor)
    assert texts_of(row.page) == ["每次四十元。"]
    row.refresh_from_db()
    assert (row.change, row.incoming, updating.is_untouched(row)) == ("", None, True)
    assert fresh(row.page).get_latest_revision_as_object().elements[0].id == before


def test_a_draft_somebody_worked_on_is_never_written_over(read, draft, editor):
    draft(read(GUIDE).document)
    page = rows_of(read(GUIDE))["要钱吗？"].page
    rewrite(page, element("answer", "编辑写的。"), user=editor)
    read(GUIDE.replace("不要。", "每次四十元。"))
    row = ProposedPoint.objects.get(change="changed")
    with pytest.raises(editing.CannotEdit) as refused:
        updating.take_into_draft(row.pk, user=editor)
    assert refused.value.problem == updating.WORKED_ON
    assert texts_of(page) == ["编辑写的。"]
    assert row.arriving.pieces[0].text == "每次四十元。"


def test_a_change_that_waits_is_decided_on_the_draft_too(read, draft, editor):
    row = rows_of(read(GUIDE))["要钱吗？"]
    operations.edit(row.pk, lambda point: editing.ask(point, question="收费吗？", wordings=[]))
    kept = read(GUIDE.replace("不要。", "每次四十元。"))
    draft(kept.document)
    row.refresh_from_db()
    assert (row.change, texts_of(row.page)) == ("changed", ["不要。"])
    updating.take_into_draft(row.pk, user=editor)
    assert texts_of(row.page) == ["每次四十元。"]


def test_a_document_that_was_forgotten_makes_no_second_drafts(read, draft):
    first = read(GUIDE)
    draft(first.document)
    first.document.delete()
    made = draft(read(GUIDE).document)
    assert made.drafts == [] and len(made.not_made) == 3
    assert KnowledgePage.objects.count() == 3


def test_a_deleted_draft_is_not_made_again(read, draft):
    kept = read(GUIDE)
    draft(kept.document)
    rows_of(kept)["要钱吗？"].page.delete()
    assert draft(kept.document).drafts == []
    assert KnowledgePage.objects.count() == 2


def test_what_is_dropped_or_gone_becomes_no_draft(read, draft):
    kept = read(GUIDE)
    operations.mark_dropped(rows_of(kept)["要钱吗？"].pk, dropped=True)
    kept = read(GUIDE.replace("# 多久生效？\n\n立即。", ""))
    draft(kept.document)
    assert [page.title for page in KnowledgePage.objects.all()] == ["卡丢了怎么办？"]


def test_one_that_cannot_be_saved_stops_no_other(read, draft):
    kept = read(GUIDE)
    row = rows_of(kept)["要钱吗？"]
    pieces = [dict(row.pieces[0], kind="table", rows=[["甲"], ["乙"]], text="", title="题" * 130)]
    ProposedPoint.objects.filter(pk=row.pk).update(pieces=pieces)
    made = draft(kept.document)
    assert len(made.drafts) == 2
    assert [one.question for one in made.not_made] == ["要钱吗？"]
    assert "120" in str(made.not_made[0].problems)


def test_two_topics_may_have_a_document_of_one_name(read, topic, editor):
    from kb.authoring.granulating.reading import read_source
    from tests.authoring.making import make_topic

    first = read(GUIDE)
    other = make_topic("loans")
    second = keeping.keep(
        read_source("指南.md", GUIDE.encode()), digest="x", topic=other, locale="zh-Hans",
        user=editor, now=first.document.read_at,
    )  # fmt: skip
    assert second.document != first.document and second.added == 3


def run(*arguments):
    out = io.StringIO()
    call_command("granulate", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_the_command_does_it_all_and_once(topic, editor, tmp_path):
    path = tmp_path / "指南.md"
    path.write_text(GUIDE, "utf-8")
    options = (path, "--topic", "cards", "--create", "--operator", "bianji")
    run(*options, "--dry-run")
    assert not ProposedPoint.objects.exists() and not KnowledgePage.objects.exists()
    run(*options)
    assert KnowledgePage.objects.filter(owner=editor, live=False).count() == 3
    run(*options)
    assert KnowledgePage.objects.count() == 3
