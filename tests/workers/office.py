"""Somebody at work in a house of her own process: each line in is one thing to do, as JSON, each
line out what came of it.

    python -m tests.workers.office
"""

import json
import os
import random
import select
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

import django

AT_NOTHING = ""
MOST_SECONDS_WITHOUT = 3.0


def publish(key: str, text: str) -> float:
    """Seconds until it was published, as whoever pressed the button waited for it."""
    from kb.authoring.models import TopicPage
    from tests.library import block, publish_answer, publish_topic

    topic = TopicPage.objects.filter(key="desk").first() or publish_topic("desk", "柜台")
    began = time.monotonic()
    publish_answer(topic, key, f"{text}怎么办？", block("answer", f"{text}，请到网点。"))
    return time.monotonic() - began


def rewrite(key: str, text: str) -> None:
    from kb.authoring.models import KnowledgePage
    from tests.library import block
    from tests.library import rewrite as write

    write(KnowledgePage.objects.get(key=key), block("answer", f"{text}，请到网点。"))


def withdraw(key: str) -> None:
    from kb.authoring.models import KnowledgePage

    KnowledgePage.objects.get(key=key).unpublish()


def withdraw_unannounced(key: str) -> None:
    """As a database tool does, past everything that announces."""
    from kb.authoring.models import KnowledgePage

    KnowledgePage.objects.filter(key=key).update(live=False)


def publish_in_turn(many: int, first: int = 0) -> int:
    """Each answer once; every seventh time an older one is withdrawn, once. Gives the number of
    the next."""
    for number in range(first, first + many):
        publish(f"desk.turn{number}", f"编号{number}号")
        if number % 7 == 6:
            withdraw(f"desk.turn{number - 3}")
    return first + many


def project_until_killed(seconds: float) -> str:
    """A process of its own brings the projections up to date, and is killed so long after it began
    to take a first batch, or where none comes. The one that is killed is begun with nothing open,
    as a program of its own would be. Gives the name of the projection that was taking a batch just
    then, by the process's own word."""
    from django.db import connections

    connections.close_all()
    hears, tells = os.pipe()
    child = os.fork()
    if not child:
        _project(tells)
    os.close(tells)
    select.select([hears], [], [], MOST_SECONDS_WITHOUT)
    # The moment of the kill is what is tried; the test draws it.
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(hears) as told:
        return [AT_NOTHING, *told.read().split("\n")][-2]


def _project(tells: int) -> None:
    from kb.publication import projections

    take = projections._take

    def take_and_tell(projection: Any, entries: Any) -> None:
        os.write(tells, f"{projection.name}\n".encode())
        try:
            take(projection, entries)
        finally:
            os.write(tells, f"{AT_NOTHING}\n".encode())

    projections._take = take_and_tell
    try:
        while True:
            projections.catch_up()
            # As the clock pauses between two looks; without it the publisher gets no turn.
            time.sleep(0.005)
    finally:
        os._exit(1)


def catch_up() -> tuple[float, float]:
    """Seconds of the processor, so that other work on the machine does not count; and seconds."""
    from kb.publication import projections

    began, begun = time.process_time(), time.monotonic()
    projections.catch_up()
    return time.process_time() - began, time.monotonic() - begun


def share(name: str, users: int) -> None:
    """A note in so many answers, all at once."""
    from kb.publication import projections
    from tests.authoring.making import element, place, published_shared
    from tests.publication.many import publish_many

    publish_many(users, place(published_shared(name, inner=element("note", "原来的话。"))))
    projections.catch_up()


def rewrite_shared(name: str, text: str) -> None:
    from kb.authoring.models import SharedElement
    from tests.authoring.making import element

    shared = SharedElement.objects.get(key=name)
    shared.element = [element("note", text)]
    shared.save()


def waiting() -> int:
    from kb.publication.models import Dirty

    return Dirty.objects.count()


def find(text: str) -> list[str]:
    """Through the door of the search, as a customer."""
    from django.utils import timezone

    from kb.search import queries
    from kb.search.engine import IndexUnavailable
    from tests.importing.files import everyone

    try:
        found = queries.search(scope=everyone(timezone.now()), text=text, locale="zh-Hans")
    except IndexUnavailable:
        return []
    return [result.key for result in found.results]


def rendered(key: str) -> bool:
    from channels.renditions.models import Rendition

    return Rendition.objects.filter(key=key, channel="sms").exists()


def read(key: str) -> str:
    """By key, over the API; empty where there is none."""
    from django.test import Client

    from tests.library import key_for

    answer = Client(SERVER_NAME="localhost").get(f"/api/v1/answers/{key}", headers=key_for("web"))
    assert answer.status_code in (200, 404), answer.content
    return str(answer.json()["text"]) if answer.status_code == 200 else ""


def make_key() -> str:
    from tests.library import key_for

    return key_for("web")["Authorization"]


def ask(key: str, secret: str, times: int) -> list[int]:
    """What the API says to a key that asks so often; this office is one of its servers."""
    from django.test import Client

    client, headers = Client(SERVER_NAME="localhost"), {"Authorization": secret}
    return [
        client.get(f"/api/v1/answers/{key}", headers=headers).status_code for _time in range(times)
    ]


def lag() -> dict[str, int]:
    from kb.publication import projections

    return {name: projections.lag(name) for name in projections.names()}


def differences() -> list[str]:
    """What the command verify would name."""
    from kb.publication import inspection
    from kb.publication.differences import say

    return [say(one) for one in inspection.inspect().differences]


def _chief() -> Any:
    """Logged in to the admin."""
    from django.contrib.auth.models import User
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    chief = User.objects.filter(username="chief").first()
    client.force_login(chief or User.objects.create_superuser("chief"))
    return client


def hand_in_file(many: int) -> str:
    """So many answers, by the form of the admin; the address of the page of their check."""
    import io
    import zipfile

    from django.core.files.uploadedfile import SimpleUploadedFile

    from kb.authoring.models import TopicPage
    from tests.authoring.making import make_topic

    if not TopicPage.objects.filter(key="cards").exists():
        make_topic("cards")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("granule.yaml", "format: granule-knowledge\nversion: '1'\n")
        for number in range(many):
            head = f"key: a.n{number}\nlocale: zh-Hans\ntopic: cards\nquestion: 问题{number}？\n"
            text = f"---\n{head}---\n## answer {{id: main}}\n回答{number}。\n"
            file.writestr(f"answers/{number:04}.md", text)
    upload = SimpleUploadedFile("all.zip", packed.getvalue())
    answer = _chief().post("/admin/exchange/", {"do": "import", "file": upload})
    assert answer.status_code == 302, answer.content
    return str(answer["Location"])


def import_checked(page: str) -> str:
    """By the button on the page of the check; the address of the import's own page."""
    number = page.rstrip("/").rpartition("/")[2]
    answer = _chief().post(f"/admin/exchange/{number}/import/")
    assert answer.status_code == 302, answer.content
    return str(answer["Location"])


def see(page: str) -> dict[str, Any]:
    """What the page of some work says when it asks for news."""
    return dict(_chief().get(f"{page}progress/").json())


def drafts() -> int:
    """Each has a key of its own."""
    from kb.authoring.models import AnswerKey, KnowledgePage

    count = KnowledgePage.objects.count()
    assert AnswerKey.objects.count() == count
    return count


_held: list[Any] = []


def bells(way: str) -> None:
    """From now on they are `lost`, `doubled` or `late`; or `sent` as they should be, after those
    that were late, in any order."""
    from kb import broker

    def send(task: Any) -> bool:
        if way == "late":
            _held.append(task)
        for _time in range({"lost": 0, "late": 0, "doubled": 2}[way]):
            broker._line.send(task)
        return True

    if way == "sent":
        random.Random(len(_held)).shuffle(_held)
        while _held:
            broker._line.send(_held.pop())
        send = broker._line.send
    broker.send = send


def ring(times: int) -> float:
    """So many bells at once; seconds for all."""
    from kb import broker, tasks

    began = time.monotonic()
    for _time in range(times):
        broker.send(tasks.ring)
    return time.monotonic() - began


def main() -> None:
    django.setup()
    duties: dict[str, Callable[..., Any]] = {
        duty.__name__: duty
        for duty in (
            publish, publish_in_turn, rewrite, withdraw, withdraw_unannounced, share,
            rewrite_shared, waiting, find,
            rendered, read, make_key, ask, lag, differences, bells, ring, project_until_killed,
            catch_up, hand_in_file, import_checked, see, drafts,
        )
    }  # fmt: skip
    for line in sys.stdin:
        name, values = json.loads(line)
        print(json.dumps(duties[name](*values)), flush=True)


if __name__ == "__main__":
    main()
