"""A curious reader goes through every door, and the log keeps none of it."""

from __future__ import annotations

from config.logs import JsonFormatter, LineFormatter
from kb.publication import projections
from tests import library
from tests.leaks.doors import DOORS, TEASERS, Visitor
from tests.leaks.hidden import CANARIES, PUBLIC_TEXT, QUESTION, Hidden
from tests.watch.lines import written

PASSWORD = "agent-7-knows-Granule"


def test_no_log_of_a_whole_day_holds_a_readers_words_or_ours(hidden: Hidden) -> None:
    key = library.key_for("agent_desk", audience="agent", regions=["*"], rate_per_minute=100_000)
    secret = key["Authorization"].removeprefix("Bearer ")
    visitor = Visitor("agents", hidden, key)
    library.staff("agent-7", "Agents")

    with written(JsonFormatter()) as collected, written(LineFormatter()) as read:
        projections.catch_up()
        login = {"username": "agent-7", "password": PASSWORD}
        visitor.post("/desk/login/", login | {"password": "wrong-canary"}, as_form=True)
        visitor.post("/desk/login/", login, as_form=True)
        for door in DOORS:
            door.walk(visitor)

    session = visitor.client.cookies["sessionid"].value
    secrets = (secret, session, PASSWORD, "wrong-canary", "agent-7", "127.0.0.1")
    words = (*(canary.word for canary in CANARIES), *TEASERS, PUBLIC_TEXT, QUESTION)
    texts = [word for word in words if not word[0].isdigit()]  # a duration may look like an amount
    for said in (collected.getvalue(), read.getvalue()):
        assert [text for text in (*secrets, *texts) if text in said] == []
        assert said.count("\n") > 200
