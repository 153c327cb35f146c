"""Keeping a copy in step: the tree of topics, and changes that say when to forget."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from kb.publication import log, projections
from tests import library
from tests.api.conftest import API, INSIDE, LOST, NEW, PERSON, Published
from tests.library import block


def changes(client: Client, **parameters: Any) -> Any:
    return client.get(f"{API}/changes", parameters)


def test_the_tree_counts_what_the_key_sees(
    web: Client, published: Published, caller: Callable[..., Client]
) -> None:
    library.publish_topic("cards.credit", "信用卡", parent=published.topics["cards"])
    content = web.get(f"{API}/topics").json()
    assert content == {
        "topics": [
            {"key": "cards", "title": "银行卡", "answers": 2, "children": [
                {"key": "cards.credit", "title": "信用卡", "answers": 0, "children": []}
            ]},
            {"key": "loans", "title": "贷款", "answers": 1, "children": []},
        ]
    }  # fmt: skip
    agent = caller("agent_desk", audience="agent").get(f"{API}/topics").json()
    assert agent["topics"][0]["answers"] == 3


def test_a_topic_outside_the_key_and_a_closed_one_are_not_there(
    published: Published, caller: Callable[..., Client]
) -> None:
    def keys(client: Client) -> list[str]:
        return [topic["key"] for topic in client.get(f"{API}/topics").json()["topics"]]

    assert keys(caller("web", topics=["loans"])) == ["loans"]
    published.topics["loans"].unpublish()
    assert keys(caller("web")) == ["cards"]


def test_the_tree_of_another_language(web: Client) -> None:
    assert web.get(f"{API}/topics", {"locale": "en"}).json() == {"topics": []}
    assert web.get(f"{API}/topics", {"locale": "fr"}).json()["code"] == "unknown-locale"


def test_a_new_subscriber_learns_of_all_it_may_see(web: Client) -> None:
    content = changes(web).json()
    assert list(content) == ["changes", "next", "epoch", "more"]
    assert {one["key"] for one in content["changes"]} == {LOST, NEW, PERSON}
    assert {one["op"] for one in content["changes"]} == {"upsert"}
    assert list(content["changes"][0]) == ["seq", "op", "key", "locale", "at", "valid_until"]
    assert content["next"] == content["changes"][-1]["seq"]
    assert content["epoch"] == log.epoch()
    assert content["more"] is False


def test_small_pages_hold_everything_once(web: Client) -> None:
    """A row about a topic names many answers; no page ends among them."""
    whole, paged, after, more = changes(web).json()["changes"], [], 0, True
    while more:
        page = changes(web, after=after, limit=1).json()
        paged += page["changes"]
        assert len({one["seq"] for one in page["changes"]}) == 1
        after, more = page["next"], page["more"]
    assert paged == whole


def test_only_what_came_after(web: Client, published: Published) -> None:
    after = changes(web).json()["next"]
    assert changes(web, after=after).json()["changes"] == []
    library.rewrite(published.pages[NEW], block("answer", "到网点办。"))
    published.pages[LOST].unpublish()
    later = changes(web, after=after).json()["changes"]
    assert [(one["op"], one["key"]) for one in later] == [("upsert", NEW), ("remove", LOST)]


def test_nothing_hidden_is_told(
    web: Client, published: Published, caller: Callable[..., Client]
) -> None:
    after = changes(web).json()["next"]
    library.rewrite(published.pages[INSIDE], block("answer", "问五个问题。", audience="agent"))
    quiet = changes(web, after=after).json()
    assert (quiet["changes"], quiet["next"]) == ([], after)
    agent = caller("agent_desk", audience="agent")
    assert [one["key"] for one in changes(agent, after=after).json()["changes"]] == [INSIDE]


def test_each_change_says_until_when_it_holds(web: Client, published: Published) -> None:
    end = datetime.now(UTC).replace(microsecond=0) + timedelta(days=3)
    library.rewrite(
        published.pages[NEW], block("answer", "带身份证。"),
        block("note", "本月免费。", slot="free", valid_to=end),
    )  # fmt: skip
    last = changes(web).json()["changes"][-1]
    assert last["key"] == NEW
    assert datetime.fromisoformat(last["valid_until"]) == end


@pytest.mark.parametrize("after", [10**6, 10**18, 2**63, 10**29])
def test_a_position_beyond_the_log_says_resync(web: Client, after: int) -> None:
    answer = changes(web, after=after)
    assert answer.status_code == 409
    assert answer.json()["code"] == "beyond-head"
    assert "after=0" in answer.json()["detail"]


def test_a_position_of_another_history_says_resync(web: Client) -> None:
    own = changes(web).json()["epoch"]
    assert changes(web, epoch=own).status_code == 200
    answer = changes(web, epoch="00000000-0000-4000-8000-000000000000")
    assert answer.status_code == 410
    assert answer.json()["code"] == "foreign-epoch"


def test_after_a_restore_a_position_says_of_which_history_it_is(web: Client) -> None:
    """The numbers of two histories look alike, so one without its epoch is believed no longer."""
    old = changes(web).json()
    log.begin_epoch()
    answer = changes(web, after=old["next"])
    assert (answer.status_code, answer.json()["code"]) == (409, "epoch-needed")
    assert "after=0" in answer.json()["detail"]
    assert changes(web, after=old["next"], epoch=old["epoch"]).status_code == 410
    fresh = changes(web).json()
    assert fresh["changes"] == old["changes"] and fresh["epoch"] != old["epoch"]
    assert changes(web, after=fresh["next"], epoch=fresh["epoch"]).json()["changes"] == []


@pytest.mark.parametrize(
    "parameters",
    [
        {"after": "-1"}, {"after": ""}, {"after": "x"}, {"after": "1e3"}, {"after": "٣"},
        {"after": "9" * 31}, {"limit": "0"}, {"limit": "501"}, {"limit": "1000000000"},
        {"since": "3"}, {"after": ["1", "2"]},
    ],
)  # fmt: skip
def test_bad_parameters_are_400(web: Client, parameters: dict[str, Any]) -> None:
    answer = changes(web, **parameters)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] in parameters


def test_the_feed_does_not_wait_for_projections(web: Client, published: Published) -> None:
    after = changes(web).json()["next"]
    published.pages[LOST].unpublish()
    assert projections.lag("search") > 0
    assert [one["op"] for one in changes(web, after=after).json()["changes"]] == ["remove"]
