"""What stands in the list of the desk: hits, what comes close, what is within reach, or one
topic."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

from channels.desk.holding import holding_line
from channels.desk.shelf import Section, sections
from channels.desk.whats_new import NewsList
from channels.paths import shown_locales
from channels.rows import Row, found_rows, listed_rows
from channels.topics import path_to, titles_in
from kb.access import Scope
from kb.masking import mask_numbers
from kb.publication.queries import answers_in_topic, recent_answers
from kb.publication.topic_tree import TopicNode, topic_titles, topic_tree
from kb.search.queries import BadQuery, IndexUnavailable, SearchPage, ServerUnreachable, search

# One for each of Alt+1 to Alt+9.
ROWS = 9
IN_TOPIC = 50


@dataclass(frozen=True)
class DeskList:
    """`state`: recent, with `sections`, found, nearest, topic, news, reading, with `readings`, or
    refused, where `problem` says what to do.

    `cursor`: of the next page. `other`: hits in another language where there are none in this
    one; `holding`: what is said meanwhile, where nothing was found. `line`: a topic and those above
    it, root first; `topics`: those to go on to. `degraded`: the search server does not answer, the
    fallback did; `by_words`: the embedder does not answer.
    """

    state: str
    rows: tuple[Row, ...] = ()
    query: str = ""
    cursor: str = ""
    topics: tuple[TopicNode, ...] = ()
    line: tuple[TopicNode, ...] = ()
    other: tuple[Row, ...] = ()
    other_locale: str = ""
    problem: Any = ""
    degraded: bool = False
    by_words: bool = False
    holding: str = ""
    sections: tuple[Section, ...] = ()
    news: NewsList | None = None
    readings: tuple[Any, ...] = ()

    @cached_property
    def kept_query(self) -> str:
        """As it may stand in an address, which browsers keep: without numbers of customers. Each
        row asks for it."""
        return mask_numbers(self.query)

    @property
    def count(self) -> int:
        return len(self.rows) + sum(len(section.rows) for section in self.sections)

    @property
    def has_rows(self) -> bool:
        """There is something to choose from."""
        news = self.news.groups if self.news else ()
        return bool(self.count or self.other or news or self.readings)

    @property
    def other_count(self) -> int:
        return len(self.other)


def empty_desk(*, scope: Scope, locale: str, user_id: int) -> DeskList:
    """Topics, and answers within reach."""
    answers = recent_answers(scope=scope, locale=locale, limit=ROWS)
    topics = topic_tree(scope=scope, locale=locale)
    shown = sections(
        user_id=user_id, scope=scope, locale=locale, newest=answers, most_new=ROWS,
        titles=titles_in(topics),
    )  # fmt: skip
    return DeskList("recent", topics=tuple(t for t in topics if t.answers), sections=shown)


def topic_list(*, scope: Scope, topic: str, locale: str) -> DeskList | None:
    """None where the scope has no such topic."""
    line = path_to(topic, topic_tree(scope=scope, locale=locale))
    if not line:
        return None
    answers = answers_in_topic(scope=scope, topic=topic, locale=locale, limit=IN_TOPIC)
    titles = topic_titles(scope=scope, locale=locale)
    below = tuple(child for child in line[-1].children if child.answers)
    return DeskList("topic", listed_rows(answers, titles=titles), topics=below, line=line)


def found_list(*, scope: Scope, query: str, locale: str, cursor: str = "") -> DeskList:
    try:
        page = search(scope=scope, text=query, locale=locale, limit=ROWS, cursor=cursor)
        if not page.results:
            return _nothing_found(page, scope=scope, query=query, locale=locale)
    except BadQuery as error:
        return DeskList("refused", query=query, problem=str(error))
    except ServerUnreachable:
        return DeskList("refused", query=query, problem=NO_SERVER)
    except IndexUnavailable:
        return DeskList("refused", query=query, problem=NO_INDEX)
    rows = found_rows(page.results, titles=topic_titles(scope=scope, locale=locale))
    return DeskList(
        "found",
        rows,
        query=query,
        cursor=page.cursor,
        degraded=page.degraded,
        by_words=page.by_words,
    )


def _nothing_found(page: SearchPage, *, scope: Scope, query: str, locale: str) -> DeskList:
    """What comes close, and hits in another language, labelled."""
    rows = found_rows(page.nearest, titles=topic_titles(scope=scope, locale=locale))
    holding = holding_line(scope=scope, locale=locale)
    nearest = DeskList("nearest", rows, query=query, degraded=page.degraded, holding=holding)
    for other in shown_locales():
        if other == locale:
            continue
        hits = search(scope=scope, text=query, locale=other, limit=ROWS).results
        if hits:
            found = found_rows(hits, titles=topic_titles(scope=scope, locale=other))
            return replace(nearest, other=found, other_locale=other)
    return nearest


NO_SERVER = _("Search does not answer at the moment. Topics and answers can be opened as usual.")
NO_INDEX = _("Search is being set up anew. Topics and answers can be opened as usual.")
