"""The nginx that we ship, started for real in front of the application."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from axes.models import AccessFailureLog

from tests import library
from tests.house.sources import ROOT
from tests.servers import nginx
from tests.watch.lines import lines_of, written

PROBLEM = "application/problem+json"


@dataclass(frozen=True)
class Proxy:
    """`log`: one line of nginx's for each request."""

    port: int
    log: Path

    def ask(self, path: str, *, body: bytes | None = None, **headers: str) -> Any:
        """The response, also where it is an error."""
        request = urllib.request.Request(
            f"https://127.0.0.1:{self.port}{path}", data=body,
            headers={"Host": "localhost"} | {k.replace("_", "-"): v for k, v in headers.items()},
        )  # fmt: skip
        trusting = ssl.create_default_context()
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        try:
            return urllib.request.urlopen(request, timeout=20, context=trusting)
        except urllib.error.HTTPError as answered:
            return answered

    def last_line(self) -> dict[str, Any]:
        """Written when the answer has left, which is after it has come."""
        until = time.monotonic() + 20
        while not (written := self.log.read_text()).endswith("\n"):
            assert time.monotonic() < until
            time.sleep(0.02)
        line: dict[str, Any] = json.loads(written.splitlines()[-1])
        return line


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def configure(place: Path, *, application: str, ports: tuple[int, int]) -> Path:
    """Ours, with the places and the two addresses of this test in the stead of a container's."""
    text = (ROOT / "deploy/nginx.conf").read_text()
    # Debian keeps its list of types there; the image has it beside its configuration.
    changes = {
        "include mime.types": "include /etc/nginx/mime.types",
        " /tmp/": f" {place}/",
        " tls/": f" {place}/",
        "/dev/stdout": f"{place}/access.log",
        "listen 8080": f"listen 127.0.0.1:{ports[0]}",
        "listen 8443": f"listen 127.0.0.1:{ports[1]}",
        "http://web:8000": application,
        "worker_processes auto": "worker_processes 1",
    }
    for ours, here in changes.items():
        assert ours in text, ours
        text = text.replace(ours, here)
    if os.getuid() == 0:
        text = f"user root;\n{text}"
    path = place / "nginx.conf"
    path.write_text(text)
    return path


def make_certificate(place: Path) -> None:
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj",
         "/CN=localhost", "-keyout", place / "privkey.pem", "-out", place / "fullchain.pem"],
        check=True, capture_output=True,
    )  # fmt: skip


def nginx_program() -> str:
    found = nginx.find()
    if found is None:
        pytest.skip(nginx.WHAT_TO_DO)
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed, which makes the certificate.")
    return str(found)


@pytest.fixture
def proxy(tmp_path: Path, live_server: Any, settings: Any) -> Iterator[Proxy]:
    program, ports = nginx_program(), (free_port(), free_port())
    make_certificate(tmp_path)
    settings.BEHIND_PROXY = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    path = configure(
        tmp_path, application=f"http://127.0.0.1:{live_server.thread.port}", ports=ports
    )
    tested = subprocess.run([program, "-t", "-c", path], capture_output=True, text=True)
    assert tested.returncode == 0, tested.stderr
    process = subprocess.Popen(
        [program, "-c", path, "-g", "daemon off;"], stderr=subprocess.DEVNULL
    )
    try:
        wait_for(ports[1])
        yield Proxy(ports[1], tmp_path / "access.log")
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_for(port: int) -> None:
    until = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            assert time.monotonic() < until
            time.sleep(0.05)


def test_what_nginx_refuses_is_a_problem_like_ours(proxy: Proxy) -> None:
    # What comes after is never read, however long it is; a caller that stops here hears the answer.
    long = "x" * 12_000
    for path, body, status in (
        (f"/api/v1/search?q={long}", None, 414),
        (f"/help/?{long}", None, 414),
        ("/api/v1/answers", b"x" * (1024 * 1024 + 1), 413),
        ("/admin/login/", b"x" * (11 * 1024 * 1024 + 1), 413),
    ):
        answer = proxy.ask(path, body=body)
        said = json.loads(answer.read())
        assert (answer.status, answer.headers["Content-Type"]) == (status, PROBLEM), path[:30]
        assert said["status"] == status and said["type"].startswith("urn:granule:problem:")


def test_what_the_application_refuses_passes_untouched(proxy: Proxy) -> None:
    answer = proxy.ask("/api/v1/answers", body=b"x" * (64 * 1024 + 1), Authorization="Bearer no")
    said = json.loads(answer.read())
    assert (answer.status, said["code"]) == (413, "body-too-large")
    assert "detail" in said
    answer = proxy.ask("/api/v1/answers/none")
    assert (answer.status, answer.headers["Content-Type"]) == (401, PROBLEM)


def test_what_is_for_inside_is_not_there_outside(proxy: Proxy, settings: Any) -> None:
    settings.METRICS_TOKEN = "known"
    assert proxy.ask("/metrics", Authorization="Bearer known").status == 404
    assert proxy.ask("/readyz").status == 404
    assert proxy.ask("/healthz").status == 200


def test_an_address_that_a_caller_makes_up_is_overwritten(proxy: Proxy) -> None:
    library.staff("agent-7", "Agents")
    form = b"username=agent-7&password=no"
    page = proxy.ask("/desk/login/")
    cookie = page.headers["Set-Cookie"].split(";")[0]
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page.read().decode())
    assert token
    proxy.ask(
        "/desk/login/", body=form + f"&csrfmiddlewaretoken={token[1]}".encode(), Cookie=cookie,
        Referer=f"https://localhost:{proxy.port}/desk/login/", Origin="https://localhost",
        X_Forwarded_For="192.0.2.1",
    )  # fmt: skip
    assert [row.ip_address for row in AccessFailureLog.objects.all()] == ["127.0.0.1"]


def test_both_logs_have_the_same_id_and_neither_what_was_asked(proxy: Proxy) -> None:
    with written() as log:
        proxy.ask("/help/zh-Hans/search/?q=13800138000")
    (ours,) = [line for line in lines_of(log) if line["logger"] == "requests"]
    theirs = proxy.last_line()
    assert theirs["request_id"] == ours["request_id"]
    assert (theirs["address"], theirs["status"]) == ("127.0.0.1", ours["status"])
    assert "13800138000" not in proxy.log.read_text() + log.getvalue()


def test_an_application_that_is_gone_is_said_so(tmp_path: Path, live_server: Any) -> None:
    program, ports = nginx_program(), (free_port(), free_port())
    make_certificate(tmp_path)
    path = configure(tmp_path, application=f"http://127.0.0.1:{free_port()}", ports=ports)
    process = subprocess.Popen(
        [program, "-c", path, "-g", "daemon off;"], stderr=subprocess.DEVNULL
    )
    try:
        wait_for(ports[1])
        answer = Proxy(ports[1], tmp_path / "access.log").ask("/api/v1/answers/cards.lost")
        assert (answer.status, answer.headers["Content-Type"]) == (503, PROBLEM)
        assert answer.headers["Retry-After"] == "10"
    finally:
        process.terminate()
        process.wait(timeout=20)
