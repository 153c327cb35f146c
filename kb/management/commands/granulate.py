"""Long documents → proposed answers and elements."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from kb.authoring.granulating import limits
from kb.authoring.granulating.proposing import propose
from kb.authoring.granulating.readers.errors import too_large
from kb.authoring.granulating.reading import read_source
from kb.authoring.granulating.telling import summary, tell, without_core
from kb.authoring.importers.problems import BadFile


class Command(BaseCommand):
    help = "Propose answers and elements from long documents (Markdown, HTML, DOCX, XLSX, CSV)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--locale", default="zh-Hans", help="zh-Hans or en")
        parser.add_argument("--report", action="store_true", help="show every proposed element")

    def handle(self, *, files: list[Path], locale: str, report: bool, **options: Any) -> None:
        failed = 0
        for file in files:
            try:
                self._granulate(file, locale=locale, report=report)
            except BadFile as error:
                failed += 1
                self.stderr.write(f"{file}: {error}")
        if failed:
            raise CommandError(_("%(count)d files could not be read.") % {"count": failed})

    def _granulate(self, file: Path, *, locale: str, report: bool) -> None:
        source = read_source(file.name, read_bytes(file))
        proposal = propose(source, locale=locale)
        self.stdout.write(f"{file}: {summary(proposal)}")
        lines: Iterator[str] = tell(source, proposal) if report else iter(())
        for line in lines:
            self.stdout.write(line)
        for question in without_core(proposal.points):
            self.stdout.write(_("No answer yet, only other elements: %(question)s")
                              % {"question": question})  # fmt: skip


def read_bytes(file: Path) -> bytes:
    """Raises BadFile, before reading, for what is too large or no file."""
    try:
        if (size := file.stat().st_size) > limits.MAX_FILE:
            raise too_large(size, most=limits.MAX_FILE)
        return file.read_bytes()
    except OSError as error:
        reason = {"path": file, "reason": error.strerror}
        raise BadFile(_("%(path)s cannot be read: %(reason)s.") % reason) from None
