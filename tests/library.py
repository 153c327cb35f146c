"""Publishes small answers for real, for tests that read them through the doors."""

from __future__ import annotations

import json
import uuid
from datetime import datetime
from typing import Any

from django.contrib.auth.models import Group, User
from wagtail.models import Locale

from channels.api.keys import KeyWish, create_key
from kb.authoring.models import KnowledgePage, SharedElement, TopicPage

NAMESPACE = uuid.UUID("5b1c0a54-9f0a-4a57-8f0e-7a4f6a0f2d11")
EVERY_KEY_SCOPE = (
    "answers:read", "wordings:read", "search:read", "topics:read", "changes:read",
    "feedback:write", "offers:read", "offers:write",
)  # fmt: skip


def library_root(language: str = "zh-hans") -> Any:
    return TopicPage.objects.get(key="library", locale__language_code=language)


def publish_topic(key: str, title: str, *, parent: Any = None, live: bool = True) -> Any:
    parent = parent or library_root()
    slug = key.replace(".", "-")
    topic = TopicPage(title=title, key=key, slug=slug, live=live, locale=parent.locale)
    return parent.add_child(instance=topic)


def block(kind: str, text: str, *, slot: str = "", **settings: Any) -> dict[str, Any]:
    """One element; `settings` are labels, forms and whatever else its block has."""
    value: dict[str, Any] = {"text": text} | {
        name: setting.isoformat() if isinstance(setting, datetime) else setting
        for name, setting in settings.items()
    }
    return {"type": kind, "id": str(uuid.uuid5(NAMESPACE, slot or kind)), "value": value}


def steps(*lines: str, slot: str = "steps", **settings: Any) -> dict[str, Any]:
    made = block("steps", "", slot=slot, **settings)
    made["value"] |= {"steps": list(lines)}
    del made["value"]["text"]
    return made


def question(name: str, text: str, choices: dict[str, str]) -> dict[str, Any]:
    """`choices`: what is chosen → `question:NAME`, `element:SLOT`, `answer:KEY` or `person`."""
    made = [_choice(said, goal) for said, goal in choices.items()]
    return {"name": name, "text": text, "choices": items(made, f"{name}.choices")}


def _choice(said: str, goal: str) -> dict[str, Any]:
    kind, _colon, value = goal.partition(":")
    value = str(uuid.uuid5(NAMESPACE, value)) if kind == "element" else value
    return {"text": said, "goal": kind, kind: value}


def items(values: list[Any], name: str) -> list[dict[str, Any]]:
    """A list of blocks as it is stored."""
    return [
        {"type": "item", "value": value, "id": str(uuid.uuid5(NAMESPACE, f"{name}.{n}"))}
        for n, value in enumerate(values)
    ]


def guide(*questions: dict[str, Any], slot: str = "guide", text: str = "", **settings: Any) -> Any:
    made = block("guide", text, slot=slot, **settings)
    made["value"]["questions"] = items(list(questions), f"{slot}.questions")
    return made


def shared_place(shared: SharedElement, **settings: Any) -> dict[str, Any]:
    place = block("shared", "", slot=f"place-{shared.pk}", **settings)
    del place["value"]["text"]
    place["value"]["element"] = shared.pk
    return place


def publish_shared(key: str, content: dict[str, Any], *, language: str = "zh-hans") -> Any:
    shared = SharedElement(key=key, title=key, element=json.dumps([content]), live=True)
    shared.locale = Locale.objects.get(language_code=language)
    shared.save()
    return shared


def publish_answer(
    topic: Any, key: str, question: str, *elements: dict[str, Any], wordings: str = "",
    expire_at: datetime | None = None, translates: Any = None,
) -> Any:  # fmt: skip
    """Drafts the answer below the topic and publishes it as the shell would."""
    page = KnowledgePage(
        title=question,
        key=key,
        slug=key.replace(".", "-"),
        wordings=wordings,
        elements=json.dumps(elements),
        expire_at=expire_at,
        live=False,
        locale=topic.locale,
    )
    if translates is not None:
        page.translation_key = translates.translation_key
    topic.add_child(instance=page)
    page.save_revision().publish()
    return KnowledgePage.objects.get(pk=page.pk)


def rewrite(page: Any, *elements: dict[str, Any]) -> Any:
    page = KnowledgePage.objects.get(pk=page.pk)
    page.elements = json.dumps(elements)
    page.save_revision().publish()
    return KnowledgePage.objects.get(pk=page.pk)


def element_id(page: Any, slot: str) -> str:
    return str(uuid.uuid5(page.translation_key, str(uuid.uuid5(NAMESPACE, slot))))


def staff(name: str, *groups: str) -> User:
    user = User.objects.create_user(name, password=f"{name}-knows-Granule")
    user.groups.set(Group.objects.filter(name__in=groups))
    return user


def key_for(channel: str, **wish: Any) -> dict[str, str]:
    """The header of a new key for every topic, unless told otherwise."""
    settings: dict[str, Any] = {
        "name": f"{channel} {uuid.uuid4().hex[:8]}",
        "channel": channel,
        "audience": "public",
        "topics": ["*"],
        "scopes": EVERY_KEY_SCOPE,
    }
    made = create_key(KeyWish(**(settings | wish)))
    return {"Authorization": f"Bearer {made.secret}"}
