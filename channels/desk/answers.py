"""One answer as the desk shows it, with what may be sent on of it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from channels.desk.beside import with_more
from channels.desk.elements import DeskElement, desk_elements
from channels.desk.scopes import CHANNEL, at_desk
from channels.desk.sendable import Sendable, plain_text, sendable_texts
from channels.guide_pages import Came, came_from, guide_pages
from channels.paths import shown_locales
from channels.reads import counting
from channels.renditions.queries import ServedAnswer, find_rendition
from channels.trails import read_trail
from kb.access import Scope, Verification
from kb.publication.queries import Candidate, authorize
from kb.publication.topic_tree import topic_titles

Groups = Callable[[], Collection[str]]


@dataclass(frozen=True, slots=True)
class DeskAnswer:
    """`is_other_language`: the language asked for has no such answer, so this is another one;
    `translations`: the further languages it can be read in; `line`: titles of its topics with
    their keys, root first; `request_id`: names the next message that is sent from here; `came`:
    the answers whose guides led here."""

    served: ServedAnswer
    elements: tuple[DeskElement, ...]
    sendable: tuple[Sendable, ...]
    line: tuple[tuple[str, str], ...]
    translations: tuple[str, ...]
    is_other_language: bool
    request_id: uuid.UUID
    came: tuple[Came, ...]

    @property
    def messages(self) -> tuple[Sendable, ...]:
        """What can be sent from here, not only copied."""
        return tuple(text for text in self.sendable if text.text and text.rendition)


def is_locked(*, scope: Scope, key: str) -> bool:
    """The answer is there for this person, and nothing of it may be said before the customer is
    verified."""
    verified = replace(at_desk(scope), verification=Verification.FULL)
    wanted = [Candidate(key, locale) for locale in shown_locales()]
    return bool(authorize(scope=verified, candidates=wanted))


def find_desk_answer(
    *, scope: Scope, key: str, locale: str, named_in: str, walked: str = "", groups: Groups
) -> DeskAnswer | None:
    """In `locale` or, where that is missing, in another language. `named_in`: the language of
    the screen; `walked`: the way through guides, as the address has it; `groups`: gives the
    names of the agent's. None where the scope has no such answer at all."""
    order = [locale, *(other for other in shown_locales() if other != locale)]
    candidates = [Candidate(key, each) for each in order]
    seen = {a.locale: a for a in authorize(scope=at_desk(scope), candidates=candidates)}
    for found in seen.values():
        served = find_rendition(scope=scope, channel=CHANNEL, key=key, locale=found.locale)
        if served is None:
            continue
        counting.count(served, at=scope.now)
        titles = topic_titles(scope=scope, locale=found.locale)
        plain = plain_text(served.message)
        trail = read_trail(walked, key=key)
        elements = desk_elements(
            served.parts,
            found.document.passages,
            locale=named_in,
            as_of=scope.now,
            guides=guide_pages(served.parts, trail=trail),
            groups=groups,
        )
        return DeskAnswer(
            served=served,
            elements=with_more(elements, answer=found, scope=at_desk(scope)),
            sendable=(plain, *sendable_texts(scope=scope, key=key, locale=found.locale)),
            line=tuple((step, titles[step]) for step in found.lineage if step in titles),
            translations=tuple(each for each in seen if each != found.locale),
            is_other_language=found.locale != locale,
            request_id=uuid.uuid4(),
            came=came_from(trail, scope=scope, channel=CHANNEL, locale=found.locale),
        )
    return None
