"""Files from outside, opened so that no name leads elsewhere and nothing unpacks without end."""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Protocol

from django.utils.translation import gettext as _

from kb.authoring.exchange.problems import bad
from kb.authoring.exchange.records import Where

MEGABYTE = 1024 * 1024
MOST_FILES = 200_000
# A text file of ours is a few kilobytes; lists of facts and terms may be larger.
MOST_TEXT, MOST_LIST, MOST_FILE = MEGABYTE, 6 * MEGABYTE, 20 * MEGABYTE
MOST_ALL = 1024 * MEGABYTE
ENDINGS = frozenset({".md", ".yaml"})


class Parcel(Protocol):
    """Files by their names, in a fixed order."""

    def names(self) -> tuple[str, ...]: ...

    def read(self, name: str, *, most: int) -> bytes:
        """Raises BadFiles for one that is not there, or longer."""


def open_parcel(path: Path) -> Parcel:
    """A folder or a zip of one. Raises BadFiles."""
    if path.is_dir():
        return Folder(path)
    if zipfile.is_zipfile(path):
        return Zip(path)
    raise bad(_("This is neither a folder, nor a zip of one, nor a workbook."), Where(path.name))


def read_text(parcel: Parcel, name: str) -> str:
    """Raises BadFiles."""
    most = MOST_TEXT if name.endswith(".md") else MOST_LIST
    data = parcel.read(name, most=most)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise bad(_("A byte here is no UTF-8."), Where(name, line)) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise bad(_("The line has NUL bytes: the file may be damaged here."), Where(name, line))
    return text


class Folder:
    """A link in it is refused, wherever it leads."""

    def __init__(self, root: Path) -> None:
        self.root = root
        # In order, and found at once: a folder may have very many.
        self._names = dict.fromkeys(sorted(self._walk()))

    def _walk(self) -> Iterator[str]:
        for place, folders, files in os.walk(self.root):
            for name in (*folders, *files):
                path = Path(place, name)
                if path.is_symlink() or not (path.is_dir() or path.is_file()):
                    raise bad(_("This is a link, or no file."), self._where(path))
            folders[:] = [name for name in folders if not name.startswith(".")]
            yield from (
                Path(place, name).relative_to(self.root).as_posix()
                for name in files if not name.startswith(".")
            )  # fmt: skip

    def _where(self, path: Path) -> Where:
        return Where(path.relative_to(self.root).as_posix())

    def names(self) -> tuple[str, ...]:
        return tuple(self._names)

    def read(self, name: str, *, most: int) -> bytes:
        if name not in self._names:
            raise bad(_("This file is not there."), Where(name))
        handle = os.open(self.root / name, os.O_RDONLY | os.O_NOFOLLOW)
        with os.fdopen(handle, "rb") as file:
            return _limited(file.read(most + 1), name, most)


class Zip:
    """Sizes are those that come out, whatever the list of contents claims."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError):
            raise bad(_("The zip is damaged or was cut off."), Where(path.name)) from None
        self._members = dict(self._checked())
        self._strip = _common_folder(tuple(self._members))

    def _checked(self) -> Iterator[tuple[str, zipfile.ZipInfo]]:
        members = self._zip.infolist()
        if len(members) > MOST_FILES or sum(m.file_size for m in members) > MOST_ALL:
            raise bad(_("There is more in this zip than can be taken."), Where(self.path.name))
        seen: set[str] = set()
        for member in members:
            where = Where(member.filename)
            _refuse_way_out(member, where)
            if member.is_dir() or _is_beside(member.filename):
                continue
            if member.filename in seen:
                raise bad(_("This name stands twice in the zip."), where)
            if member.flag_bits & 1:
                raise bad(_("The zip has a password. Pack it without one."), where)
            seen.add(member.filename)
            yield member.filename, member

    def names(self) -> tuple[str, ...]:
        return tuple(sorted(name.removeprefix(self._strip) for name in self._members))

    def read(self, name: str, *, most: int) -> bytes:
        member = self._members.get(self._strip + name)
        if member is None:
            raise bad(_("This file is not there."), Where(name))
        try:
            with self._zip.open(member) as file:
                return _limited(file.read(most + 1), name, most)
        except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, ValueError) as error:
            raise bad(_("The zip is damaged or was cut off."), Where(name)) from error
        except Exception as error:
            # zlib, lzma and bz2 have errors of their own.
            if type(error).__module__ in {"zlib", "lzma", "_lzma", "bz2", "_bz2"}:
                raise bad(_("The zip is damaged or was cut off."), Where(name)) from error
            raise


def _refuse_way_out(member: zipfile.ZipInfo, where: Where) -> None:
    name = member.filename
    parts = PurePosixPath(name).parts
    is_out = name.startswith("/") or ".." in parts or "\\" in name or ":" in name or "\0" in name
    if is_out:
        raise bad(_("A name in the zip leads out of it."), where)
    mode = member.external_attr >> 16
    if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise bad(_("This is a link, or no file."), where)


def _is_beside(name: str) -> bool:
    """What operating systems leave in zips."""
    parts = PurePosixPath(name).parts
    return "__MACOSX" in parts or any(part.startswith(".") for part in parts)


def _common_folder(names: tuple[str, ...]) -> str:
    """People zip the folder as often as what is in it."""
    tops = {name.partition("/")[0] for name in names}
    if len(tops) == 1 and all("/" in name for name in names):
        return f"{tops.pop()}/"
    return ""


def _limited(data: bytes, name: str, most: int) -> bytes:
    if len(data) > most:
        text = _("The file is larger than %(size)s MB.")
        raise bad(text % {"size": most // MEGABYTE}, Where(name))
    return data
