"""A bank's own questions come in from its file, and agents and programs find them."""

import csv
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from kb.publication.models import Live

DATA = Path(settings.BASE_DIR).parent / "shared" / "data" / "nonghang_qa.csv"
ROWS = 150
pytestmark = pytest.mark.skipif(
    not DATA.exists(), reason="the real questions (../shared/data/nonghang_qa.csv) are not here"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The head of the file, as it is."""
    path = tmp_path / "questions.csv"
    with DATA.open(encoding="utf-8", newline="") as whole, path.open("w", newline="") as part:
        rows = zip(csv.reader(whole), range(ROWS + 1), strict=False)
        csv.writer(part).writerows(row for row, _number in rows)
    return path


@pytest.mark.django_db(transaction=True)
def test_imported_questions_are_answered_at_every_door(
    client: Client, agent_client: Client, agent: Any, cards: Any, keys: Any, file: Path
) -> None:
    call_command(
        "import_knowledge", str(file), topic="cards", map="question=title,answer=reply",
        where="is_best=1", publish=True, operator=agent.username,
    )  # fmt: skip

    imported = list(Live.objects.order_by("pk").values_list("key", "question"))
    assert len(imported) > ROWS / 4
    for key, question in imported[:10]:
        asked = {"q": question[:150], "limit": 5}
        found = client.get("/api/v1/search", asked, headers=keys["web"]).json()["results"]
        assert key in [result["key"] for result in found]
        answer = client.get(f"/api/v1/answers/{key}", headers=keys["wechat"]).json()
        assert answer["question"] == question and answer["text"]
        shown = agent_client.get("/desk/results/", {"q": question[:150]}).content.decode()
        assert f"/desk/answers/{key}/" in shown
        assert client.get(f"/help/zh-Hans/answers/{key}/").status_code == 200
