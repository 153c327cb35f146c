"""The agent desk: everything is seen, only what a customer may have is copied."""

from hypothesis import given
from hypothesis import strategies as st

from channels.adapters.agent_desk import ORDER, AgentDesk
from channels.channel import Config
from kb.access import Audience, Labels
from kb.document import Kind
from tests.channels.documents import EVERY_KIND, SECRET, TARGETS, document, passage

DESK = AgentDesk(Config())


def test_every_element_is_drawn() -> None:
    message = DESK.render(EVERY_KIND)
    assert sorted(part.kind for part in message.parts) == sorted(Kind)
    assert all(f'data-kind="{kind}"' in message.html for kind in Kind)


def test_every_kind_has_its_place_when_an_answer_is_spoken() -> None:
    """A new kind of element is given one here, and not only the last."""
    assert sorted(ORDER) == sorted(Kind)
    spoken = [Kind.ANSWER, Kind.CONDITION, Kind.STEPS, Kind.FEE, Kind.CAUTION, Kind.ACTION]
    assert [kind for kind in ORDER if kind in spoken] == spoken


@given(st.lists(st.sampled_from(list(Kind)), max_size=12))
def test_elements_of_one_kind_stay_as_they_were_written(kinds: list[Kind]) -> None:
    passages = [passage(kind, f"第{n}条。") for n, kind in enumerate(kinds)]
    said = DESK.render(document(*passages)).parts
    for kind in set(kinds):
        written = [p.element for p in passages if p.kind is kind]
        assert [part.element for part in said if part.kind == kind] == written
    ranks = [ORDER.index(Kind(part.kind)) for part in said]
    assert ranks == sorted(ranks)


def test_what_must_not_be_said_is_seen_but_never_in_a_text_that_leaves() -> None:
    message = DESK.render(EVERY_KIND)
    seen = {part.kind: part for part in message.parts}
    for kind in (Kind.INTERNAL_NOTE, Kind.NEVER_SAY):
        assert SECRET in seen[kind].text
        assert seen[kind].copyable == ""
    assert SECRET in message.html
    assert SECRET not in message.text
    assert SECRET not in message.copyable


def test_scripts_are_copied_as_they_are_said() -> None:
    script = passage(Kind.SCRIPT, "您好，我先帮您挂失。", title="开场")
    part = DESK.part(script, locale="zh-Hans")
    assert (part.text, part.copyable) == ("开场：您好，我先帮您挂失。", "您好，我先帮您挂失。")


def test_an_element_for_agents_is_not_copied() -> None:
    inside = passage(Kind.EXPLANATION, "走内部流程。", labels=Labels(audience=Audience.AGENT))
    message = DESK.render(document(passage(Kind.ANSWER, "好。"), inside))
    assert message.text == "好。\n走内部流程。"
    assert message.copyable == "好。"


def test_an_agent_sees_all_ways_and_copies_those_of_customers() -> None:
    part = DESK.part(passage(Kind.ACTION, "挂失。", targets=TARGETS), locale="zh-Hans")
    assert part.target == {"type": "agent_transaction", "value": "CR0231"}
    assert part.text.split("\n") == [
        "挂失。", "交易码：CR0231", "App：guyubank://card/loss", "小程序：pages/card/loss",
        "https://www.guyubank.example/card/loss", "电话按键：1-3",
    ]  # fmt: skip
    assert part.copyable.split("\n") == [
        "挂失。", "https://www.guyubank.example/card/loss", "电话按键：1-3",
    ]  # fmt: skip


def test_english_words_in_english() -> None:
    whole = document(passage(Kind.CAUTION, "Tell nobody."), locale="en")
    assert DESK.render(whole).text == "Warning: Tell nobody."
