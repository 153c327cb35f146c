"""The topic an import goes under."""

from __future__ import annotations

from django.utils.translation import gettext as _
from wagtail.models import Locale

from kb.authoring.importers.problems import BadFile
from kb.authoring.models import TopicPage
from kb.locales import UnknownLocale, to_django, to_outside


def find_topic(key: str, *, locale: str) -> int:
    """Page id of a topic in one language. Raises BadFile, naming what there is."""
    topics = TopicPage.objects.filter(locale__language_code=_language(locale)).order_by("path")
    found: int | None = topics.filter(key=key).values_list("pk", flat=True).first()
    if found is None:
        text = _("There is no topic “%(key)s” in %(locale)s. There are:\n%(topics)s")
        names = "\n".join(f"  {topic.key}  {topic.title}" for topic in topics)
        raise BadFile(text % {"key": key, "locale": locale, "topics": names})
    return found


def _language(locale: str) -> str:
    held = list(Locale.objects.values_list("language_code", flat=True))
    try:
        if (code := to_django(locale)) in held:
            return code
    except UnknownLocale:
        pass
    text = _("“%(locale)s” is no language of this knowledge base; use one of: %(locales)s.")
    tags = ", ".join(to_outside(code) for code in held)
    raise BadFile(text % {"locale": locale, "locales": tags}) from None
