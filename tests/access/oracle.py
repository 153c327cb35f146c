"""Who may see what, written a second time from docs/explanation/scope.md, in plain data.

It shares no code with the product: the tests hold the two against each other.
"""

from datetime import datetime
from typing import Any

RANKS = ["public", "customer", "agent"]
LEVELS = ["none", "partial", "full"]


def sees(reader: dict[str, Any], element: dict[str, Any], now: datetime) -> bool:
    """May this reader see this element at this moment?"""
    if RANKS.index(element["audience"]) > RANKS.index(reader["audience"]):
        return False
    if LEVELS.index(element["verification"]) > LEVELS.index(reader["verification"]):
        return False
    for label in ("channels", "regions", "segments", "products"):
        asked = set(element[label])
        if asked and not asked & set(reader[label]):
            return False
    starts, ends = element["starts"], element["ends"]
    return (starts is None or now >= starts) and (ends is None or now < ends)


def sees_topic(reader: dict[str, Any], line: list[dict[str, Any]]) -> bool:
    """`line`: the topic and all above it, root first, each with key and live."""
    if not all(topic["live"] for topic in line):
        return False
    return reader["topics"] == ["*"] or any(t["key"] in reader["topics"] for t in line)


def visible_elements(reader: dict[str, Any], answer: dict[str, Any], now: datetime) -> list[str]:
    """Ids of the elements the reader gets, in order; none where nothing answers the question."""
    if answer["locale"] not in reader["locales"] or not sees_topic(reader, answer["line"]):
        return []
    seen = [element for element in answer["elements"] if sees(reader, element, now)]
    answers = any(element["kind"] in ("answer", "steps") for element in seen)
    return [element["id"] for element in seen] if answers else []


def shared_in_place(shared: dict[str, Any], place: dict[str, Any]) -> dict[str, Any] | None:
    """The labels of a shared element in its place: no wider than either; None for nobody."""
    both: dict[str, Any] = {
        "audience": RANKS[max(RANKS.index(shared["audience"]), RANKS.index(place["audience"]))]
    }
    both["verification"] = LEVELS[max(LEVELS.index(x["verification"]) for x in (shared, place))]
    for label in ("channels", "regions", "segments", "products"):
        one, other = set(shared[label]), set(place[label])
        both[label] = sorted(one & other if one and other else one | other)
        if one and other and not one & other:
            return None
    starts = [x["starts"] for x in (shared, place) if x["starts"]]
    ends = [x["ends"] for x in (shared, place) if x["ends"]]
    both["starts"], both["ends"] = max(starts, default=None), min(ends, default=None)
    empty = both["starts"] and both["ends"] and both["starts"] >= both["ends"]
    return None if empty else both
