"""Topic keys: made from the title where left empty, the same for the translations of one topic,
fixed once any of them has been published."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kb.authoring.answer_keys import MAX_LENGTH, suggest_key

WAS_OUT = Q(live=True) | Q(first_published_at__isnull=False)


def settle_topic_key(topic: Any) -> None:
    """Give the topic and its translations their key; a copy of another topic gets its own."""
    group = type(topic).objects.filter(translation_key=topic.translation_key)
    fixed = group.filter(WAS_OUT).values_list("key", flat=True).first()
    if fixed:
        topic.key = fixed
        return
    known = topic.key or group.values_list("key", flat=True).first()
    topic.key = _free_key(topic, wish=known or _suggest(topic))
    group.exclude(pk=topic.pk).exclude(key=topic.key).update(key=topic.key)


def refuse_changed_topic_key(topic: Any) -> None:
    """Raises ValidationError where a published key would change or the wish is another topic's."""
    group = type(topic).objects.filter(translation_key=topic.translation_key)
    fixed = group.filter(WAS_OUT).values_list("key", flat=True).first()
    if fixed and topic.key and topic.key != fixed:
        text = _("This topic was published as “%(key)s”; its key cannot change any more.")
        raise ValidationError({"key": text % {"key": fixed}})
    if not fixed and _others(topic).filter(key=topic.key).exists():
        raise ValidationError({"key": _("Another topic has this key. Choose a different one.")})


def _others(topic: Any) -> Any:
    return type(topic).objects.exclude(translation_key=topic.translation_key)


def _suggest(topic: Any) -> str:
    return suggest_key(topic.title, topic.translation_key).replace("answer-", "topic-")


def _free_key(topic: Any, *, wish: str) -> str:
    number, key = 1, wish
    while _others(topic).filter(key=key).exists():
        suffix = f"-copy-{number}"
        key, number = wish[: MAX_LENGTH - len(suffix)].rstrip(".-") + suffix, number + 1
    return key
