"""The part of import_knowledge that takes an export back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from tqdm import tqdm

from kb.authoring.exchange.arriving import Report, receive
from kb.authoring.exchange.plans import Verdict
from kb.authoring.exchange.problems import BadFiles
from kb.authoring.exchange.sources import check_source, open_source

ENDINGS = frozenset({".zip", ".xlsx"})


def is_export(path: Path) -> bool:
    return path.is_dir() or path.suffix.lower() in ENDINGS


def import_export(
    path: Path, *, author: Any, publish: bool, dry_run: bool, tell: Callable[[str], Any]
) -> None:
    """Raises CommandError, and then nothing was taken."""
    try:
        source = open_source(path)
        total = check_source(source)
        with tqdm(total=total, disable=None) as bar:
            report = receive(
                source.items(), user=None, author=author, now=timezone.now(), publish=publish,
                dry_run=dry_run, load=source.load, step=bar.update,
            )  # fmt: skip
    except BadFiles as error:
        raise CommandError(_("Nothing was imported.\n%(problems)s") % {"problems": error}) from None
    _tell(report, dry_run=dry_run, tell=tell)


def _tell(report: Report, *, dry_run: bool, tell: Callable[[str], Any]) -> None:
    for row in report.rows:
        if row.words or dry_run:
            name = f"{row.key} ({row.locale})" if row.locale else row.key
            tell(f"{row.where}: {name}: {row.verdict} {row.words}".rstrip())
            for change in row.changes if dry_run else ():
                tell(f"    {change.what} {change.name}: {change.before} → {change.after}")
    if dry_run:
        tell(_("Dry run: nothing was changed. This would happen:"))
    counts = {str(verdict): report.counts[verdict] for verdict in Verdict}
    text = _(
        "%(added)d added, %(changed)d changed, %(unchanged)d unchanged, %(refused)d refused, "
        "%(published)d published."
    )
    tell(text % (counts | {"published": report.published}))
