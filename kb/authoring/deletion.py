"""What is in use is not deleted: whoever uses it is named instead, drafts and scheduled versions
included."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kb.access.models import AccessGrant
from kb.authoring.label_holders import others_who_hold
from kb.authoring.models import KnowledgePage, LabelValue, TopicPage
from kb.authoring.uses.listing import uses_told
from kb.authoring.uses.rights import answers_told
from kb.authoring.uses.tables import WrittenUse
from kb.locales import locale_name

SHOWN = 10
DELETE = "delete"


def refuse_in_use(request: HttpRequest, snippets: Iterable[Any]) -> HttpResponse | None:
    """For Wagtail's hook before_delete_snippet, one by one or many at once."""
    refused = [snippet for snippet in snippets if _refuse(request, snippet)]
    if not refused:
        return None
    return redirect(reverse(refused[0].snippet_viewset.get_url_name("list")))


def refuse_page(request: HttpRequest, page: Any) -> HttpResponse | None:
    """For Wagtail's hook before_delete_page: with a topic its answers would go, and guides may lead
    to an answer."""
    if _refuse_topic(request, page):
        return redirect("wagtailadmin_explore", page.pk)
    if _refuse_answer(request, page):
        return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None


def refuse_many(
    request: HttpRequest, action_type: str, objects: Sequence[Any], action: Any
) -> HttpResponse | None:
    """For Wagtail's hook before_bulk_action, which every kind of list comes through."""
    if action_type != DELETE:
        return None
    pages = [one for one in objects if hasattr(one, "specific_class")]
    pictures = [one for one in objects if one._meta.model_name == "image"]
    refused = [p for p in pages if _refuse_topic(request, p) or _refuse_answer(request, p)]
    refused += [p for p in pictures if _refuse(request, p)]
    return redirect(action.next_url) if refused else None


def tell_protected(request: HttpRequest, error: ProtectedError) -> None:
    """The database's last word, on whatever route: said as every other refusal."""
    held = [row for row in error.protected_objects if isinstance(row, WrittenUse)]
    sources = {getattr(row, name) for row in held for name in SOURCES if getattr(row, name)}
    said = [_refuse(request, source) for source in sources]
    if not any(said):
        messages.error(request, _("This is in use and was not deleted."))


SOURCES = ("fact", "term", "shared", "label", "image", "basis", "answer")


def _refuse(request: HttpRequest, source: Any) -> bool:
    """True where it is in use; then the person was told."""
    users = names_of_users(source, user=request.user)
    if users:
        text = _("“%(name)s” is in use and was not deleted. Take it out of these first: %(users)s")
        messages.error(request, text % {"name": source, "users": _listed(users)})
    return bool(users)


def names_of_users(source: Any, *, user: Any) -> list[str]:
    """Each holder once, with what kind of version uses it; those the person may not know of as a
    number."""
    now = timezone.now()
    uses = uses_told(source, user=user, now=now)
    names: dict[str, str] = {}
    for one in uses.told:
        where = f"{one.key} · {locale_name(one.locale)}" if one.locale else one.key
        said = f"{one.name} ({where})" if one.key not in one.name else one.name
        state = "" if one.state == WrittenUse.State.LIVE else f" [{one.state_name}]"
        names.setdefault(one.url, said + state)
    found = list(names.values())
    if isinstance(source, LabelValue):
        found += _holders(source.dimension, source.code)
    if uses.hidden:
        found.append(_hidden(uses.hidden))
    return found


def _holders(dimension: str, code: str) -> list[str]:
    """A label or a topic may also be part of what a group or a key may read."""
    grants = AccessGrant.objects.select_related("group")
    held = [grant for grant in grants if code in getattr(grant, dimension)]
    named = [_("access grant of “%(group)s”") % {"group": grant.group} for grant in held]
    return [*named, *others_who_hold(dimension, code, now=timezone.now())]


def _refuse_answer(request: HttpRequest, page: Any) -> bool:
    """A second place may always go: the answer stays."""
    if page.specific_class is not KnowledgePage or page.alias_of_id:
        return False
    return _refuse(request, page.specific)


def _refuse_topic(request: HttpRequest, page: Any) -> bool:
    if page.specific_class is not TopicPage:
        return False
    below = KnowledgePage.objects.descendant_of(page).order_by("path")
    titles = dict(below.values_list("pk", "title"))
    if not titles:
        return _refuse_named_topic(request, page)
    told = answers_told(request.user, titles, now=timezone.now())
    text = _("“%(name)s” holds answers and was not deleted. Move or delete these first: %(users)s")
    names = [title for pk, title in titles.items() if pk in told]
    if hidden := len(titles) - len(names):
        names.append(_hidden(hidden))
    messages.error(request, text % {"name": page, "users": _listed(names)})
    return True


def _refuse_named_topic(request: HttpRequest, page: Any) -> bool:
    """Keys and grants name a topic by its key, in every language; the last one stays."""
    topics = TopicPage.objects.descendant_of(page, inclusive=True)
    others = TopicPage.objects.not_descendant_of(page, inclusive=True)
    keys = set(topics.values_list("key", flat=True)) - set(others.values_list("key", flat=True))
    holders = dict.fromkeys(name for key in sorted(keys) for name in _holders("topics", key))
    if holders:
        text = _(
            "“%(name)s” is named by whoever may read it and was not deleted. Change these first: "
            "%(users)s"
        )
        messages.error(request, text % {"name": page, "users": _listed(list(holders))})
    return bool(holders)


def _hidden(count: int) -> str:
    return _("%(count)s that you may not see") % {"count": count}


def _listed(users: list[str]) -> str:
    shown = _("; ").join(users[:SHOWN])
    more = len(users) - SHOWN
    return shown if more <= 0 else _("%(shown)s and %(more)s more") % {"shown": shown, "more": more}
