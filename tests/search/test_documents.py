"""What the index of each tier holds of an answer."""

from dataclasses import replace
from datetime import datetime, timedelta

from kb.access import Audience, Labels
from kb.document import (
    Document,
    FactUse,
    FactValue,
    FactVariant,
    Image,
    Kind,
    Passage,
    Wording,
)
from kb.search.documents import index_documents
from kb.search.engine import IndexDocument
from tests.search.samples import NOW

BEIJING = Labels(regions=frozenset({"beijing"}))
SICHUAN = Labels(regions=frozenset({"sichuan"}))
AGENT = Labels(audience=Audience.AGENT)


def passage(
    name: str, kind: Kind = Kind.ANSWER, labels: Labels = Labels(), **more: object
) -> Passage:
    text = more.pop("standard", Wording((f"text of {name}",)))
    return Passage(element=name, kind=kind, labels=labels, standard=text, **more)  # type: ignore[arg-type]


def answer(*passages: Passage, **more: object) -> Document:
    return Document("card.loss", "en", "Lost card?", passages, wordings=("Card gone",), **more)  # type: ignore[arg-type]


def of_tier(tier: Audience, *documents: Document) -> list[IndexDocument]:
    found = index_documents(documents, lineage=["cards"], as_of=NOW)
    return [document for document in found if document.tier is tier]


def test_one_head_with_all_wordings_and_free_elements() -> None:
    (head,) = of_tier(Audience.PUBLIC, answer(passage("a"), passage("b", Kind.FEE)))
    assert (head.key, head.locale, head.element) == ("card.loss", "en", "")
    assert (head.question, head.wordings) == ("Lost card?", ("Card gone",))
    assert head.body == "text of a\ntext of b"
    assert head.labels == Labels() and head.topics == {"cards"}


def test_ids_are_unique_in_each_tier() -> None:
    labelled = [
        passage(name, Kind.FEE, labels) for name, labels in [("b", BEIJING), ("c", SICHUAN)]
    ]
    for tier in Audience:
        ids = [document.id for document in of_tier(tier, answer(passage("a"), *labelled))]
        assert len(set(ids)) == len(ids) == 3


def test_each_tier_holds_its_own_text() -> None:
    document = answer(
        passage("open"),
        passage("known", Kind.NOTE, Labels(audience=Audience.CUSTOMER)),
        passage("inner", Kind.NOTE, AGENT),
    )
    bodies = {tier: of_tier(tier, document)[0].body for tier in Audience}
    assert bodies[Audience.PUBLIC] == "text of open"
    assert bodies[Audience.CUSTOMER] == "text of open\ntext of known"
    assert bodies[Audience.AGENT] == "text of open\ntext of known\ntext of inner"


def test_staff_kinds_are_for_agents_whatever_their_label_says() -> None:
    kinds = (Kind.SCRIPT, Kind.REQUIRED_SCRIPT, Kind.INTERNAL_NOTE, Kind.NEVER_SAY)
    document = answer(passage("a"), *(passage(kind.value, kind) for kind in kinds))
    for tier in (Audience.PUBLIC, Audience.CUSTOMER):
        assert [found.body for found in of_tier(tier, document)] == ["text of a"]
    (for_agents,) = of_tier(Audience.AGENT, document)
    assert all(f"text of {kind.value}" in for_agents.body for kind in kinds)


def test_nothing_at_all_where_nothing_answers() -> None:
    document = answer(passage("a", labels=AGENT), passage("b", Kind.NOTE))
    assert of_tier(Audience.PUBLIC, document) == []
    assert len(of_tier(Audience.AGENT, document)) == 1


def test_a_labelled_element_stands_by_itself() -> None:
    head, fee = of_tier(Audience.PUBLIC, answer(passage("a"), passage("fee", Kind.FEE, BEIJING)))
    assert "text of fee" not in head.body and head.labels == Labels()
    assert (fee.element, fee.body, fee.question, fee.wordings) == ("fee", "text of fee", "", ())
    assert fee.labels == BEIJING


def test_where_every_answer_is_labelled_the_head_is_once_for_each_labels() -> None:
    document = answer(
        passage("a", labels=BEIJING),
        passage("b", Kind.STEPS, BEIJING),
        passage("c", Kind.STEPS, SICHUAN),
        passage("d", Kind.NOTE),
    )
    found = of_tier(Audience.PUBLIC, document)
    heads = [document for document in found if not document.element]
    assert [head.labels for head in heads] == [BEIJING, SICHUAN]
    assert all(head.body == "text of d" and head.question for head in heads)
    assert [document.element for document in found if document.element] == ["a", "b", "c"]


def test_only_what_everybody_may_read_of_a_fact_is_found() -> None:
    use = FactUse(
        "fee",
        (
            FactVariant(FactValue("money", "200", unit="CNY")),
            FactVariant(FactValue("money", "180", unit="CNY"), labels=BEIJING),
        ),
    )
    only_beijing = replace(use, variants=use.variants[1:])
    text = Wording(("The fee is ", use, " or ", only_beijing, "."))
    (head,) = of_tier(Audience.PUBLIC, answer(passage("a", standard=text)))
    assert "200" in head.body and "180" not in head.body


def test_a_value_that_cannot_be_said_hides_no_words() -> None:
    broken = FactUse("fee", (FactVariant(FactValue("money", "lots", unit="?")),))
    (head,) = of_tier(Audience.PUBLIC, answer(passage("a", standard=Wording(("Fee: ", broken)))))
    assert head.body == "Fee:"


def test_titles_and_what_pictures_show_are_found() -> None:
    shown = passage("a", title="At the counter", image=Image(1, "A map"), standard=Wording(("",)))
    (head,) = of_tier(Audience.PUBLIC, answer(shown))
    assert head.body == "At the counter\nA map"


def later(hours: int) -> datetime:
    return NOW + timedelta(hours=hours)


def test_equal_intervals_become_one_document() -> None:
    parts = answer(passage("a"))
    document = of_tier(
        Audience.PUBLIC,
        replace(parts, valid_from=later(-5), valid_to=later(1)),
        replace(parts, valid_from=later(1), valid_to=later(2)),
        replace(parts, valid_from=later(2)),
    )
    assert [found.labels for found in document] == [Labels()]


def test_different_intervals_each_have_their_window() -> None:
    before, after = answer(passage("a")), answer(passage("b"))
    found = of_tier(
        Audience.PUBLIC,
        replace(before, valid_to=later(1)),
        replace(after, valid_from=later(1), valid_to=later(3)),
    )
    assert [(d.body, d.labels.valid_from, d.labels.valid_to) for d in found] == [
        ("text of a", None, later(1)),
        ("text of b", later(1), later(3)),
    ]


def test_a_gap_between_intervals_stays_a_gap() -> None:
    parts = answer(passage("a"))
    found = of_tier(
        Audience.PUBLIC,
        replace(parts, valid_to=later(1)),
        replace(parts, valid_from=later(2)),
    )
    assert [(d.labels.valid_from, d.labels.valid_to) for d in found] == [
        (None, later(1)),
        (later(2), None),
    ]


def test_an_element_is_in_force_in_its_window_and_its_interval() -> None:
    window = Labels(valid_from=later(1), valid_to=later(4))
    parts = answer(passage("a"), passage("sale", Kind.NOTE, window))
    found = of_tier(
        Audience.PUBLIC,
        replace(answer(passage("a")), valid_to=later(1)),
        replace(parts, valid_from=later(1), valid_to=later(3)),
    )
    (sale,) = [document for document in found if document.element]
    assert (sale.labels.valid_from, sale.labels.valid_to) == (later(1), later(3))
