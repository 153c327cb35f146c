"""Long documents → proposed answers and elements → drafts."""

from __future__ import annotations

import hashlib
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from tqdm import tqdm

from kb.acting import acting
from kb.authoring.granulating import limits
from kb.authoring.granulating.drafting import Made, create_drafts
from kb.authoring.granulating.keeping import Kept, keep
from kb.authoring.granulating.proposing import propose
from kb.authoring.granulating.readers.errors import too_large
from kb.authoring.granulating.reading import read_source
from kb.authoring.granulating.source import Source
from kb.authoring.granulating.telling import summary, tell, tell_kept, tell_made, without_core
from kb.authoring.importers.bulk import Editor
from kb.authoring.importers.problems import BadFile
from kb.authoring.importers.topic_choice import find_topic
from kb.authoring.models import TopicPage


class Command(BaseCommand):
    help = "Propose answers and elements from long documents (Markdown, HTML, DOCX, XLSX, CSV)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument(
            "--topic", default="", help="key of the topic it belongs to; without it nothing is kept"
        )
        parser.add_argument("--locale", default="zh-Hans", help="zh-Hans or en")
        parser.add_argument("--create", action="store_true", help="make drafts of what is proposed")
        parser.add_argument("--operator", default="", help="the user who stands as their author")
        parser.add_argument("--report", action="store_true", help="show every proposed element")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen")

    def handle(self, *, files: list[Path], **options: Any) -> None:
        if options["create"] and not options["topic"]:
            raise CommandError(_("--create needs --topic KEY: where the drafts go."))
        failed = 0
        for file in files:
            try:
                self._granulate(file, **options)
            except BadFile as error:
                failed += 1
                self.stderr.write(f"{file}: {error}")
        if failed:
            raise CommandError(_("%(count)d files could not be read.") % {"count": failed})

    def _granulate(self, file: Path, **options: Any) -> None:
        data = read_bytes(file)
        source = read_source(file.name, data)
        proposal = propose(source, locale=options["locale"])
        self._say(f"{file}: {summary(proposal)}")
        if options["report"]:
            self._say(*tell(source, proposal))
        self._say(*without_core(proposal.points))
        if options["topic"]:
            self._keep(source, digest=hashlib.sha256(data).hexdigest(), **options)

    def _keep(self, source: Source, *, digest: str, locale: str, **options: Any) -> None:
        place = TopicPage.objects.get(pk=find_topic(options["topic"], locale=locale))
        user = find_user(options["operator"])
        now = timezone.now()
        with transaction.atomic() if options["dry_run"] else nullcontext():
            kept = keep(source, digest=digest, topic=place, locale=locale, user=user, now=now)
            self._say(*tell_kept(kept))
            if options["create"]:
                name = options["operator"] or "system"
                with acting(cause=f"granulate {source.name}", user_id=user and user.pk, name=name):
                    self._say(*tell_made(self._create(kept, topic=place.pk, user=user)))
            if options["dry_run"]:
                transaction.set_rollback(True)
                self._say(_("Dry run: nothing was changed."))

    def _create(self, kept: Kept, *, topic: int, user: Any) -> Made:
        # Without a terminal the bar is left out, and logs stay readable.
        with tqdm(unit="", disable=None) as bar:
            step = partial(_show, bar)
            editor = Editor(user, at=timezone.now())
            return create_drafts(kept.document, topic=topic, editor=editor, progress=step)

    def _say(self, *lines: str) -> None:
        for line in lines:
            self.stdout.write(line)


def _show(bar: Any, done: int, total: int) -> None:
    bar.total = total
    bar.update(done - bar.n)


def find_user(name: str) -> Any:
    """None where none is named. Raises BadFile."""
    if not name:
        return None
    user = get_user_model().objects.filter(username=name).first()
    if user is None:
        raise BadFile(_("There is no user “%(name)s”.") % {"name": name})
    return user


def read_bytes(file: Path) -> bytes:
    """Raises BadFile, before reading, for what is too large or no file."""
    try:
        if (size := file.stat().st_size) > limits.MAX_FILE:
            raise too_large(size, most=limits.MAX_FILE)
        return file.read_bytes()
    except OSError as error:
        reason = {"path": file, "reason": error.strerror}
        raise BadFile(_("%(path)s cannot be read: %(reason)s.") % reason) from None
