"""An answer is put together in one step: what stands in it holds nothing that would have to be put
in again, so no circle can arise, whoever writes what where."""

import random
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from channels.renditions.models import Rendition
from kb.authoring.blocks import AnswerStream, ElementStream
from kb.authoring.models import Fact, SharedElement, Term
from kb.publication import lane, projections
from kb.publication.errors import Refused
from kb.publication.models import Live
from tests.authoring.making import (
    chinese,
    draft_answer,
    element,
    fresh,
    make_topic,
    published_shared,
)

pytestmark = pytest.mark.django_db
NODES = 2


def test_a_shared_element_has_no_place_for_another() -> None:
    assert "shared" in AnswerStream().child_blocks
    assert "shared" not in ElementStream().child_blocks


def test_a_place_written_into_it_by_force_is_not_there() -> None:
    outer, inner = published_shared("outer"), published_shared("inner")
    place = {"type": "shared", "value": {"element": inner.pk}, "id": "0" * 36}
    outer.element = [place]
    outer.save()
    assert len(fresh(outer).element) == 0


@pytest.mark.parametrize("text", ["{{ term.other }}", "{{ card.fee }}", "每年 {{ term.self }}"])
def test_a_term_or_fact_that_names_another_is_refused_at_its_field(text: str) -> None:
    term = Term(key="self", jargon="年化", plain=text, locale=chinese())
    with pytest.raises(ValidationError) as refused:
        term.clean()
    assert "plain" in refused.value.message_dict
    fact = Fact(key="self", name="说明", type="text", value="好", next_value=text)
    with pytest.raises(ValidationError) as refused:
        fact.clean()
    assert "next_value" in refused.value.message_dict


@pytest.mark.parametrize("count", [12, pytest.param(100, marks=pytest.mark.long)])
def test_no_random_graph_goes_round_or_leaves_a_placeholder(count: int) -> None:
    topic, refused, live = make_topic("graphs"), 0, 0
    for seed in range(count):
        try:
            attempt(random.Random(seed), topic=topic, name=f"g{seed}")
        except Refused:
            refused += 1
    lane.drain()
    projections.catch_up()
    live = Live.objects.count()
    said = [str(body) for body in Rendition.objects.values_list("body", flat=True)]
    assert refused and live, "some can go out and some cannot"
    assert not any("{{" in body or "}}" in body for body in said)
    print(f"{count} graphs: {live} answers went out, {refused} changes were refused")


def attempt(draw: random.Random, *, topic: Any, name: str) -> None:
    """Terms, facts, shared elements and answers that name each other at random, written past every
    form, as a program could."""

    def mention() -> str:
        kinds = ("", "", f"{{{{ term.{name}.{draw.randrange(NODES)} }}}}",
                 f"{{{{ {name}.{draw.randrange(NODES)} }}}}")  # fmt: skip
        return f"说明{draw.choice(kinds)}"

    for number in range(NODES):
        key = f"{name}.{number}"
        Term.objects.create(key=key, jargon="词", plain=mention(), locale=chinese())
        Fact.objects.create(key=key, name="要素", type="text", value=mention())
    shared = [
        published_shared(f"{name}-{n}", inner=element("note", mention())) for n in range(NODES)
    ]
    for one in shared:
        blocks = [block_of(draw.choice(shared)), element("note", mention())]
        one.element = [draw.choice(blocks)]
        one.save()
    answer = draft_answer(
        f"{name}.answer", element(text=mention()), block_of(draw.choice(shared)), topic=topic
    )
    answer.get_latest_revision().publish()


def block_of(shared: SharedElement) -> dict[str, Any]:
    from tests.authoring.making import place

    return place(shared)
