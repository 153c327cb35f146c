"""One of everything that people write in the workbench beside answers, all saying the same, and the
screens that show it. Rows are made as they lie in the database: past every check of a form."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Workflow

from kb.approval.decisions import Reason
from kb.approval.models import ApprovalRule, Deputy, StepKind
from kb.authoring.bases import BasisAttachment, BasisRecord
from kb.authoring.granulating.keeping import keep
from kb.authoring.granulating.models import SourceDocument
from kb.authoring.granulating.proposal import digest_of
from kb.authoring.granulating.reading import read_source
from kb.authoring.jobs.models import Job
from kb.authoring.models import Fact, LabelValue, TopicPage
from kb.care.models import BasisTask, Care, ConflictDecision, Contradiction, Template
from kb.care.rows import settle
from kb.feedback.models import Feedback
from tests.approval.steps import approve_step, make_rule, person_of, return_step, task_state_of
from tests.authoring.making import draft_answer, element, fresh, make_user, published_answer

BLOCK = "6f4f2c52-6b0e-4b6a-9a67-0d2a0d4c7d01"
NAMES = ("fact", "basisrecord", "approvalrule", "stepkind", "labelvalue")


def fill(topic: Any, chief: User, text: str) -> dict[str, str]:
    """Screen → its address, for `chief`."""
    rule = make_rule("compliance", subjects=["answer"])
    ApprovalRule.objects.filter(pk=rule.pk).update(name_zh=text[:80], name_en=text[:80])
    StepKind.objects.filter(code="compliance").update(name_zh=text[:80], name_en=text[:80])
    label = LabelValue.objects.create(
        dimension="regions", code="beijing", name_zh=text[:60], name_en=text[:60]
    )
    TopicPage.objects.filter(pk=topic.pk).update(title=text[:200], draft_title=text[:200])
    screens = (
        _approval(topic, chief, text)
        | _facts(text)
        | _care(topic, text)
        | _work(topic, chief, text)
    )
    rows = {"fact": Fact.objects.first(), "labelvalue": label, "approvalrule": rule}
    rows |= {"basisrecord": BasisRecord.objects.first(), "stepkind": rule.steps.first()}
    for name in NAMES:
        screens[f"{name} list"] = reverse(f"wagtailsnippets_kb_{name}:list")
        screens[f"{name} form"] = reverse(f"wagtailsnippets_kb_{name}:edit", args=[rows[name].pk])
    return screens


def _approval(topic: Any, chief: User, text: str) -> dict[str, str]:
    """One that came back with reasons, one that waits with a comment on its first step."""
    Workflow.objects.update(name=text[:200])
    writer = make_user("writer", "Editors", owns=topic, first_name=text[:150], last_name=text[:150])
    officer, third = person_of("compliance"), person_of("knowledge")
    User.objects.filter(pk=officer.pk).update(first_name=text[:150])
    today = timezone.localdate()
    days = {"first_day": today, "last_day": today + timedelta(days=1)}
    Deputy.objects.create(person=officer, deputy=writer, **days)
    pages = [_handed_in(topic, f"cards.w{n}", text, writer, by=chief) for n in range(2)]
    back, waits = [task_state_of(page).pk for page in pages]
    return_step(pages[0], officer, reasons=[Reason(text), Reason(text, BLOCK)])
    approve_step(pages[1], third, step="knowledge", comment=text)
    impact = reverse("kb_impact", args=["kb.knowledgepage", pages[1].pk])
    return {
        "queue": reverse("approval_queue"),
        "handed in": reverse("approval_mine"),
        "returned": reverse("approval_task", args=[back]),
        "waiting": reverse("approval_task", args=[waits]),
        "deputies": reverse("approval_deputies"),
        "rules tried": f"{reverse('approval_try')}?subject=answer&key=cards.w1",
        "remarks in the editor": reverse("wagtailadmin_pages:edit", args=[pages[0].pk]),
        "impact of an answer": impact,
        "its row": f"{impact}answers/{pages[1].pk}/",
        "as read": reverse("kb_shown", args=[pages[1].pk]) + "?draft=1&channel=web",
    }


def _handed_in(topic: Any, key: str, text: str, writer: User, *, by: User) -> Any:
    basis = dict.fromkeys(("document", "number", "clause", "department"), text[:60])
    blocks = element("answer", text, block=BLOCK, basis=basis)
    page = draft_answer(key, blocks, topic=topic, user=writer, title=text[:200], wordings=text)
    fresh(page).get_workflow().start(fresh(page), by)
    return page


def _facts(text: str) -> dict[str, str]:
    fact = Fact.objects.create(
        key="card.note", name=text[:120], name_en=text[:120], type="text", value=text[:200]
    )
    draft = fresh(fact)
    draft.value = f"{text[:190]} 2"
    draft.save_revision(user=None)
    address = reverse("kb_impact", args=["kb.fact", fact.pk])
    published_answer("cards.f", element("answer", "{{ card.note }}"), title=text[:200])
    used = reverse("kb_where_used", args=["kb.fact", fact.pk])
    return {"impact of a fact": address, "its answers": f"{address}rows/", "where used": used}


def _care(topic: Any, text: str) -> dict[str, str]:
    question = text[:200]
    one, other = (
        published_answer(f"cards.c{n}", element("answer", "每年 200 元。"), topic=topic,
                         title=question, wordings=question)
        for n in range(2)
    )  # fmt: skip
    settle(today=timezone.localdate())
    Template.objects.create(page_id=one.pk)
    _contradiction(one, other, text)
    record = BasisRecord.objects.create(
        key="rules", kind="regulation", title=question, number=text[:80], issuer=text[:120]
    )
    care = Care.objects.get(subject="answer", object_id=one.pk)
    BasisTask.objects.create(
        basis=record, care=care, element=BLOCK, opened_at=timezone.now(),
        due_on=timezone.localdate(),
    )  # fmt: skip
    BasisAttachment.objects.create(basis=record, title=text[:120], file="basis/x.pdf")
    Feedback.objects.create(
        key=one.key, locale="zh-Hans", channel="web", verdict="wrong", comment=text[:500],
        source=text[:60], at=timezone.now(),
    )  # fmt: skip
    lists = ("review-due", "without-owner", "everything")
    return {
        **{f"list {code}": reverse("care_list", args=[code]) for code in lists},
        "health": reverse("care_health"),
        "bases": reverse("care_basis_tasks"),
        "intervals": reverse("care_intervals"),
        "conflicts": reverse("care_conflicts"),
        "templates": reverse("care_templates"),
        "one template": reverse("care_template_use", args=[one.pk]),
        "care of one": reverse("care_item", args=["answer", one.pk]),
        "handover": reverse("care_leavers"),
        "feedback": reverse("feedback_report"),
        "publication log": reverse("publication_log"),
    }


def _contradiction(one: Any, other: Any, text: str) -> None:
    Contradiction.objects.create(
        digest="a" * 64, locale="zh-Hans", thing=text[:120], page_id=one.pk, element=BLOCK,
        said=text[:200], sentence=text, other_page_id=other.pk, other_said=text[:200],
        other_sentence=text,
    )  # fmt: skip
    ConflictDecision.objects.create(
        digest="b" * 64, about=text[:255], verdict="keep", why=text[:200], by_name=text[:150],
        at=timezone.now(),
    )  # fmt: skip


def _work(topic: Any, chief: User, text: str) -> dict[str, str]:
    """A document beside its proposal, a workbook's cells as they would come in, a failed job."""
    source = read_source("指南.md", f"# 怎样挂失？\n\n{text}\n\n- {text}\n- {text}\n".encode())
    kept = keep(
        source, digest=digest_of(text), topic=topic, locale="zh-Hans", user=chief,
        now=timezone.now(),
    )  # fmt: skip
    SourceDocument.objects.filter(pk=kept.document.pk).update(name=text[:200])
    problem = {"code": "x", "message": "Line %(line)s: %(message)s",
               "params": [["line", text], ["message", text]]}  # fmt: skip
    cell = {"what": text, "name": text, "before": text, "after": text}
    row = {"title": text, "subject": "answer", "key": text, "locale": text, "where": text,
           "verdict": "changed", "words": text, "changes": [cell]}  # fmt: skip
    result = {"counts": {"added": 1, "changed": 1}, "rows": [row], "more": 0}
    common: dict[str, Any] = {"starter": chief, "created": timezone.now()}
    checked = Job.objects.create(
        kind="import-check", state="done", result=result, message=problem,
        finished=timezone.now(), arguments={"name": text}, **common,
    )  # fmt: skip
    failed = Job.objects.create(kind="export", state="failed", error=problem, **common)
    return {
        "a document beside its proposal": reverse("granulating_review", args=[kept.document.pk]),
        "documents": reverse("granulating"),
        "cells of an import": reverse("job", args=[checked.pk]),
        "a failed job": reverse("job", args=[failed.pk]),
        "jobs": reverse("jobs"),
    }


def screens_of(client: Client, screens: dict[str, str]) -> Iterator[tuple[str, str]]:
    for name, address in screens.items():
        response = client.get(address, follow=True)
        assert response.status_code == 200, (name, address, response.status_code)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        yield name, body.decode()
