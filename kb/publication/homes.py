"""Where answers belong, for whoever counts: keys in, keys out, and no word of what is in them."""

from __future__ import annotations

from collections.abc import Collection

from kb.publication.models import Live, LiveTopic

AT_ONCE = 500


def home_topics(keys: Collection[str]) -> dict[str, str]:
    """Key of an answer → key of its home topic, for those that are live in any language."""
    known = sorted(keys)
    places: dict[str, int] = {}
    for start in range(0, len(known), AT_ONCE):
        rows = Live.objects.filter(key__in=known[start : start + AT_ONCE])
        places |= dict(rows.order_by("pk").values_list("key", "topic_id"))
    topics = dict(LiveTopic.objects.values_list("topic_id", "key")) if places else {}
    return {key: topics[place] for key, place in places.items() if place in topics}
