"""What the house adds to Wagtail's editor: an answer of 20 elements opened with and without.

    python -m bench.editor

Without: the same page, its fields and elements, and none of our panels, scripts, styles and
buttons. The server's part is the processor's time for the page, the browser's what Chromium works
until every element is drawn; both are medians of runs in turn.
"""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socketserver import ThreadingMixIn
from statistics import median
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from bench import place
from bench.tables import as_table

ELEMENTS, TIMES = 20, 7
MOST = 1.5
OURS = (
    "insert_editor_js",
    "insert_editor_css",
    "insert_global_admin_js",
    "insert_global_admin_css",
    "register_page_header_buttons",
    "construct_page_action_menu",
)


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="granule-bench-") as made:
        place.prepare(Path(made))
        found = measure()
    sums = {name: (server + browser) for name, (server, browser, _t) in found.items()}
    worked = sums["with"] / sums["without"]
    waited = found["with"][2] / found["without"][2]
    rows = [(name, *(f"{ms:.0f}" for ms in found[name])) for name in ("without", "with")]
    rows.append((f"**times, needed ≤ {MOST:g}**", "", f"{worked:.2f}", f"{waited:.2f}"))
    heads = (
        f"our additions, {ELEMENTS} elements",
        "server, CPU ms",
        "browser, CPU ms (the ratio: both)",
        "until drawn, ms",
    )
    print(as_table(heads, rows))
    return int(max(worked, waited) > MOST)


def measure() -> dict[str, tuple[float, float, float]]:
    from django.conf import settings
    from django.core.management import call_command

    settings.ALLOWED_HOSTS = ["*"]
    call_command("collectstatic", interactive=False, verbosity=0)
    address, cookie, client = make_answer()
    seen: dict[str, list[tuple[float, float, float]]] = {"with": [], "without": []}
    with serving() as root, browsing(cookie, root) as page:
        for _turn in range(TIMES):
            for name in seen:
                with bare() if name == "without" else as_it_is():
                    seen[name].append(
                        (server_ms(client, address), *browser_ms(page, root + address))
                    )
    # The first of each fills caches.
    return {
        name: tuple(median(row[i] for row in rows[1:]) for i in range(3))  # type: ignore[misc]
        for name, rows in seen.items()
    }


def make_answer() -> tuple[str, str, Any]:
    """Its address in the admin, a session's cookie, and a client that is logged in."""
    from django.utils import timezone

    from bench.answers import make_answers
    from bench.impact import log_in
    from bench.importing import make_topics
    from kb.authoring.importers.bulk import Editor, add_answers

    answers = list(make_answers(3, topics=make_topics()))
    elements = [e for answer in answers for e in answer.elements][:ELEMENTS]
    from dataclasses import replace

    (page,) = add_answers(
        [replace(answers[0], elements=tuple(elements))], editor=Editor(at=timezone.now())
    )
    client = log_in()
    return f"/admin/pages/{page.pk}/edit/", client.cookies["sessionid"].value, client


def server_ms(client: Any, address: str) -> float:
    begun = time.process_time()
    response = client.get(address)
    if response.status_code != 200:
        raise SystemExit(f"{address}: {response.status_code}")
    return (time.process_time() - begun) * 1000


def browser_ms(page: Any, address: str) -> tuple[float, float]:
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    begun = time.perf_counter()
    page.goto(address, wait_until="load")
    page.wait_for_function(
        f"document.querySelectorAll('[data-streamfield-child]').length >= {ELEMENTS}"
    )
    drawn = (time.perf_counter() - begun) * 1000
    page.wait_for_timeout(1000)  # what scripts do just after
    metrics = {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}
    session.detach()
    return metrics["TaskDuration"] * 1000, drawn


@contextmanager
def as_it_is() -> Iterator[None]:
    yield


@contextmanager
def bare() -> Iterator[None]:
    """Wagtail's editor with our fields alone."""
    from wagtail import hooks
    from wagtail.admin.panels import FieldPanel

    from kb.authoring.models import KnowledgePage

    panels, kept = KnowledgePage.content_panels, {}
    KnowledgePage.content_panels = [FieldPanel(n) for n in ("title", "wordings", "elements", "key")]
    KnowledgePage.get_edit_handler.cache_clear()
    for name in OURS:
        kept[name] = hooks._hooks.get(name, [])
        others = [h for h in kept[name] if not h[0].__module__.startswith("kb.")]
        hooks._hooks[name] = others
    try:
        yield
    finally:
        hooks._hooks.update(kept)
        KnowledgePage.content_panels = panels
        KnowledgePage.get_edit_handler.cache_clear()


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Silent(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def serving() -> Iterator[str]:
    from config.wsgi import application

    server = make_server("127.0.0.1", 0, application, server_class=Server, handler_class=Silent)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@contextmanager
def browsing(cookie: str, root: str) -> Iterator[Any]:
    import os

    from playwright.sync_api import sync_playwright

    from tests import chromium

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        path = chromium.find_chromium()
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        context = browser.new_context(locale="zh-CN")
        context.set_default_timeout(60_000)
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": root}])
        yield context.new_page()
        browser.close()


if __name__ == "__main__":
    sys.exit(main())
