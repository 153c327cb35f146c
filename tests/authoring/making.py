"""Small answers, sources and people, made as the shell would, and forms filled in as editors do."""

import json
import uuid
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from wagtail.models import GroupPagePermission, Locale
from wagtail.test.utils.form_data import nested_form_data, streamfield

from kb.access import ALL_TOPICS, Audience, Scope
from kb.authoring.models import Fact, KnowledgePage, SharedElement, Term, TopicPage
from kb.publication.models import Publication

# So far ahead that no machine's clock has passed it: what is planned for it is still to come.
NOON = datetime(2126, 11, 22, 12, tzinfo=UTC)
TEXT = "先挂失，再补卡。"


def library(language: str = "zh-hans") -> TopicPage:
    return TopicPage.objects.get(key="library", locale__language_code=language)


def make_topic(key: str, *, above: Any = None, language: str = "zh-hans") -> TopicPage:
    """Live, as the shell makes it."""
    above = above or library(language)
    slug = key.replace(".", "-")
    topic = TopicPage(title=f"目录 {key}", key=key, slug=slug, locale=above.locale)
    return above.add_child(instance=topic)


def element(kind: str = "answer", text: str = TEXT, **settings: Any) -> dict[str, Any]:
    """One block as JSON; `block` names it."""
    block = settings.pop("block", None) or str(uuid.uuid4())
    own: dict[str, Any] = {"text": text}
    if kind == "steps":
        own = {"steps": [{"type": "item", "value": line} for line in text.splitlines()]}
    return {"type": kind, "id": block, "value": {"audience": "public"} | own | settings}


def place(shared: SharedElement, **labels: Any) -> dict[str, Any]:
    value = {"element": shared.pk, "audience": "public"} | labels
    return {"type": "shared", "id": str(uuid.uuid4()), "value": value}


def draft_answer(
    key: str, *elements: dict[str, Any], topic: Any = None, user: User | None = None, **fields: Any
) -> KnowledgePage:
    """A page that was saved and handed in nowhere."""
    topic = topic or TopicPage.objects.filter(key="cards").first() or make_topic("cards")
    page = KnowledgePage(
        **(
            {
                "title": f"问题 {key}？",
                "key": key,
                "slug": key.replace(".", "-"),
                "elements": json.dumps(list(elements) or [element()]),
                "locale": topic.locale,
                "live": False,
                "owner": user,
            }
            | fields
        )
    )
    topic.add_child(instance=page)
    page.save_revision(user=user)
    return page


def published_answer(key: str, *elements: dict[str, Any], **options: Any) -> KnowledgePage:
    page = draft_answer(key, *elements, **options)
    page.get_latest_revision().publish()
    return fresh(page)


def rewrite(page: Any, *elements: dict[str, Any], user: User | None = None) -> Any:
    """A new revision with these elements; what is live stays."""
    page = fresh(page).get_latest_revision_as_object()
    page.elements = json.dumps(list(elements))
    return page.save_revision(user=user)


def fresh(obj: Any) -> Any:
    return type(obj).objects.get(pk=obj.pk)


def published_fact(key: str = "card.fee", value: str = "200", **fields: Any) -> Fact:
    standard = {"name": "年费", "type": "money", "unit": "CNY", "value": value}
    return Fact.objects.create(key=key, **(standard | fields))


def published_term(key: str = "apr", **fields: Any) -> Term:
    standard = {"jargon": "年化利率", "plain": "一年的利息比例"}
    return Term.objects.create(key=key, locale=chinese(), **(standard | fields))


def published_shared(key: str = "bring-id", *, inner: Any = None, **fields: Any) -> SharedElement:
    inner = inner or element("note", "请带身份证。")
    return SharedElement.objects.create(
        **({"title": key, "key": key, "locale": chinese(), "element": json.dumps([inner])} | fields)
    )


def republished_shared(shared: SharedElement, **inner: Any) -> SharedElement:
    """A new version of a shared element, published."""
    block = shared.element.get_prep_value()[0]
    block["value"] = dict(block["value"]) | inner
    shared.element = [block]
    shared.save_revision().publish()
    return fresh(shared)


def chinese() -> Locale:
    return Locale.objects.get(language_code="zh-hans")


def english() -> Locale:
    return Locale.objects.get(language_code="en")


def make_user(name: str, *groups: str, owns: Any = None, **fields: Any) -> User:
    """`owns`: a topic whose subtree the person's own group may write in."""
    user = User.objects.create_user(name, password="x", **fields)
    user.groups.add(*Group.objects.filter(name__in=groups))
    if owns is not None:
        team = Group.objects.create(name=f"Team of {name}")
        user.groups.add(team)
        for code in ("add_page", "change_page"):
            permission = Permission.objects.get(codename=code, content_type__model="page")
            GroupPagePermission.objects.create(group=team, page=owns, permission=permission)
    return user


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def widest(now: datetime | None = None, **narrower: Any) -> Scope:
    """An agent on every channel; `narrower` replaces what is named."""
    everything: dict[str, Any] = {
        "channels": frozenset({"agent_desk", "web", "sms", "wechat"}),
        "audience": Audience.AGENT,
        "topics": ALL_TOPICS,
        "locales": frozenset({"zh-Hans", "en"}),
        "now": now or datetime.now(UTC),
    }
    return Scope(**(everything | narrower))


def log_since(seq: int = 0) -> list[tuple[str, str]]:
    """Kind and name of each row of the log after this one, in order."""
    rows = Publication.objects.filter(seq__gt=seq).order_by("seq")
    return [(row.kind, row.key or row.ref) for row in rows]


BLANK = {
    "brief": "", "spoken": "", "overrides-count": "0", "audience": "public", "valid_from": "",
    "verification": "none", "valid_to": "", "message_kind": "notice", "variants_checked": "",
    "basis-document": "", "basis-number": "", "basis-clause": "", "basis-department": "",
    "basis-valid_from": "", "basis-valid_to": "",
}  # fmt: skip


def answer_form(*elements: tuple[str, dict[str, Any]], **fields: Any) -> dict[str, Any]:
    """The form of an answer as the browser sends it."""
    return nested_form_data(
        {
            "title": "银行卡丢了怎么办？",
            "key": "",
            "wordings": "",
            "elements": streamfield([(kind, BLANK | value) for kind, value in elements]),
            "comments-TOTAL_FORMS": "0",
            "comments-INITIAL_FORMS": "0",
            "comments-MIN_NUM_FORMS": "0",
            "comments-MAX_NUM_FORMS": "",
            "go_live_at": "",
            "expire_at": "",
        }
        | fields
    )


def form_of(page: Any, **changes: Any) -> dict[str, Any]:
    """The page's own form, as it came from the server, with `changes`."""
    page = fresh(page).get_latest_revision_as_object()
    elements = [(child.block_type, _posted(child.value)) for child in page.elements]
    known = {"title": page.title, "key": page.key, "wordings": page.wordings}
    form = answer_form(*elements, **(known | changes))
    ids = {f"elements-{i}-id": child.id for i, child in enumerate(page.elements)}
    return form | ids


def _posted(value: Any) -> dict[str, Any]:
    names = (
        "text", "brief", "spoken", "audience", "verification", "message_kind", "variants_checked",
    )  # fmt: skip
    return {name: (value.get(name) or "").replace("\n", "\r\n") for name in names}


def hand_in(page: Any, user: User) -> Any:
    """The editor's button: to approval."""
    return logged_in(user).post(edit_url(page), form_of(page, **{"action-submit": "1"}))


def approve(page: Any, user: User, **changes: Any) -> Any:
    """The approver's button in the editor."""
    decision = {"action-workflow-action": "1", "workflow-action-name": "approve"}
    return logged_in(user).post(edit_url(page), form_of(page, **(decision | changes)))


def edit_url(page: Any) -> str:
    return f"/admin/pages/{page.pk}/edit/"
