"""Every door × every reader × every canary."""

from __future__ import annotations

import pytest

from kb.publication import projections
from tests import library
from tests.leaks.doors import DOORS, Door, Visitor, desk
from tests.leaks.hidden import CANARIES, PUBLIC_TEXT, Hidden

# Who reads with which key; the name is that of `Canary.seen_by`.
READERS = {
    "public web": ("public", {"channel": "web"}),
    "public SMS": ("public", {"channel": "sms"}),
    "public WeChat": ("public", {"channel": "wechat"}),
    "customers web": ("customers", {"channel": "web", "audience": "customer"}),
    "customers SMS": ("customers", {"channel": "sms", "audience": "customer"}),
    "customers WeChat": ("customers", {"channel": "wechat", "audience": "customer"}),
    "Beijing web": ("beijing", {"channel": "web", "regions": ["beijing"]}),
    "agents": (
        "agents",
        {"channel": "agent_desk", "audience": "agent", "regions": ["*"]},
    ),
}  # fmt: skip
OUTSIDERS = [name for name in READERS if name != "agents"]
# Each audience, and each channel but SMS, every time; all of them among the long cases.
EVERY_TIME = ("public web", "customers WeChat", "Beijing web")
WALKERS = [
    pytest.param(name, marks=[] if name in EVERY_TIME else pytest.mark.long) for name in OUTSIDERS
]


@pytest.fixture
def caught_up(hidden: Hidden) -> Hidden:
    projections.catch_up()
    return hidden


def reader(name: str, hidden: Hidden) -> Visitor:
    """With a key; nobody is logged in."""
    _kind, wish = READERS[name]
    return Visitor(name, hidden, library.key_for(rate_per_minute=100_000, **wish))


def agent_at_the_desk(hidden: Hidden) -> Visitor:
    visitor = reader("agents", hidden)
    visitor.client.force_login(library.staff("agent-7", "Agents"))
    return visitor


def words_heard(visitor: Visitor, *, after: int = 0) -> dict[str, list[str]]:
    """Canary → the addresses that gave it away; of what was heard after so many."""
    heard = visitor.heard[after:]
    found = {canary.name: [a for a, text in heard if canary.word in text] for canary in CANARIES}
    return {name: places for name, places in found.items() if places}


def elements_heard(visitor: Visitor, *, except_for: set[str]) -> list[str]:
    hidden = visitor.hidden.elements.items()
    said = visitor.said()
    return [slot for slot, element in hidden if slot not in except_for and element in said]


@pytest.mark.parametrize("name", WALKERS)
def test_no_door_gives_a_reader_more_than_theirs(caught_up: Hidden, name: str) -> None:
    visitor = reader(name, caught_up)
    kind, _wish = READERS[name]

    for door in DOORS:
        door.walk(visitor)

    theirs = {canary.name for canary in CANARIES if kind in canary.seen_by}
    heard = words_heard(visitor)
    assert {name: heard[name] for name in heard.keys() - theirs} == {}
    assert theirs <= heard.keys()
    assert PUBLIC_TEXT in visitor.said()
    own = {"customers": {"customers"}, "beijing": {"beijing"}}.get(kind, set())
    assert elements_heard(visitor, except_for=own) == []


def walk(visitor: Visitor, door: Door) -> bool:
    """Whether anything hidden was heard at it."""
    before = len(visitor.heard)
    door.walk(visitor)
    return bool(words_heard(visitor, after=before))


def test_the_same_doors_tell_agents_what_is_theirs_and_no_more(caught_up: Hidden) -> None:
    visitor = agent_at_the_desk(caught_up)

    told = {door.name for door in DOORS if walk(visitor, door)}

    assert {door.name for door in DOORS if door.tells} - told == set()
    assert set(words_heard(visitor)) == {c.name for c in CANARIES if c.to_agents}
    # Nobody is on the line, so nobody is verified.
    out_of_force = {"expired", "coming", "verified"}
    assert set(elements_heard(visitor, except_for=set())) == (
        caught_up.elements.keys() - out_of_force
    )


@pytest.mark.parametrize("text", ["zuoxiwenti", "zxwtj", "坐席問題金絲"])
def test_a_hidden_question_is_completed_for_agents_alone(caught_up: Hidden, text: str) -> None:
    """By sound, by first letters, in Traditional characters: agents see it, so it is there."""
    offers = {
        name: reader(name, caught_up).get(f"/api/v1/suggest?q={text}").json()["suggestions"]
        for name in ("agents", *OUTSIDERS)
    }
    assert [one["key"] for one in offers.pop("agents")] == ["cards.inside"]
    assert offers == {name: [] for name in OUTSIDERS}


def test_staff_of_no_group_hear_nothing_at_the_desk(caught_up: Hidden) -> None:
    visitor = Visitor("newcomer", caught_up)
    visitor.client.force_login(library.staff("newcomer-9"))

    for door in DOORS:
        door.walk(visitor)

    assert words_heard(visitor) == {}


def test_the_desk_sends_strangers_to_its_login(caught_up: Hidden) -> None:
    stranger = Visitor("stranger", caught_up)

    desk(stranger)

    for address, text in stranger.heard:
        status = text.partition("\n")[0]
        assert status == "302" or (status == "200" and "HX-Redirect" in text), address
        assert "login/" in text, address
