"""A guide of ten pages is taken apart in the browser, put right, handed in and
approved, ten answers at once."""

import io
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from docx import Document
from playwright.sync_api import Locator, Page, expect
from wagtail.users.models import UserProfile

from kb.authoring.models import KnowledgePage, TopicPage
from kb.tasks import work_on_jobs
from tests import library
from tests.journeys.people import give_subtree, log_in

TOPICS = (
    "如何挂失信用卡？", "怎么补卡？", "如何还款？", "可以提前还清分期吗？", "如何提高额度？",
    "怎么查账单？", "如何设置密码？", "在哪里激活？", "怎么注销？", "如何投诉？",
)  # fmt: skip
LOST = TOPICS[0]


@pytest.fixture
def editor(cards: Any) -> User:
    give_subtree(cards, group="Editors")
    return library.staff("editor-1", "Editors")


@pytest.fixture
def approver(cards: Any) -> User:
    return library.staff("approver-2", "Approvers")


def guide() -> bytes:
    """One page for each question."""
    document = Document()
    document.add_heading("信用卡使用指南", 0)
    for number, question in enumerate(TOPICS):
        document.add_heading(question, 1)
        document.add_paragraph(f"这是第{number + 1}项业务。办理前请准备好身份证。")
        for step in ("打开手机银行", "选择业务", "核对后确认"):
            document.add_paragraph(step, style="List Number")
        document.add_heading("收费标准", 2)
        document.add_paragraph("每次收费 40 元。贵宾客户免费。")
        document.add_heading("注意事项", 2)
        document.add_paragraph("不要把验证码告诉别人。")
        document.add_paragraph("本页到此为止。")
        document.add_page_break()
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


@pytest.mark.django_db(transaction=True)
def test_a_guide_of_ten_pages_becomes_published_answers(
    page: Page, client: Client, live_server: Any, cards: Any, editor: User, approver: User
) -> None:
    log_in(page, f"{live_server}/admin/", user=editor)
    upload(page, live_server, name="指南.docx", data=guide(), button="开始拆分")
    first = page.locator("[data-point]", has=page.locator(f"[value='{LOST}']"))
    expect(first.locator("[data-piece]")).to_have_count(4)

    put_right(first)
    with page.expect_navigation():
        page.get_by_role("button", name="生成草稿").click()
    expect(page.locator(".gran-drafts tbody tr")).to_have_count(len(TOPICS))
    answer = KnowledgePage.objects.get(title=LOST)
    kinds = [child.block_type for child in answer.get_latest_revision_as_object().elements]
    assert kinds == ["answer", "steps", "fee", "note"]
    assert not answer.live

    page.get_by_role("link", name="批量提交审核").click()
    act_on_all(page, "[name=action][value=hand-in]")
    work_on_jobs(should_stop=lambda: False)
    log_in(page, f"{live_server}/admin/approval/", user=approver)
    act_on_all(page, ".button[type=submit]")
    pages = [
        client.get(f"/help/zh-Hans/answers/{one.key}/").content.decode()
        for one in KnowledgePage.objects.filter(title__in=TOPICS)
    ]
    assert sum("打开手机银行" in html and "收费" in html for html in pages) == len(TOPICS)
    html = client.get(f"/help/zh-Hans/answers/{answer.key}/").content.decode()
    assert "贵宾客户免费" in html and "本页到此为止" not in html


def act_on_all(page: Page, button: str) -> None:
    page.locator("[data-w-bulk-target=all]").check()
    with page.expect_navigation():
        page.locator("[data-w-bulk-target=action]").locator(button).first.click()


def upload(page: Page, live_server: Any, *, name: str, data: bytes, button: str) -> None:
    page.goto(f"{live_server}/admin/split-documents/")
    kind = "application/octet-stream"
    page.set_input_files(
        "input[type=file]", files=[{"name": name, "mimeType": kind, "buffer": data}]
    )
    with page.expect_navigation():
        page.get_by_role("button", name=button).click()


def put_right(first: Locator) -> None:
    """One split, one kind changed, one merge and one drop; the last two by the keys."""
    caution = first.locator("[data-piece]").nth(3)
    caution.locator(".gran-split summary").click()
    caution.get_by_role("button", name="在此拆分").click()
    expect(first.locator("[data-piece]")).to_have_count(5)

    first.locator("[data-piece]").nth(3).locator("[data-gran-kind]").select_option("note")
    expect(first.locator("[data-piece]").nth(3).locator(".gran-kind")).to_contain_text("温馨提示")

    first.locator("[data-piece]").nth(2).locator(".gran-split summary").click()
    first.locator("[data-piece]").nth(2).get_by_role("button", name="在此拆分").click()
    expect(first.locator("[data-piece]")).to_have_count(6)
    first.locator("[data-piece]").nth(3).focus()
    first.page.keyboard.press("m")
    expect(first.locator("[data-piece]")).to_have_count(5)

    first.locator("[data-piece]").nth(4).focus()
    first.page.keyboard.press("x")
    expect(first.locator("[data-piece].gran-dropped")).to_have_count(1)


@pytest.mark.django_db(transaction=True)
def test_a_page_in_english(page: Page, live_server: Any, cards: Any) -> None:
    english = TopicPage.objects.get(key="library", locale__language_code="en")
    topic = library.publish_topic("cards.en", "Cards", parent=english)
    give_subtree(topic, group="Editors")
    editor = library.staff("editor-2", "Editors")
    profile = UserProfile.get_for_user(editor)
    profile.preferred_language = "en"
    profile.save()
    log_in(page, f"{live_server}/admin/", user=editor)
    text = b"# How do I block my card?\n\nBlock it at once.\n\n## Fees\n\nA fee of $5 is charged.\n"
    upload(page, live_server, name="cards.md", data=text, button="Take it apart")
    page.locator("[data-block]").first.click()
    expect(page.locator(".gran-question.is-lit")).to_have_count(1)
    with page.expect_navigation():
        page.get_by_role("button", name="Make drafts").click()
    draft = KnowledgePage.objects.get(title="How do I block my card?")
    assert draft.get_parent().pk == topic.pk
    assert [child.block_type for child in draft.elements] == ["answer", "fee"]
