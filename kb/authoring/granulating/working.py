"""What takes long, as background work: reading a large document, making many drafts."""

from __future__ import annotations

import hashlib
from pathlib import PurePath
from typing import Any

from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from kb.authoring.granulating import keeping
from kb.authoring.granulating.drafting import Made, create_drafts
from kb.authoring.granulating.keeping import Kept
from kb.authoring.granulating.models import SourceDocument
from kb.authoring.granulating.reading import read_source
from kb.authoring.granulating.screens.addresses import DRAFTS, LIST, REVIEW
from kb.authoring.granulating.seeing import documents_for, writable_topics
from kb.authoring.importers.bulk import Editor
from kb.authoring.importers.problems import BadFile
from kb.authoring.jobs import kinds
from kb.authoring.jobs import operations as jobs
from kb.authoring.jobs.kinds import CannotBeDone, Outcome
from kb.authoring.jobs.models import Job
from kb.authoring.jobs.running import Run
from kb.locales import to_outside
from kb.problem import Problem
from kb.problem import msgid as _

READING, DRAFTING = "granulate", "granulate_drafts"
# Below these a person waits for less than a moment.
LARGE_FILE, MANY_DRAFTS = 400_000, 25
NOT_ALLOWED = Problem("not_allowed", _("You may no longer write there."))


def register() -> None:
    """When the app starts."""
    kinds.register(
        READING,
        run=_read,
        label=gettext_lazy("Taking a document apart"),
        address=lambda job: reverse(REVIEW, args=[job.result["document"]]),
        again=LIST,
    )
    kinds.register(
        DRAFTING,
        run=_make_drafts,
        label=gettext_lazy("Making drafts of a document"),
        address=lambda job: reverse(DRAFTS, args=[job.result["document"]]),
    )


def read_document(name: str, data: bytes, *, topic: Any, user: Any) -> Kept:
    """Raises BadFile."""
    return keeping.keep(
        read_source(name, data),
        digest=hashlib.sha256(data).hexdigest(),
        topic=topic,
        locale=to_outside(topic.locale.language_code),
        user=user,
        now=timezone.now(),
    )


def read_later(name: str, data: bytes, *, topic: Any, user: Any) -> Job:
    """The file waits with the job; its name may be anything, so it only travels as words."""
    upload = ContentFile(data, name=f"document{PurePath(name).suffix.lower()}")
    arguments = {"name": name, "topic": topic.pk}
    return jobs.start(READING, user=user, arguments=arguments, upload=upload)


def draft_later(document: SourceDocument, *, topic: Any, user: Any) -> Job:
    arguments = {"document": document.pk, "topic": topic.pk}
    return jobs.start(DRAFTING, user=user, arguments=arguments)


def _read(run: Run) -> Outcome:
    topic = _topic(run)
    run.progress(0, 2)
    with run.upload.open("rb") as file:
        data = file.read()
    run.progress(1, 2)
    try:
        kept = read_document(run.arguments["name"], data, topic=topic, user=run.user)
    except BadFile as error:
        # The words were said in the starter's language already.
        problem = Problem("bad_file", "%(words)s", params=(("words", str(error)),))
        raise CannotBeDone(problem) from None
    run.progress(2, 2)
    return Outcome({"document": kept.document.pk}, summary=summary_of(kept))


def summary_of(kept: Kept) -> Problem:
    if kept.is_same:
        return Problem(
            "known",
            _("Nothing new: this document is known as it is."),
            severity="info",
        )
    text = _("Kept: %(added)d new, %(changed)d changed, %(gone)d gone, %(same)d as before.")
    counts = (("added", kept.added), ("changed", kept.changed), ("gone", kept.gone))
    return Problem("kept", text, params=(*counts, ("same", kept.same)), severity="info")


def _make_drafts(run: Run) -> Outcome:
    document = documents_for(run.user).filter(pk=run.arguments["document"]).first()
    if document is None:
        raise CannotBeDone(NOT_ALLOWED)
    editor = Editor(run.user, at=timezone.now())
    made = create_drafts(document, topic=_topic(run).pk, editor=editor, progress=run.progress)
    return Outcome({"document": document.pk}, summary=summary_of_drafts(made))


def summary_of_drafts(made: Made) -> Problem:
    text = _("%(count)d drafts made, %(refused)d not.")
    counts = (("count", len(made.drafts)), ("refused", len(made.not_made)))
    return Problem("drafts_made", text, params=counts, severity="info")


def _topic(run: Run) -> Any:
    """Rights are looked at when it is done, not only when it was asked for."""
    topic = writable_topics(run.user).filter(pk=run.arguments["topic"]).first()
    if topic is None:
        raise CannotBeDone(NOT_ALLOWED)
    return topic
