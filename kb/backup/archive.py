"""A backup as one file: a tar with the database, the uploaded files, and the manifest last, so that
a file that was cut off is known as such."""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.utils.translation import gettext as _

from kb.backup.errors import BadBackup
from kb.backup.manifest import Manifest, Part, read_manifest

MANIFEST = "manifest.json"
MEDIA = "media"
BLOCK = 1024 * 1024
Step = Callable[[int], object]


class Writer:
    """Adds files and keeps their digests."""

    def __init__(self, tar: tarfile.TarFile, *, step: Step) -> None:
        self.tar = tar
        self.step = step
        self.parts: list[Part] = []

    def add(self, path: Path, *, name: str) -> None:
        """One file; one that has been deleted in the meantime is left out."""
        try:
            file = path.open("rb")
        except FileNotFoundError:
            return
        with file:
            member = tarfile.TarInfo(name)
            member.size, member.mode = os.fstat(file.fileno()).st_size, 0o600
            hashed = _Hashed(file, step=self.step)
            self.tar.addfile(member, hashed)
        self.parts.append(Part(name, hashed.digest.hexdigest(), member.size))

    def finish(self, manifest: Manifest) -> None:
        text = manifest.to_json().encode()
        member = tarfile.TarInfo(MANIFEST)
        member.size, member.mode = len(text), 0o600
        self.tar.addfile(member, io.BytesIO(text))


class _Hashed:
    """Reads a file and hashes what is read."""

    def __init__(self, file: IO[bytes], *, step: Step) -> None:
        self.file = file
        self.step = step
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self.file.read(size)
        self.digest.update(data)
        self.step(len(data))
        return data


@contextmanager
def writing(target: Path, *, step: Step) -> Iterator[Writer]:
    """The file appears whole, readable by its owner alone, or not at all."""
    fresh = target.with_name(f".{target.name}.new")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
                yield Writer(tar, step=step)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)


def manifest_of(source: Path) -> Manifest:
    """Without a look at the parts. Raises BadBackup."""
    with _reading(source) as tar:
        return _manifest_in(tar)


def unpack(source: Path, *, into: Path, step: Step) -> Manifest:
    """Every part as it was written, none more and none less. Raises BadBackup."""
    with _reading(source) as tar:
        manifest = _manifest_in(tar)
        members = {member.name: member for member in tar.getmembers()}
        named = {part.name for part in manifest.parts} | {MANIFEST}
        if members.keys() != named:
            raise BadBackup(_("The backup is broken: its parts are not those of its manifest."))
        for part in manifest.parts:
            _unpack(tar, members[part.name], part, into=into, step=step)
    return manifest


def _unpack(
    tar: tarfile.TarFile, member: tarfile.TarInfo, part: Part, *, into: Path, step: Step
) -> None:
    _refuse_strange_name(member)
    content: Any = tar.extractfile(member)
    target = into / part.name
    target.parent.mkdir(parents=True, exist_ok=True)
    hashed = _Hashed(content, step=step)
    with target.open("wb") as file:
        while block := hashed.read(BLOCK):
            file.write(block)
    if hashed.digest.hexdigest() != part.sha256:
        raise BadBackup(_("The backup is broken: %(part)s was changed.") % {"part": part.name})


def _refuse_strange_name(member: tarfile.TarInfo) -> None:
    path = PurePosixPath(member.name)
    inside = path.parts[:1] == (MEDIA,) if len(path.parts) > 1 else path.name.startswith("database")
    if not member.isfile() or path.is_absolute() or ".." in path.parts or not inside:
        raise BadBackup(_("This is no backup of Granule."))


@contextmanager
def _reading(source: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(source, mode="r:") as tar:
            yield tar
    except tarfile.TarError as error:
        raise BadBackup(_("The backup is broken, or no backup at all.")) from error
    except EOFError as error:
        raise BadBackup(_("The backup is broken: it was cut off.")) from error


def _manifest_in(tar: tarfile.TarFile) -> Manifest:
    try:
        content = tar.extractfile(MANIFEST)
    except KeyError:
        raise BadBackup(_("The backup is broken: it has no manifest.")) from None
    if content is None:
        raise BadBackup(_("This is no backup of Granule."))
    return read_manifest(content.read())
