"""One answer that cannot be assembled in the slow lane stops nobody else there either."""

from typing import Any

import pytest
from django.db import OperationalError

from kb.publication import answers, lane, parking
from kb.publication.models import Dirty
from tests.authoring.making import (
    element,
    place,
    published_answer,
    published_fact,
    published_shared,
)
from tests.publication.many import publish_many
from tests.publication.reading import texts_of
from tests.publication.test_parked_answers import parked

pytestmark = pytest.mark.django_db


def break_assembly(monkeypatch: pytest.MonkeyPatch, *, question: str) -> None:
    plan = answers._planned

    def plan_or_fail(page: Any, **options: Any) -> Any:
        if question in page.title:
            raise ZeroDivisionError(page.title)
        return plan(page, **options)

    monkeypatch.setattr(answers, "_planned", plan_or_fail)


class TestInTheSlowLane:
    def test_one_that_cannot_be_assembled_is_parked_and_the_others_follow(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        fact = published_fact("card.fee")
        publish_many(30, element("fee", "年费 {{ card.fee }}"))
        break_assembly(monkeypatch, question="编号7的")
        fact.value = "300"
        fact.save()
        assert lane.drain() == 29
        assert parked() == [(parking.LANE, "many.7")]
        assert "ZeroDivisionError" in Dirty.objects.get().parked
        assert "编号" not in Dirty.objects.get().parked
        assert texts_of("many.8")[1] == "年费 300"
        assert not lane.is_waiting()

    def test_each_that_is_refused_is_parked_and_the_others_follow(self) -> None:
        shared = published_shared()
        publish_many(3, place(shared))
        published_answer("cards.other", place(shared, regions=["sichuan"]), element())
        shared.element = [element("note", "请带身份证。", regions=["beijing"])]
        shared.save()
        assert lane.drain() == 3
        assert parked() == [(parking.LANE, "cards.other")]

    def test_a_database_that_is_away_parks_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        fact = published_fact("card.fee")
        published_answer("cards.one", element("answer", "{{ card.fee }}"))
        fact.value = "300"
        fact.save()

        def refuse(*_: Any, **__: Any) -> Any:
            raise OperationalError("database is locked")

        monkeypatch.setattr(answers, "plan_all", refuse)
        with pytest.raises(OperationalError):
            lane.drain()
        monkeypatch.undo()
        assert lane.is_waiting() and lane.drain() == 1
