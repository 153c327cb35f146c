"""Many ask for the same at once: the supervisor is told, starts a notice from a template, somebody
else releases it, and it stands on the agents' desk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from kb.feedback.misses import counting
from kb.feedback.surges.models import Surge
from kb.notices.models import NoticeVersion
from kb.tasks import keep_time
from tests import accessibility, library
from tests.desk.browser import let_in, questions
from tests.desk.conftest import bank, bank_tables
from tests.notices.making import template
from tests.surges.making import usually

__all__ = ["bank", "bank_tables"]
pytestmark = pytest.mark.django_db(transaction=True)
TEN_SECONDS = 10_000
LOST = "cards.lost"
SAID = "手机银行暂时无法使用。急事请到网点办理。"


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def pages(browser: Browser, live_server: Any, bank: Any) -> Iterator[dict[str, Page]]:
    """The supervisor's, the approver's and an agent's."""
    contexts, found = [], {}
    for name, group in (("boss", "Supervisors"), ("second", "Approvers"), ("agent-7", "Agents")):
        context = browser.new_context(locale="zh-CN", base_url=live_server.url)
        context.set_default_timeout(15_000)
        let_in(context, library.staff(name, group), live_server.url)
        contexts.append(context)
        found[name] = context.new_page()
    yield found
    for context in contexts:
        context.close()


def ask(bank: Any, *, agents: int, visitors: int) -> None:
    """Each agent has somebody on the line, each visitor comes from somewhere."""
    for number in range(agents):
        client = Client()
        client.force_login(library.staff(f"agent-{100 + number}", "Agents"))
        for _again in range(2):
            page = client.get(f"/desk/answers/{LOST}/", headers={"HX-Request": "true"})
            assert page.status_code == 200
    for _ in range(visitors):
        assert Client().get(f"/help/zh-Hans/answers/{LOST}/").status_code == 200
    counting.flush()


def test_from_many_questions_to_one_agreed_answer(
    pages: dict[str, Page], bank: Any, now: datetime
) -> None:
    boss, second, agent = pages["boss"], pages["second"], pages["agent-7"]
    for number in range(5):
        usually(f"calm.{number}", 6, now=now)
    usually(LOST, 2, now=now)
    prepared = template(wording_zh=f"{{系统}}{SAID[4:]}", wording_en="{system} is down.")
    agent.goto("/desk/")
    expect(agent.locator("#q")).to_be_focused()
    question = bank[LOST].title

    ask(bank, agents=4, visitors=26)
    keep_time()
    keep_time()
    [one] = Surge.objects.all()
    assert sum(part["calls"] for part in one.counts) == 30

    boss.goto("/admin/")
    panel = boss.locator(".surge-panel")
    expect(panel).to_contain_text("问了 30 次")
    assert accessibility.violations(boss) == []
    panel.get_by_role("link", name=question).press("Enter")
    expect(boss.locator(".surges-chart svg")).to_be_visible()
    assert accessibility.violations(boss) == []
    boss.get_by_role("link", name="发起公告").press("Enter")
    boss.get_by_role("link", name=str(prepared)).press("Enter")
    expect(boss.locator("[name=answers]")).to_have_value(LOST)
    boss.fill("[name=blank-0]", "手机银行")
    boss.fill("[name=blank-1]", "Mobile banking")
    boss.get_by_role("button", name="提交").press("Enter")
    expect(boss.locator(".messages")).to_contain_text("已提交")
    version = NoticeVersion.objects.get()
    assert (version.answers, version.wording_zh) == ([LOST], SAID)

    second.goto(f"/admin/surges/{one.pk}/")
    second.get_by_role("link", name="打开公告").press("Enter")
    second.get_by_role("button", name="放行").press("Enter")
    expect(agent.locator("#notices .alarm")).to_contain_text(SAID, timeout=TEN_SECONDS)

    boss.goto("/desk/overview/")
    expect(boss.locator(".surging")).to_contain_text(question)
    assert accessibility.violations(boss) == []
    boss.goto(f"/admin/surges/{one.pk}/")
    boss.fill("[name=reason]", "已发公告")
    boss.get_by_role("button", name="标为已知晓").press("Enter")
    expect(boss.locator(".messages")).to_contain_text("已记下")
    boss.goto("/admin/")
    expect(boss.locator(".surge-panel")).to_have_count(0)


def test_the_empty_desk_has_it_within_reach(
    pages: dict[str, Page], bank: Any, now: datetime
) -> None:
    agent = pages["agent-7"]
    agent.goto("/desk/")
    expect(agent.locator("#shelf-surge")).to_have_count(0)
    Surge.objects.create(
        kind="answer", name=LOST, locale="zh-Hans", began_at=now, noticed_at=now, last_at=now,
        minutes=20, counts=[], at_least=20, times=3,
    )  # fmt: skip
    cache.clear()
    agent.reload()
    expect(agent.locator("#shelf-surge")).to_have_text("现在问得特别多")
    assert questions(agent)[0] == bank[LOST].title
    assert accessibility.violations(agent) == []
    Surge.objects.update(ended_at=now + timedelta(hours=1))
    cache.clear()
    agent.reload()
    expect(agent.locator("#shelf-surge")).to_have_count(0)
