"""An import is killed in the middle of a batch, at one point after another: what was not whole is
not there, and the last run makes nothing twice."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kb.authoring.models import AnswerKey, KnowledgePage
from tests.authoring.making import make_topic
from tests.backup.working import environment
from tests.exchange.steps import take

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[2]
ANSWERS, A_BATCH = 50, 20
RUN = """
import os, signal, sys
from pathlib import Path
import django
django.setup()
from kb.authoring.exchange import arriving
from kb.authoring.importers import batches
from tests.exchange.steps import take

settle, left = arriving.settle, int(sys.argv[2])

def and_die(plans, settling):
    global left
    done = settle(plans, settling)
    left -= 1
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
    return done

batches.BATCH, arriving.settle = 20, and_die
take(Path(sys.argv[1]))
"""


def files(place: Path) -> Path:
    (place / "answers").mkdir()
    (place / "granule.yaml").write_text("format: granule-knowledge\nversion: '1'\n")
    for number in range(ANSWERS):
        (place / "answers" / f"{number:03}.md").write_text(
            f"---\nkey: a.n{number}\nlocale: zh-Hans\ntopic: cards\nquestion: 问题{number}？\n---\n"
            f"## answer {{id: main}}\n回答{number}。\n"
        )
    return place


def test_killed_in_every_batch(tmp_path: Path) -> None:
    make_topic("cards")
    path = files(tmp_path)
    for kill_in, expected in ((1, 0), (2, A_BATCH), (3, 2 * A_BATCH)):
        command = [sys.executable, "-c", RUN, str(path), str(kill_in)]
        done = subprocess.run(command, cwd=ROOT, env=environment(), timeout=120)
        assert done.returncode == -signal.SIGKILL
        assert KnowledgePage.objects.count() == expected
    report = take(path)
    assert report.counts == {"added": ANSWERS - 2 * A_BATCH, "unchanged": 2 * A_BATCH}
    assert KnowledgePage.objects.count() == AnswerKey.objects.count() == ANSWERS
    assert set(take(path).counts) == {"unchanged"}
