"""All knowledge as files that people can read and change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from tqdm import tqdm

from kb.authoring.exchange.exporting import Exported, export
from kb.authoring.exchange.items import Which
from kb.authoring.exchange.sight import Sight
from kb.authoring.models import TopicPage


class Command(BaseCommand):
    help = (
        "Export all knowledge as a folder of Markdown, a zip of one (.zip) or a workbook (.xlsx)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("target", type=Path, metavar="FOLDER|FILE.zip|FILE.xlsx")
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--live", action="store_true", help="what readers get now")
        which.add_argument("--latest", action="store_true", help="with all drafts; the default")
        parser.add_argument("--topic", default="", help="only this topic and those below it")

    def handle(self, *, target: Path, live: bool, topic: str, **_options: Any) -> None:
        if target.is_dir() and any(target.iterdir()):
            raise CommandError(_("%(folder)s is not empty.") % {"folder": target})
        if topic and not TopicPage.objects.filter(key=topic).exists():
            raise CommandError(_("There is no topic “%(name)s”.") % {"name": topic})
        target.parent.mkdir(parents=True, exist_ok=True)
        topics = frozenset({topic} if topic else ())
        done = self._export(target, which="live" if live else "latest", topics=topics)
        self.stdout.write(_("%(count)d things exported.") % {"count": done.items})

    def _export(self, target: Path, *, which: Which, topics: frozenset[str]) -> Exported:
        with tqdm(disable=None) as bar:

            def step(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            return export(target, which=which, sight=Sight(topics=topics), step=step)
