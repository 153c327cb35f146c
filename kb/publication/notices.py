"""What an editor is told when a change of theirs reaches other answers."""

from __future__ import annotations

from collections.abc import Collection

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from kb.publication import following


def tell_following(request: HttpRequest, begun: Collection[int]) -> None:
    """`begun`: ids of what this request set going; what was undone since is not told."""
    found = following.progress_of(begun)
    total = sum(one.total for one in found)
    if not total:
        return
    text = ngettext(
        "%(done)d of %(total)d answer that uses this is updated.",
        "%(done)d of %(total)d answers that use this are updated.",
        total,
    )
    done = sum(one.done for one in found)
    words = [text % {"done": done, "total": total}]
    if done < total:
        words.append(_("The others follow by themselves."))
    buttons = [messages.button(reverse("following_report"), _("Show progress"))]
    messages.info(request, " ".join(words), buttons=buttons)
