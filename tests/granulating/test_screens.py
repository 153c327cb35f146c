"""The screens: who sees which document, what each act does, how many questions they ask."""

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kb.authoring.granulating import working
from kb.authoring.granulating.editing import seen
from kb.authoring.granulating.models import ProposedPoint, SourceDocument
from kb.authoring.jobs.models import Job
from kb.authoring.models import KnowledgePage
from kb.tasks import work_on_jobs
from tests.authoring.making import logged_in, make_topic, make_user
from tests.granulating.files import csv_text, docx
from tests.journeys.people import give_subtree

GUIDE = (
    "# 卡丢了怎么办？\n\n请马上挂失。挂失立即生效。\n\n1. 打开手机银行\n2. 点挂失\n\n"
    "注意：当天有效。\n\n# 要钱吗？\n\n不要。\n\n![柜台](a.png)\n"
)
LIST = "granulating"


@pytest.fixture
def document(read):
    return read(GUIDE).document


@pytest.fixture
def client(editor):
    return logged_in(editor)


@pytest.fixture
def act(client, document):
    """One act on the first proposed answer, or on the one of this question."""

    def act(name, *, piece=None, of="卡丢了怎么办？", **fields):
        row = document.points.get(question=of)
        if piece is not None:
            shown = row.point.pieces[piece]
            fields |= {"piece": shown.name, "seen": seen(shown)}
        url = reverse("granulating_act", args=[document.pk, row.pk])
        return client.post(url, {"act": name, "p": "1"} | fields,
                           headers={"x-requested-with": "XMLHttpRequest"})  # fmt: skip

    return act


def first(document):
    return document.points.order_by("position").first().point


def addresses(document):
    row = document.points.first()
    return {
        "list": ("get", reverse(LIST)),
        "upload": ("post", reverse(LIST)),
        "review": ("get", reverse("granulating_review", args=[document.pk])),
        "act": ("post", reverse("granulating_act", args=[document.pk, row.pk])),
        "drafts": ("get", reverse("granulating_drafts", args=[document.pk])),
        "make": ("post", reverse("granulating_drafts", args=[document.pk])),
        "forget": ("post", reverse("granulating_forget", args=[document.pk])),
    }


NAMES = ("list", "upload", "review", "act", "drafts", "make", "forget")
OF_ONE = NAMES[2:]


def ask(client, document, name):
    method, url = addresses(document)[name]
    return getattr(client, method)(url)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("group", ["Approvers", "Supervisors", "Editors"])
def test_who_writes_nowhere_sees_nothing(document, name, group):
    person = make_user("somebody", group)
    assert ask(logged_in(person), document, name).status_code == 404
    assert SourceDocument.objects.count() == 1


@pytest.mark.parametrize("name", OF_ONE)
def test_another_teams_document_looks_like_none(document, name):
    other = make_user("other", "Editors", owns=make_topic("loans"))
    asked = ask(logged_in(other), document, name)
    assert asked.status_code == 404
    absent = addresses(document)[name][1].replace(f"/{document.pk}/", "/987654/")
    method = addresses(document)[name][0]
    assert getattr(logged_in(other), method)(absent).status_code == 404
    assert "指南" not in logged_in(other).get(reverse(LIST)).content.decode()


@pytest.mark.parametrize("name", NAMES)
def test_strangers_are_sent_to_the_door(document, client, name):
    client.logout()
    assert ask(client, document, name).status_code == 302


def test_the_menu_shows_it_to_whoever_may_write(client, db):
    assert reverse(LIST) in client.get(reverse("wagtailadmin_home")).content.decode()
    reader = logged_in(make_user("reader", "Approvers"))
    assert reverse(LIST) not in reader.get(reverse("wagtailadmin_home")).content.decode()


def upload(client, name, data, topic):
    file = SimpleUploadedFile(name, data)
    return client.post(reverse(LIST), {"file": file, "topic": topic.pk}, follow=True)


def test_a_document_is_taken_apart_on_upload(client, topic, editor):
    shown = upload(client, "指南.docx", docx(("h1", "如何挂失？"), ("p", "马上。")), topic)
    assert shown.redirect_chain[-1][0].startswith(reverse("granulating_review", args=[1])[:-2])
    assert "如何挂失？" in shown.content.decode()
    found = SourceDocument.objects.get()
    assert (found.name, found.format, found.uploader) == ("指南", "docx", editor)


def test_the_list_names_language_and_topic_as_people_do(document, client, topic):
    english = make_topic("guides", language="en")
    give_subtree(english, group="Editors")
    html = client.get(reverse(LIST), headers={"accept-language": "en"}).content.decode()
    assert "Markdown · Simplified Chinese" in html
    assert f'value="{english.pk}" selected' in html, "the topics of one's own language come first"


def test_a_file_that_cannot_be_read_is_refused_at_its_field(client, topic):
    for name, data, words in (
        ("a.pdf", b"%PDF", "扩展名无法识别"), ("a.docx", b"PK", "DOCX"), ("a.md", b"", "空"),
    ):  # fmt: skip
        assert words in upload(client, name, data, topic).content.decode()
    assert not SourceDocument.objects.exists()


def test_nobody_uploads_into_anothers_topic(client, topic):
    upload(client, "a.md", GUIDE.encode(), make_topic("loans"))
    assert not SourceDocument.objects.exists()


def test_a_large_file_and_many_drafts_go_to_the_background(client, topic, monkeypatch):
    monkeypatch.setattr(working, "LARGE_FILE", 100)
    monkeypatch.setattr(working, "MANY_DRAFTS", 2)
    rows = [["问题", "答案"], *([f"第{n}问？", f"第{n}个答案。"] for n in range(30))]
    upload(client, "faq.csv", csv_text(rows).encode(), topic)
    work_on_jobs(should_stop=lambda: False)
    document = SourceDocument.objects.get()
    assert document.points.count() == 30
    client.post(reverse("granulating_drafts", args=[document.pk]), {"topic": topic.pk})
    work_on_jobs(should_stop=lambda: False)
    assert [job.state for job in Job.objects.all()] == ["done", "done"]
    assert KnowledgePage.objects.count() == 30


def test_background_work_says_what_is_wrong_with_a_file(client, topic, monkeypatch):
    monkeypatch.setattr(working, "LARGE_FILE", 1)
    upload(client, "a.docx", b"PK\x03\x04 torn", topic)
    work_on_jobs(should_stop=lambda: False)
    job = Job.objects.get()
    assert job.state == "failed" and "DOCX" in job.said_error


def test_rights_are_looked_at_when_it_is_done(client, editor, topic, monkeypatch):
    monkeypatch.setattr(working, "LARGE_FILE", 1)
    upload(client, "a.md", GUIDE.encode(), topic)
    editor.groups.clear()
    work_on_jobs(should_stop=lambda: False)
    assert Job.objects.get().state == "failed" and not SourceDocument.objects.exists()


def test_split_and_merge(act, document):
    assert act("split", piece=0, at="1").status_code == 200
    assert [p.text for p in first(document).pieces if p.text] == [
        "请马上挂失。", "挂失立即生效。", "注意：当天有效。",
    ]  # fmt: skip
    act("merge", piece=1)
    assert first(document).pieces[0].text == "请马上挂失。\n\n挂失立即生效。"
    act("split", piece=1, at="1")
    assert [p.steps for p in first(document).pieces if p.steps] == [
        ("打开手机银行",), ("点挂失",),
    ]  # fmt: skip


def test_kind_move_drop_and_undo(act, document):
    act("kind", piece=2, kind="note")
    act("up", piece=2)
    assert [p.kind for p in first(document).pieces] == ["answer", "note", "steps"]
    act("drop", piece=1)
    assert [p.kind for p in first(document).kept] == ["answer", "steps"]
    act("restore", piece=1)
    assert len(first(document).kept) == 3
    act("kind", piece=2, kind="explanation")
    assert first(document).pieces[2].text == "1. 打开手机银行\n2. 点挂失"


def test_questions_wordings_and_answers(act, document):
    act("ask", question="银行卡丢了怎么办？", wordings="丢卡\n卡不见了\n")
    row = document.points.first()
    assert (row.question, row.wordings) == ("银行卡丢了怎么办？", ["丢卡", "卡不见了"])
    act("wording", piece=2, of="银行卡丢了怎么办？")
    assert "注意：当天有效。" in first(document).wordings
    act("divide", piece=1, of="银行卡丢了怎么办？")
    assert document.points.count() == 3
    act("unite", of="要钱吗？")
    rows = list(document.points.filter(merged_into=None))
    assert len(rows) == 2 and "要钱吗？" in rows[1].wordings


def test_an_act_on_what_changed_meanwhile_is_refused(act, client, document):
    row = document.points.first()
    shown = row.point.pieces[0]
    url = reverse("granulating_act", args=[document.pk, row.pk])
    said = client.post(
        url, {"act": "drop", "piece": shown.name, "seen": "00000000"},
        headers={"x-requested-with": "XMLHttpRequest"},
    )  # fmt: skip
    assert "有人改动过" in said.content.decode()
    assert len(first(document).kept) == 3


def test_without_scripts_an_act_leads_back_to_its_place(client, document):
    row = document.points.first()
    url = reverse("granulating_act", args=[document.pk, row.pk])
    back = client.post(url, {"act": "drop-point", "p": "1"})
    assert back["Location"].endswith(f"?p=1#p{row.pk}")
    assert client.post(url, {"act": "explode"}).status_code == 404


def test_a_point_of_another_document_is_not_reached_through_this_one(client, read, document):
    other = read("# 别的？\n\n好。", name="别的.md").document
    url = reverse("granulating_act", args=[document.pk, other.points.get().pk])
    assert client.post(url, {"act": "drop-point"}).status_code == 404


def test_nothing_is_left_out_silently(act, client, document):
    act("drop", piece=2)
    said = client.get(reverse("granulating_review", args=[document.pk])).content.decode()
    assert "2 处未归入" in said
    assert "柜台" in said and "采编人员已舍去" in said


def test_what_waits_in_a_change_was_not_dropped_by_anybody(client, read, draft, document):
    draft(document)
    read(GUIDE.replace("不要。", "每次四十元。\n\n| 卡 | 费 |\n|---|---|\n| 金卡 | 四十元 |"))
    said = client.get(reverse("granulating_review", args=[document.pk])).content.decode()
    assert "请先决定是否采用" in said and "采编人员已舍去" not in said


def test_what_a_document_says_is_never_markup_on_the_screen(client, topic):
    hostile = "# <script>alert(1)</script>？\n\n<b onclick=x>好</b> **粗** &lt;img src=x&gt;\n"
    said = upload(client, "a.md", hostile.encode(), topic).content.decode()
    assert "<script>alert" not in said and "<img src=x" not in said and "onclick=x" not in said


def test_a_draft_is_worked_on_in_the_editor(act, client, document, topic):
    client.post(reverse("granulating_drafts", args=[document.pk]), {"topic": topic.pk})
    assert KnowledgePage.objects.count() == 2
    said = act("drop", piece=0).content.decode()
    assert "已经建成草稿" in said
    listed = client.get(reverse("granulating_drafts", args=[document.pk])).content.decode()
    assert "要钱吗？" in listed
    client.post(reverse("granulating_forget", args=[document.pk]))
    assert not SourceDocument.objects.exists() and KnowledgePage.objects.count() == 2


def test_drafts_go_only_where_one_may_write(client, document):
    other = make_topic("loans")
    client.post(reverse("granulating_drafts", args=[document.pk]), {"topic": other.pk})
    assert not KnowledgePage.objects.exists()


def queries(client, url):
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_more_answers_ask_no_more_questions(client, read):
    small = read(csv_text([["问题", "答案"], ["一？", "好。"], ["二？", "好。"]]), name="a.csv")
    rows = [["问题", "答案"], *([f"第{n}问？", "好。"] for n in range(40))]
    large = read(csv_text(rows), name="b.csv")
    counts = [
        queries(client, reverse("granulating_review", args=[kept.document.pk]))
        for kept in (small, large)
    ]
    assert counts[0] == counts[1]
    few = queries(client, reverse(LIST))
    for number in range(5):
        read(GUIDE, name=f"{number}.md")
    assert queries(client, reverse(LIST)) == few


def test_in_english(client, editor, document):
    from wagtail.users.models import UserProfile

    profile = UserProfile.get_for_user(editor)
    profile.preferred_language = "en"
    profile.save()
    said = logged_in(User.objects.get(pk=editor.pk)).get(
        reverse("granulating_review", args=[document.pk])
    ).content.decode()  # fmt: skip
    assert "2 answers can become drafts" in said and "1 place not placed" in said
    assert ProposedPoint.objects.count() == 2


def test_without_a_file_the_field_says_so(client):
    html = client.post(reverse(LIST), {}).content.decode()
    assert "请先选择文档" in html
    assert "novalidate" in html


def test_merging_is_offered_where_something_stands_above(client, document, act):
    def offers():
        html = client.get(reverse("granulating_review", args=[document.pk])).content.decode()
        return html.count('value="unite"')

    proposed = document.points.count()
    assert offers() == proposed - 1
    act("drop-point")
    assert offers() == proposed - 2
