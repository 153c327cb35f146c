"""What Prometheus reads, who may, and what stands in it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from channels.renditions import evidence
from channels.watch import metrics
from kb.publication import log
from kb.tasks import keep_time
from tests.house.sources import ROOT

TOKEN = "only Prometheus knows this"
AS_PROMETHEUS = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture(autouse=True)
def with_token(settings: Any) -> None:
    settings.METRICS_TOKEN = TOKEN


def read(client: Client) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    answer = client.get("/metrics", headers=AS_PROMETHEUS)
    assert answer.status_code == 200
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.content.decode())
        for sample in family.samples
    }


def test_nothing_is_here_without_the_token(client: Client, db: None, settings: Any) -> None:
    strangers = ({}, {"Authorization": TOKEN}, {"Authorization": "Bearer guess"},
                 {"Authorization": f"Basic {TOKEN}"}, {"Authorization": "Bearer "})  # fmt: skip
    absent = client.get("/no-such-page").content
    for headers in strangers:
        answer = client.get("/metrics", headers=headers)
        assert (answer.status_code, answer.content) == (404, absent)
    settings.METRICS_TOKEN = ""
    for headers in (*strangers, AS_PROMETHEUS):
        assert client.get("/metrics", headers=headers).status_code == 404


def test_requests_are_counted_by_name_and_status(client: Client, web: Client) -> None:
    def counted(status: str) -> float:
        labels = (("method", "GET"), ("route", "api:answer"), ("status", status))
        return read(client).get(("granule_requests_total", labels), 0.0)

    before = counted("200"), counted("404")
    web.get("/api/v1/answers/cards.lost?locale=zh-Hans")
    web.get("/api/v1/answers/cards.secret-name")
    assert (counted("200"), counted("404")) == (before[0] + 1, before[1] + 1)
    assert "secret-name" not in client.get("/metrics", headers=AS_PROMETHEUS).content.decode()


def test_a_made_up_method_or_path_makes_no_new_row(client: Client, db: None) -> None:
    client.generic("FORGED", "/nowhere/at/all")
    said = client.get("/metrics", headers=AS_PROMETHEUS).content.decode()
    assert 'method="other",route="none",status="404"' in said
    assert "FORGED" not in said and "nowhere" not in said


def test_finding_is_timed(client: Client, web: Client) -> None:
    name = ("granule_search_seconds_count", (("kind", "search"),))
    before = read(client).get(name, 0.0)
    web.get("/api/v1/search?q=卡丢了")
    assert read(client)[name] == before + 1


def test_the_house_as_it_is_now(client: Client, web: Client) -> None:
    keep_time()
    now = read(client)
    assert now["granule_log_head", ()] == log.head() > 0
    assert now["granule_lane_waiting", ()] == now["granule_parked", ()] == 0
    assert now["granule_projection_lag", (("projection", "search"),)] == 0
    assert now["granule_projection_lag", (("projection", "renditions"),)] == 0
    assert now["granule_check", (("check", "database"),)] == 1
    assert 0 <= now["granule_clock_seconds", ()] < 60
    assert now["granule_surges_open", ()] == 0


def test_evidence_that_waits_is_seen(
    client: Client, web: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "write_aside", lambda what, write: False)
    web.get("/api/v1/answers/cards.lost")
    assert read(client)["granule_evidence_waiting", ()] == 1
    monkeypatch.undo()
    web.get("/api/v1/answers/cards.new")
    assert read(client)["granule_evidence_waiting", ()] == 0


@pytest.fixture
def names(client: Client, web: Client) -> set[str]:
    """Of every row there is, once there is something to count."""
    keep_time()
    web.get("/api/v1/search?q=卡丢了")
    return {name for name, _labels in read(client)}


@pytest.mark.parametrize("page", ["docs/operate/monitor.md", "docs/zh/operate/monitor.md"])
def test_the_documents_tell_every_metric_and_no_other(names: set[str], page: str) -> None:
    told = set(re.findall(r"^\| `(granule_\w+)`", (ROOT / page).read_text(), re.MULTILINE))
    counted = {re.sub("_(bucket|sum|count)$", "", name) for name in names}
    assert told == counted


def test_every_alert_asks_for_what_is_there(names: set[str]) -> None:
    rules = yaml.safe_load((ROOT / "docs/operate/alerts.yaml").read_text())["groups"][0]["rules"]
    asked = [set(re.findall(r"granule_\w+", rule["expr"])) for rule in rules]
    assert set().union(*asked) - names == set()
    counted = {re.sub("_(bucket|sum|count)$", "", name) for name in names}
    alerted = {re.sub("_bucket$", "", name) for found in asked for name in found}
    assert counted == alerted, "a metric without a rule"
    for rule in rules:
        assert rule["labels"]["severity"] in {"page", "ticket"}
        assert rule["annotations"]["summary"]


COUNT = """
import sys
from django.core.wsgi import get_wsgi_application
get_wsgi_application()
from channels.watch import metrics
for _ in range(int(sys.argv[1])):
    metrics.count_request(route="api:answer", method="GET", status=200, seconds=0.01)
"""


def test_several_processes_are_added_up(tmp_path: Path) -> None:
    """As gunicorn's workers do; one of them is over when it is asked."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PROMETHEUS_MULTIPROC_DIR": str(tmp_path),
    }
    for times in (3, 4):
        command = [sys.executable, "-c", COUNT, str(times)]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, timeout=120)
    asked = COUNT.replace("for _", "from channels.watch.exposition import everything\nfor _") + (
        "import json\n"
        "found = [s.value for m in everything().collect() for s in m.samples\n"
        "         if s.name == 'granule_requests_total']\n"
        "print(json.dumps(found))\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", asked, "5"], cwd=ROOT, env=environment, check=True, timeout=120,
        capture_output=True, text=True,
    )  # fmt: skip
    assert json.loads(told.stdout) == [12.0]


def test_labels_name_no_path_key_text_or_person() -> None:
    labels = {label for metric in (metrics.requests, metrics.durations, metrics.search_durations)
              for label in metric._labelnames}  # fmt: skip
    assert labels == {"route", "method", "status", "kind"}
