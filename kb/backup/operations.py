"""Making a backup, and beginning a new history from one."""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _
from wagtail.models import Site

from kb.backup import archive, databases
from kb.backup.errors import BadBackup, NotEmpty
from kb.backup.manifest import Manifest
from kb.feedback.misses import store as misses
from kb.publication import inspection, log, ports, projections, protection
from kb.version import VERSION

Step = Callable[[int], object]
logger = logging.getLogger(__name__)
# Whoever was logged in logs in again; cursors are of projections that are not in the backup.
# What customers asked is not either: a backup would keep it longer than it may be kept. On SQLite
# it is in a file of its own.
NEVER_KEPT = ("django_session", "kb_cursor")


@dataclass(frozen=True, slots=True)
class Restored:
    """`epoch`: of the history that begins here."""

    manifest: Manifest
    epoch: str
    findings: inspection.Findings


def backup(target: Path, *, now: datetime, step: Step) -> tuple[Path, Manifest]:
    """Into a file, or into a directory under a name of its own, while work goes on; `step` is told
    how many bytes more were read. Raises CannotKeep."""
    database = databases.current()
    with _scratch() as scratch:
        copy = scratch / database.part
        written = database.write(copy, without=_tables_left_out(), step=step)
        head, digest = written.head or (0, log.GENESIS)
        if target.is_dir():
            target = target / f"granule-{now:%Y%m%dT%H%M%SZ}-{head}.tar"
        with archive.writing(target, step=step) as writer:
            writer.add(copy, name=database.part)
            for path in _media():
                name = path.relative_to(settings.MEDIA_ROOT).as_posix()
                writer.add(path, name=f"{archive.MEDIA}/{name}")
            manifest = Manifest(
                engine=connection.vendor, epoch=written.epoch, head=head, head_hash=digest,
                made_at=now, migrations=written.migrations, parts=tuple(writer.parts),
                version=VERSION,
            )  # fmt: skip
            writer.finish(manifest)
    return target, manifest


def restore(source: Path, *, replace: bool, step: Step) -> Restored:
    """Begins a new history with what is in the backup, and builds what follows from it; everything
    is looked at before anything is touched. Raises BadBackup, NotEmpty, CannotKeep."""
    database = databases.current()
    _refuse(archive.manifest_of(source))
    if not replace and not _is_empty():
        raise NotEmpty
    with _scratch() as scratch:
        manifest = archive.unpack(source, into=scratch, step=step)
        database.put_back(scratch / database.part, scratch=scratch)
        _begin_anew()
        _replace_media(scratch / archive.MEDIA)
    for name in projections.names():
        _build(name)
    return Restored(manifest, log.epoch(), inspection.inspect())


def _build(name: str) -> None:
    """Where that cannot be done now it is told as behind, and done by the next catch-up."""
    try:
        projections.rebuild(name)
    except Exception:
        logger.exception("%s could not be built now", name)


def _begin_anew() -> None:
    """An older backup gets the tables of today; positions get another history. The log came back
    below its trigger, and gets it again in case the backup was without."""
    ContentType.objects.clear_cache()
    Site.clear_site_root_paths_cache()
    call_command("migrate", interactive=False, verbosity=0)
    protection.protect()
    log.begin_epoch()


def _refuse(manifest: Manifest) -> None:
    if manifest.engine != connection.vendor:
        raise BadBackup(
            _("This is a backup of %(theirs)s, and the database here is %(ours)s.")
            % {"theirs": manifest.engine, "ours": connection.vendor}
        )
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    newest = [(app, name) for app, name in manifest.migrations.items() if app in _apps()]
    if any(migration not in known for migration in newest):
        raise BadBackup(
            _("The backup was written by a newer version of Granule: update this one first.")
        )


def _apps() -> set[str]:
    return {app.label for app in apps.get_app_configs()}


def _is_empty() -> bool:
    tables = connection.introspection.table_names()
    if get_user_model()._meta.db_table not in tables:
        return True
    return not (log.head() or get_user_model().objects.exists() or any(_media()))


def _tables_left_out() -> list[str]:
    passing = (*misses.tables_in_library(), *ports.forgetful_tables())
    return [*NEVER_KEPT, *passing, *_tables_that_follow()]


def _tables_that_follow() -> Iterator[str]:
    for name in projections.names():
        yield from projections.get(name).tables


def _media() -> list[Path]:
    root = Path(settings.MEDIA_ROOT)
    return sorted(path for path in root.rglob("*") if path.is_file() and not path.is_symlink())


def _replace_media(fresh: Path) -> None:
    root = Path(settings.MEDIA_ROOT)
    fresh.mkdir(exist_ok=True)
    before = root.with_name(f"{root.name}.before")
    shutil.rmtree(before, ignore_errors=True)
    if root.exists():
        root.replace(before)
    root.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(fresh, root)
    shutil.rmtree(before, ignore_errors=True)


@contextmanager
def _scratch() -> Iterator[Path]:
    """Beside our other files and not in the system's place for such, which may be small, or
    open to others."""
    var = Path(settings.VAR_DIR)
    var.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=var, prefix="backup-") as place:
        yield Path(place)
