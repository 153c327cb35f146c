"""Which element is shown for a question, and which piece of it."""

from hypothesis import given
from hypothesis import strategies as st

from kb.document import Document, Image, Kind, Passage, Wording
from kb.search.snippets import SNIPPET_LENGTH, best_snippet, pieces_of, score_of


def passage(name: str, text: str, kind: Kind = Kind.NOTE, **more: object) -> Passage:
    return Passage(element=name, kind=kind, standard=Wording((text,)), **more)  # type: ignore[arg-type]


def document(*passages: Passage, locale: str = "zh-Hans") -> Document:
    return Document("k", locale, "问", passages)


def snippet_for(asked: str, *passages: Passage, locale: str = "zh-Hans") -> tuple[str, str]:
    found = best_snippet(document(*passages, locale=locale), pieces=pieces_of(asked))
    return found.element, found.text


def test_the_element_that_says_most_is_shown() -> None:
    answer = passage("a", "先挂失，再补卡。", Kind.ANSWER)
    fee = passage("b", "补卡工本费每张十元。", Kind.FEE)
    assert snippet_for("补卡要多少工本费", answer, fee) == ("b", "补卡工本费每张十元。")
    assert snippet_for("挂失", fee, answer)[0] == "a"


def test_what_answers_comes_first_where_nothing_fits() -> None:
    assert (
        snippet_for("理财", passage("b", "每张十元"), passage("a", "先挂失", Kind.STEPS))[0] == "a"
    )


def test_what_must_not_be_said_is_never_shown() -> None:
    forbidden = passage("n", "保证收益", Kind.NEVER_SAY)
    assert snippet_for("保证收益", forbidden, passage("a", "有风险", Kind.ANSWER))[0] == "a"


def test_markup_is_not_shown() -> None:
    text = snippet_for(
        "挂失", passage("a", "先**挂失**，\n再[补卡](https://bank.example)", Kind.ANSWER)
    )[1]
    assert "挂失" in text and "*" not in text and "\n" not in text and "[" not in text


def test_an_element_with_only_a_picture_shows_what_it_is() -> None:
    picture = passage("p", "", Kind.IMAGE, image=Image(1, "挂失入口在首页"))
    assert snippet_for("挂失入口", picture, passage("a", "好", Kind.ANSWER)) == (
        "p",
        "挂失入口在首页",
    )


def test_the_piece_shown_holds_the_match() -> None:
    long = "先看清楚。" * 60 + "挂失电话在卡背面。" + "请保存好。" * 60
    found = best_snippet(document(passage("a", long, Kind.ANSWER)), pieces=pieces_of("挂失电话"))
    assert found.text.startswith("…") and found.text.endswith("…")
    assert len(found.text) <= SNIPPET_LENGTH + 2
    start, end = found.matches[0]
    assert found.text[start:end] == "挂失电话"


def test_english_matches_at_the_start_of_words_whatever_their_ending() -> None:
    pieces = pieces_of("transferring cards")
    assert score_of("Transfers with a card", pieces=pieces) == 2
    assert score_of("A discard", pieces=pieces_of("card")) == 0
    found = best_snippet(
        document(passage("a", "How transfers work", Kind.ANSWER), locale="en"), pieces=pieces
    )
    assert [found.text[start:end] for start, end in found.matches] == ["transfer"]


def test_small_words_are_not_marked_nor_words_that_begin_like_one() -> None:
    text = "You can hold dollars, and there is no fee for the card."
    asked = pieces_of("where do you and there the fee for a card")
    found = best_snippet(document(passage("a", text, Kind.ANSWER), locale="en"), pieces=asked)
    assert [found.text[start:end] for start, end in found.matches] == ["fee", "card"]
    assert found.text == text


@given(st.text(alphabet=st.characters(), max_size=300), st.text(max_size=20))
def test_matches_are_places_in_the_text_in_order(text: str, asked: str) -> None:
    found = best_snippet(document(passage("a", text, Kind.ANSWER)), pieces=pieces_of(asked))
    edges = [edge for match in found.matches for edge in match]
    assert edges == sorted(set(edges))
    assert all(0 <= edge <= len(found.text) for edge in edges)
