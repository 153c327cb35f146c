"""Random readers, elements and moments, as plain data and as the product's own values."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

from kb.access import Audience, Labels, Scope, Verification

NOON = datetime(2127, 3, 1, 12, tzinfo=UTC)
VALUES = {
    "channels": ["agent_desk", "web", "sms", "wechat"],
    "regions": ["beijing", "shanghai", "north"],
    "segments": ["vip", "student"],
    "products": ["gold-card", "gold-card-plus"],
}
TOPICS = ["cards", "cards.credit", "loans"]
LOCALES = ["zh-Hans", "en"]


def some(dice: random.Random, values: list[str], *, empty: float = 0.4) -> list[str]:
    return [] if dice.random() < empty else dice.sample(values, dice.randint(1, len(values)))


def random_reader(dice: random.Random) -> dict[str, Any]:
    reader: dict[str, Any] = {name: some(dice, values) for name, values in VALUES.items()}
    reader["channels"] = dice.sample(VALUES["channels"], dice.randint(1, 4))
    reader["audience"] = dice.choice(["public", "customer", "agent"])
    reader["verification"] = dice.choice(["none", "partial", "full", "full"])
    reader["topics"] = ["*"] if dice.random() < 0.5 else some(dice, TOPICS, empty=0.1)
    reader["locales"] = dice.choice([["zh-Hans"], ["en"], LOCALES])
    return reader


def random_labels(dice: random.Random) -> dict[str, Any]:
    labels: dict[str, Any] = {name: some(dice, v, empty=0.6) for name, v in VALUES.items()}
    labels["audience"] = dice.choice(["public", "public", "customer", "agent"])
    asks = dice.random() < 0.1
    labels["verification"] = dice.choice(["partial", "full"]) if asks else "none"
    starts = NOON + timedelta(hours=dice.randint(-3, 3)) if dice.random() < 0.3 else None
    ends = NOON + timedelta(hours=dice.randint(-3, 3)) if dice.random() < 0.3 else None
    if starts and ends and starts >= ends:
        starts, ends = ends, starts + timedelta(hours=1)
    return labels | {"starts": starts, "ends": ends}


def random_moment(dice: random.Random) -> datetime:
    """Often exactly on an edge, where mistakes live."""
    return NOON + timedelta(hours=dice.randint(-4, 4), minutes=dice.choice([0, 0, 30]))


def as_scope(reader: dict[str, Any], now: datetime) -> Scope:
    return Scope(
        audience=Audience.from_code(reader["audience"]),
        topics=frozenset(reader["topics"]),
        locales=frozenset(reader["locales"]),
        now=now,
        verification=Verification.from_code(reader["verification"]),
        **{name: frozenset(reader[name]) for name in VALUES},
    )


def as_labels(labels: dict[str, Any]) -> Labels:
    return Labels(
        audience=Audience.from_code(labels["audience"]),
        verification=Verification.from_code(labels["verification"]),
        valid_from=labels["starts"],
        valid_to=labels["ends"],
        **{name: frozenset(labels[name]) for name in VALUES},
    )
