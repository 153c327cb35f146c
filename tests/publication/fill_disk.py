"""A program of its own, on a disk that fills up: publishes until there is no room, makes room, goes
on. Says what it saw as JSON. VAR_DIR is a small file system of its own."""

import json
import os
import sys
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
PIECE = 256 * 1024


def main() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    json.dump(run(Path(os.environ["VAR_DIR"])), sys.stdout)


def run(place: Path) -> dict[str, object]:
    from channels.storage import Trouble, trouble_of
    from kb.publication import projections, verification
    from tests.authoring.making import element, make_topic, published_answer

    make_topic("cards")
    published_answer("cards.one", element("answer", "先挂失"))
    ballast = place / "ballast"
    fill(ballast)
    gone, trouble = 0, None
    while trouble is None:
        try:
            published_answer(f"many.{gone}", element("answer", "很长的一段话。" * 20))
            gone += 1
        except Exception as error:
            trouble = trouble_of(error)
            if trouble is None:
                raise
    halves = [str(one) for one in verification.differences()]
    while_full = reads()
    ballast.unlink()
    published_answer("cards.after", element("answer", "之后"))
    projections.catch_up()
    return {
        "gone": gone, "is_room": trouble is Trouble.ROOM, "halves": halves,
        "while_full": while_full, "after": reads(), "live": live_keys(gone),
        "lags": [projections.lag(name) for name in projections.names()],
    }  # fmt: skip


def fill(ballast: Path) -> None:
    """All but a megabyte."""
    with ballast.open("wb") as file:
        try:
            while True:
                file.write(b"x" * PIECE)
                file.flush()
        except OSError:
            pass
    with ballast.open("r+b") as file:
        file.truncate(max(ballast.stat().st_size - 4 * PIECE, 0))


def reads() -> dict[str, bool]:
    """By key on every channel, and by search."""
    from channels.renditions.queries import find_rendition
    from kb.search.queries import search
    from tests.authoring.making import widest

    scope = widest()
    served = [
        find_rendition(scope=scope, channel=channel, key="cards.one", locale="zh-Hans")
        for channel in ("agent_desk", "web", "sms", "wechat")
    ]
    found = search(scope=scope, text="挂失", locale="zh-Hans").results
    return {"by key": all(served), "search": "cards.one" in {one.key for one in found}}


def live_keys(gone: int) -> bool:
    """Exactly what was said to have gone out."""
    from kb.publication.models import Live

    keys = set(Live.objects.values_list("key", flat=True))
    return keys == {"cards.one", "cards.after", *(f"many.{n}" for n in range(gone))}


if __name__ == "__main__":
    main()
