"""Nothing runs but the readers: no clock, no slow lane, no projection. What is in force is read,
through every door, at every moment; what has passed is not."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from channels.renditions.queries import find_rendition
from kb.publication import projections, queries, window_edges
from kb.publication.changes import changes_after
from kb.search.queries import search, suggest
from tests import library as house
from tests.access import library, oracle
from tests.access.worlds import NOON, VALUES, as_scope

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rate_limit")]
STEPS = [NOON + timedelta(hours=hour) for hour in range(-4, 5)]
# Asked for at each step through the slow doors.
SAMPLE = 3
LOCALE = "zh-Hans"
PUBLIC: dict[str, Any] = {name: [] for name in VALUES} | {
    "channels": ["web"], "audience": "public", "topics": ["*"], "locales": [LOCALE],
    "verification": "none",
}  # fmt: skip
AGENT: dict[str, Any] = VALUES | {
    "channels": ["agent_desk"], "audience": "agent", "topics": ["*"], "locales": [LOCALE],
    "verification": "full",
}  # fmt: skip


@pytest.fixture(params=[25, pytest.param(250, marks=pytest.mark.long)])
def answers(request: pytest.FixtureRequest) -> list[Any]:
    dice = random.Random(20270301)
    made = library.publish_answers(dice, library.publish_topics(), count=request.param)
    projections.catch_up()
    window_edges.record(as_of=STEPS[0] - timedelta(hours=1))
    return made


class Copy:
    """What a subscriber holds who follows the feed: keys, and nothing else."""

    def __init__(self, reader: dict[str, Any]) -> None:
        self.reader, self.after, self.keys = reader, 0, set[str]()

    def follow(self, now: datetime) -> set[str]:
        while True:
            page = changes_after(scope=as_scope(self.reader, now), after=self.after, limit=50)
            for change in page.changes:
                add_or_drop = self.keys.add if change.op == "upsert" else self.keys.discard
                add_or_drop(change.key)
            self.after = page.next
            if not page.more:
                return self.keys


def seen_by_key(reader: dict[str, Any], answers: list[Any], now: datetime) -> Iterator[Any]:
    for answer in answers:
        found = queries.find_answer(scope=as_scope(reader, now), key=answer["key"], locale=LOCALE)
        yield [p.element for p in found.document.passages] if found else []


def said_on(channel: str, reader: dict[str, Any], answers: list[Any], now: datetime) -> set[str]:
    scope = as_scope(reader, now)
    return {
        answer["key"]
        for answer in answers
        if find_rendition(scope=scope, channel=channel, key=answer["key"], locale=LOCALE)
    }


def found(reader: dict[str, Any], now: datetime) -> set[str]:
    keys: set[str] = set()
    cursor = ""
    while True:
        scope = as_scope(reader, now)
        page = search(scope=scope, text="问题", locale=LOCALE, limit=50, cursor=cursor)
        keys |= {result.key for result in page.results}
        cursor = page.cursor
        if not cursor:
            return keys


def listed(reader: dict[str, Any], now: datetime) -> set[str]:
    scope = as_scope(reader, now)
    everything = {"scope": scope, "locale": LOCALE, "limit": 1000}
    rows = [
        row
        for topic in ("cards", "loans")
        for row in queries.answers_in_topic(topic=topic, **everything)
    ]
    recent = {row.key for row in queries.recent_answers(**everything)}
    assert recent == {row.key for row in rows}
    return recent


def completed(reader: dict[str, Any], now: datetime) -> set[str]:
    return {s.key for s in suggest(scope=as_scope(reader, now), text="问题", locale=LOCALE)} - {""}


def test_every_reader_agrees_with_the_oracle_at_every_step(
    answers: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    dice, compared, changed = random.Random(7), 0, 0
    key = house.key_for("web")
    desk = Client()
    desk.force_login(house.staff("agent-7", "Agents"))
    copies = [Copy(PUBLIC), Copy(AGENT)]
    before: dict[str, list[str]] = {}
    for now in STEPS:
        monkeypatch.setattr(timezone, "now", lambda now=now: now)
        for reader, copy in zip((PUBLIC, AGENT), copies, strict=True):
            expected = {a["key"]: oracle.visible_elements(reader, a, now) for a in answers}
            visible = {name for name, elements in expected.items() if elements}
            assert list(seen_by_key(reader, answers, now)) == list(expected.values())
            assert said_on(reader["channels"][0], reader, answers, now) == visible
            assert found(reader, now) == visible
            assert listed(reader, now) == visible
            assert completed(reader, now) <= visible
            assert copy.follow(now) == visible
            compared += sum(len(answer["elements"]) for answer in answers)
            if reader is PUBLIC:
                changed += sum(before.get(name) != seen for name, seen in expected.items())
                before = expected
        for answer in dice.sample(answers, SAMPLE):
            through_doors(answer, now, key=key, desk=desk)
    rows = sum(len(answer["elements"]) for answer in answers)
    print(f"{rows} elements, {len(STEPS)} steps, {compared} compared, {changed} changes in public")
    assert changed > len(answers)


def through_doors(answer: Any, now: datetime, *, key: dict[str, str], desk: Client) -> None:
    """The same by HTTP: API, help pages and desk."""
    api = Client().get(f"/api/v1/answers/{answer['key']}", headers=key)
    page = Client().get(f"/help/zh-Hans/answers/{answer['key']}/")
    screen = desk.get(f"/desk/answers/{answer['key']}/")
    public = oracle.visible_elements(PUBLIC, answer, now)
    for element in answer["elements"]:
        text = f"内容{element['block'][:6]}"
        if element["id"] not in public:
            assert text not in api.content.decode() + page.content.decode()
        if element["id"] not in oracle.visible_elements(AGENT, answer, now):
            assert text not in screen.content.decode()
    assert api.status_code == (200 if public else 404)
