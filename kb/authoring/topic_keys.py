"""Topic keys: made from the title where left empty, shared by the translations of one topic."""

from __future__ import annotations

from typing import Any

from kb.authoring.answer_keys import MAX_LENGTH, suggest_key


def settle_topic_key(topic: Any) -> None:
    """Give the topic its key; a copy of another topic gets one of its own."""
    others = type(topic).objects.exclude(translation_key=topic.translation_key)
    wish = topic.key or suggest_key(topic.title, topic.translation_key).replace("answer-", "topic-")
    number, key = 1, wish
    while others.filter(key=key).exists():
        suffix = f"-copy-{number}"
        key, number = wish[: MAX_LENGTH - len(suffix)] + suffix, number + 1
    topic.key = key
