"""An import is killed at any statement or commit, through each of its doors, again and again: what
was not whole is not there, and the last run makes nothing twice."""

import csv
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from kb.authoring.exchange.exporting import export
from kb.authoring.exchange.sight import Sight
from kb.authoring.models import AnswerKey, KnowledgePage
from tests.authoring.making import make_topic
from tests.backup.working import environment
from tests.exchange.steps import take
from tests.importing.files import run
from tests.importing.killed_importer import A_BATCH

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[2]
DOORS = ("csv", "folder", "zip", "xlsx")
# Beside them the others differ in how they are read alone.
OFTEN = ("csv", "folder")


def file_with(answers: int, *, door: str, place: Path) -> Path:
    if door == "csv":
        path = place / "questions.csv"
        with path.open("w", newline="") as file:
            rows = ([f"问题{n}？", f"回答{n}。"] for n in range(answers))
            csv.writer(file).writerows([["question", "answer"], *rows])
        return path
    folder = place / "folder"
    (folder / "answers").mkdir(parents=True)
    (folder / "granule.yaml").write_text("format: granule-knowledge\nversion: '1'\n")
    for number in range(answers):
        (folder / "answers" / f"{number:04}.md").write_text(
            f"---\nkey: a.n{number}\nlocale: zh-Hans\ntopic: cards\nquestion: 问题{number}？\n---\n"
            f"## answer {{id: main}}\n回答{number}。\n"
        )
    if door == "zip":
        with zipfile.ZipFile(place / "all.zip", "w") as packed:
            for file in sorted(folder.rglob("*.*")):
                packed.write(file, file.relative_to(folder))
        return place / "all.zip"
    return folder if door == "folder" else as_workbook(folder, place)


def as_workbook(folder: Path, place: Path) -> Path:
    """Out of a base that is empty again afterwards."""
    take(folder)
    export(place / "all.xlsx", which="latest", sight=Sight())
    for page in KnowledgePage.objects.all():
        page.delete()
    AnswerKey.objects.all().delete()
    return place / "all.xlsx"


def kill(path: Path, *, kills: int, most: int, seed: int) -> list[tuple[str, int]]:
    """How each life ended, and how many whole answers it left."""
    numbers = map(str, (seed, kills, most))
    done = subprocess.run(
        [sys.executable, "-m", "tests.importing.killed_importer", str(path), *numbers],
        cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=900,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    lives = (line.split() for line in done.stdout.splitlines() if line.startswith(("k", "l")))
    return [(end, int(left)) for end, left in lives]


def check(door: str, place: Path, *, answers: int, kills: int, most: int, seed: int = 7) -> None:
    make_topic("cards")
    path = file_with(answers, door=door, place=place)
    lives = kill(path, kills=kills, most=most, seed=seed)
    killed, left = [end for end, _ in lives].count("killed"), [count for _, count in lives]
    print(f"{door}: {killed} kills while {answers} answers came in, {A_BATCH} in a batch: "
          f"left after each {sorted(set(left))}")  # fmt: skip
    assert killed >= kills * 0.8
    assert left == sorted(left) and left[-1] == answers
    assert all(count % A_BATCH == 0 for count in left), "half a batch"
    if door == "csv":
        assert f"{answers}" in run(path, map="", topic="cards").out
    else:
        assert set(take(path).counts) == {"unchanged"}
    assert KnowledgePage.objects.count() == answers


@pytest.mark.parametrize("door", OFTEN)
def test_killed_at_some_points(door: str, tmp_path: Path) -> None:
    check(door, tmp_path, answers=10, kills=4, most=80)


@pytest.mark.long
@pytest.mark.parametrize("door", DOORS)
def test_killed_at_fifty_points(door: str, tmp_path: Path) -> None:
    check(door, tmp_path, answers=150, kills=50, most=250)
