"""Somebody in every role, and one of everything that an address of the admin can name. All of it
belongs to the editor's own topic; `stranger` is an editor of another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any

from django.contrib.auth.models import Group, User
from django.core.files.images import ImageFile
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from PIL import Image as Picture
from wagtail.images import get_image_model
from wagtail.models import Collection, Locale, Site, Task, Workflow

from kb.access.models import AccessGrant
from kb.approval.decisions import Reason
from kb.approval.models import Deputy, Remark, StepKind
from kb.authoring.bases import BasisRecord
from kb.authoring.models import LabelValue, SharedElement
from kb.feedback.complaints.models import ComplaintReason
from tests.approval.steps import make_rule, person_of, return_step, task_state_of
from tests.authoring.making import (
    draft_answer,
    element,
    fresh,
    make_topic,
    make_user,
    published_answer,
    published_fact,
    published_shared,
    published_term,
    rewrite,
)
from tests.leaks.admin_works import values_of_works
from tests.misses.asking import ask, seen, tick
from tests.offers.making import publish_offer

ROLES = (
    "nobody", "agent", "integrator", "supervisor", "stranger", "editor", "approver", "compliance",
    "superuser",
)  # fmt: skip
BULK_ACTIONS = ("delete", "move", "publish", "unpublish")
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")


def admin_routes() -> list[str]:
    """Every address under admin/, as it stands in the resolver, each once."""
    found = _walk(get_resolver().url_patterns, "")
    return list(dict.fromkeys(route for route in found if route.startswith("admin/")))


def doors() -> list[str]:
    """The routes, and after a # what else can be asked there."""
    found = []
    for route in admin_routes():
        if route.startswith("admin/bulk/"):
            found += [f"{route}#{action}" for action in BULK_ACTIONS]
        else:
            found.append(route)
        if route.startswith("admin/reports/") and route.count("/") == 3:
            found.append(f"{route}#export")
    return found


def _walk(patterns: Any, prefix: str) -> Any:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route


@dataclass
class World:
    """`values`: the longest beginning of a route that fits says what its parameters are."""

    people: dict[str, User | None]
    values: dict[str, dict[str, Any]]

    def address(self, door: str) -> str:
        route, _sep, also = door.partition("#")
        path = self._path(route, {"action": also} if also in BULK_ACTIONS else {})
        if also in BULK_ACTIONS:
            return f"{path}?id={self.values['admin/']['page_id']}"
        return f"{path}?export=xlsx" if also == "export" else path

    def _path(self, route: str, more: dict[str, Any]) -> str:
        known: dict[str, Any] = {}
        for beginning in sorted(self.values, key=len):
            if route.startswith(beginning):
                known |= self.values[beginning]
        known |= more

        def value(found: re.Match[str]) -> str:
            return str(known[found[1] or found[2]])

        path = PARAMETER.sub(value, route).replace(r"\.", ".")
        return "/" + re.sub(r"\.\*", "no-such", path).replace("^", "").replace("$", "")


def make_world() -> World:
    cards, loans = make_topic("cards"), make_topic("loans")
    people = _people(cards, loans)
    editor = people["editor"]
    assert editor is not None
    make_rule("compliance", subjects=["answer"])
    return World(people, _values(cards, editor))


def _people(cards: Any, loans: Any) -> dict[str, User | None]:
    return {
        "nobody": None,
        "agent": make_user("agent", "Agents"),
        "integrator": make_user("integrator", "Integrators"),
        "supervisor": make_user("supervisor", "Supervisors"),
        "stranger": make_user("stranger", "Editors", owns=loans),
        "editor": make_user("editor", "Editors", owns=cards),
        "approver": person_of("knowledge", name="approver"),
        "compliance": person_of("compliance", name="compliance"),
        "superuser": make_user("superuser", is_superuser=True, is_staff=True),
    }


def _values(cards: Any, editor: User) -> dict[str, dict[str, Any]]:
    page = _waiting(published_answer("cards.loss", topic=cards, user=editor), editor)
    rewritten, state = page.get_latest_revision().pk, task_state_of(page)
    picture = _picture(editor)
    of_page = {
        "page_id": page.pk, "pk": page.pk, "parent_page_id": cards.pk, "page_pk": page.pk,
        "page_to_move_id": page.pk, "destination_id": cards.pk, "page": page.pk,
        "revision_id": rewritten, "revision_id_a": "live", "revision_id_b": "latest",
        "task_state_id": state.pk, "task_id": state.task_id, "action_name": "approve",
        "workflow_state_id": state.workflow_state_id, "id": page.pk,
        "content_type_app_name": "kb", "content_type_model_name": "knowledgepage",
        "app_label": "kb", "model_name": "knowledgepage", "action": "publish",
        "image_id": picture.pk, "collection_id": Collection.objects.get(depth=1).pk,
        "label": "kb.knowledgepage", "subject": "answer", "code": "review-due",
        "filter_spec": "original", "place": "lane", "uidb64": "x", "token": "x",
    }  # fmt: skip
    return {
        "admin/": of_page,
        "admin/bulk/": {"app_label": "wagtailcore", "model_name": "page"},
        "admin/images/": {"pk": picture.pk},
        "admin/misses/": {"name": _missed()},
        "admin/approval/": {"task_state": state.pk} | _of_approval(cards, editor),
        **_of_snippets(editor),
        **_of_settings(),
        **values_of_works(page, editor, shared=SharedElement.objects.first()),
    }


def _missed() -> str:
    """A question that nothing was found for."""
    ask("纪念币几点开售", at=(now := timezone.now()) - timedelta(minutes=2))
    tick(now)
    return seen(now)[0].name


def _waiting(obj: Any, editor: User) -> Any:
    """Live, with a change that waits for approval."""
    if hasattr(obj, "elements"):
        rewrite(obj, element("answer", "新的话。"), user=editor)
    else:
        fresh(obj).save_revision(user=editor)
    fresh(obj).get_workflow().start(fresh(obj), editor)
    return fresh(obj)


def _of_snippets(editor: User) -> dict[str, dict[str, Any]]:
    found = {}
    for obj in (published_fact(), published_shared(), published_term(), publish_offer()):
        source, state = _waiting(obj, editor), task_state_of(obj)
        name = source._meta.model_name
        found[f"admin/snippets/kb/{name}/"] = {
            "pk": source.pk,
            "revision_id": state.revision_id,
            "task_state_id": state.pk,
            "task_id": state.task_id,
            "workflow_state_id": state.workflow_state_id,
        }
        found[f"admin/snippets/choose/kb/{name}/"] = {"pk": source.pk}
        if name == "fact":
            found["admin/where-used/"] = {"label": "kb.fact", "pk": source.pk}
        else:
            found["admin/translation/submit/snippet/"] = {"model_name": name, "pk": source.pk}
    return found


def _of_approval(cards: Any, editor: User) -> dict[str, Any]:
    returned = draft_answer("cards.returned", topic=cards, user=editor)
    fresh(returned).get_workflow().start(fresh(returned), editor)
    officer = User.objects.get(username="compliance")
    return_step(returned, officer, reasons=[Reason("为什么？")])
    today = timezone.localdate()
    deputy = Deputy.objects.create(person=officer, deputy=editor, first_day=today, last_day=today)
    return {"remark": Remark.objects.get().pk, "deputy": deputy.pk}


def _of_settings() -> dict[str, dict[str, Any]]:
    label = LabelValue.objects.create(
        dimension="regions", code="beijing", name_zh="北京", name_en="Beijing"
    )
    first = {
        "basisrecord": BasisRecord.objects.create(
            key="card.rules", kind="regulation", title="办法"
        ),
        "labelvalue": label,
        "accessgrant": AccessGrant.objects.first(),
        "approvalrule": make_rule("business", active=False),
        "stepkind": StepKind.objects.first(),
        "complaintreason": ComplaintReason.objects.create(
            cause="system", code="app", name_zh="手机银行", name_en="App"
        ),
    }
    found = {f"admin/snippets/kb/{name}/": {"pk": one.pk} for name, one in first.items()}
    found |= {f"admin/snippets/choose/kb/{name}/": {"pk": one.pk} for name, one in first.items()}
    workflow = Workflow.objects.get()
    return found | {
        "admin/users/": {"pk": User.objects.get(username="agent").pk},
        "admin/care/handover/": {"pk": User.objects.get(username="editor").pk},
        "admin/groups/": {"pk": Group.objects.get(name="Agents").pk},
        "admin/sites/": {"pk": Site.objects.get().pk},
        "admin/locales/": {"pk": Locale.objects.order_by("pk").first().pk},
        "admin/collections/": {"pk": Collection.objects.get(depth=1).pk},
        "admin/workflows/": {"pk": workflow.pk, "workflow_pk": workflow.pk},
        "admin/workflows/tasks/": {
            "pk": Task.objects.get().pk,
            "app_label": "kb",
            "model_name": "secondpersontask",
        },
    }


def _picture(editor: User) -> Any:
    data = BytesIO()
    Picture.new("RGB", (2, 2)).save(data, "PNG")
    data.seek(0)
    file = ImageFile(data, name="card.png")
    return get_image_model().objects.create(title="卡", file=file, uploaded_by_user=editor)
