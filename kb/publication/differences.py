"""What can disagree, by kind: `verify` names it, `--repair` puts it right. Never any content."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

Answer = tuple[str, str]


class Kind(TextChoices):
    """The first word says where: in the log, in what is live, or in a projection."""

    LOG_ROW = "log-row", _("the row was changed, or rows before it were taken out")
    LOG_END = "log-end", _("rows after this one were cut off: somebody has seen more of the log")
    LOG_HEAD = "log-head", _("the row is not the one that is known under this number")
    LIVE_BLOCKED = "live-blocked", _("is live, but could not go out as it stands now")
    LIVE_PAGE = "live-page", _("what is live is not what its page says")
    LIVE_LOG = "live-log", _("what is live is not what the log says")
    LIVE_LABELS = "live-labels", _("labels or uses beside what is live do not belong to it")
    LIVE_SURPLUS = "live-surplus", _("is live, but no page of it is")
    TOPIC = "topic", _("readers get the topic otherwise than its page says")
    PLACE = "place", _("its second place is not as its page says")
    SOURCE = "source", _("the log does not know what it says now")
    SEARCH_MISSING = "search-missing", _("the index lacks what is live of it")
    SEARCH_SURPLUS = "search-surplus", _("the index holds what is not live of it")
    SEARCH_TEXT = "search-text", _("the index holds another text of it")
    SEARCH_ACCESS = "search-access", _("the index lets others find it than may")
    SEARCH_VERSION = "search-version", _("the index holds it from beyond the end of the log")
    SEARCH_UNREADABLE = "search-unreadable", _("there is no index, or it cannot be read")
    RENDITION_MISSING = "rendition-missing", _("the channel's text is not there")
    RENDITION_SURPLUS = "rendition-surplus", _("the channel's text is of nothing that is live")
    RENDITION_TEXT = "rendition-text", _("the channel's text is not what is live")


# Of these nobody can know what was there before.
OF_THE_LOG = frozenset({Kind.LOG_ROW, Kind.LOG_END, Kind.LOG_HEAD})


@dataclass(frozen=True, slots=True)
class Difference:
    """`name`: what it is about, for people; `key` and `locale` of an answer, `pk` of a page, `ref`
    of a source, for whoever puts it right."""

    kind: Kind
    name: str
    key: str = ""
    locale: str = ""
    pk: int = 0
    ref: str = ""

    @property
    def answer(self) -> Answer:
        return self.key, self.locale


def of_answer(kind: Kind, answer: Answer, *, where: str = "", pk: int = 0) -> Difference:
    key, locale = answer
    name = f"{key} ({locale}) {where}".rstrip()
    return Difference(kind, name, key=key, locale=locale, pk=pk)


def say(difference: Difference) -> str:
    """One line: the kind for programs, the thing, and what is wrong with it."""
    return f"{difference.kind.value}: {difference.name}: {difference.kind.label}"


def counted(found: Iterable[Difference]) -> str:
    """How many of each kind."""
    kinds = Counter(difference.kind.value for difference in found)
    return ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
