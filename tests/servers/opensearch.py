"""A private OpenSearch: one node in one Java process, from tests/engines/.

Maven brings what it consists of, once, from wherever it is set up to look. `shared()` is one server
for all processes of a test run; it ends with the run, however that ends.
"""

import fcntl
import hashlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from tests.servers import private

# The newest that the distribution supports; Debian 12 has none that is new enough.
PACKAGE = "default-jdk-headless maven"
WHAT_TO_DO = (
    "No OpenSearch for the tests: install a JDK of version 21 or newer and Maven (JAVA_HOME names "
    "a JDK that is not where packages put it) to run the tests that need it."
)
OLDEST = 21
ENGINES = Path(__file__).resolve().parents[1] / "engines"
KEPT = ENGINES.parents[1] / ".pytest_cache" / "engines"
PLACES = ("/usr/lib/jvm/*", "/opt/homebrew/opt/openjdk*", "/Library/Java/JavaVirtualMachines/*")
HEAP = ("-Xms512m", "-Xmx768m")
# Starts faster, and speaks to native code without being asked; neither changes what it does.
JAVA = (*HEAP, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED")
# The version is part of what is resolved, so that one pom always means the same.
RESOLVE = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath"
DOWNLOAD_SECONDS = 600
# Making an index is five times as fast where nothing is written through to a disk.
MEMORY, ENOUGH_BYTES = Path("/dev/shm"), 1_000_000_000


class NotThere(Exception):
    """What it consists of could not be brought; says why."""


def find() -> Path | None:
    """A JDK: that of JAVA_HOME, or else the newest; None also where Maven is missing."""
    if shutil.which("mvn") is None:
        return None
    named = os.environ.get("JAVA_HOME")
    if named and version(Path(named)) >= OLDEST:
        return Path(named)
    found = [home for place in PLACES for home in Path("/").glob(place.lstrip("/"))]
    return max((home for home in found if version(home) >= OLDEST), key=version, default=None)


def version(home: Path) -> int:
    """0 where it is no JDK: without a compiler it cannot run the one class we have."""
    with suppress(OSError):
        told = re.search(r'JAVA_VERSION="(\d+)', (home / "release").read_text())
        if told and (home / "bin" / "javac").exists():
            return int(told[1])
    return 0


@cache
def classpath() -> str:
    """Raises NotThere. Asked of Maven once for each state of the pom."""
    pom = ENGINES / "pom.xml"
    kept = KEPT / hashlib.sha256(pom.read_bytes()).hexdigest()[:16]
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists() or not all(map(os.path.exists, kept.read_text().split(":"))):
            _resolve(pom, into=kept)
    return kept.read_text()


def _resolve(pom: Path, *, into: Path) -> None:
    fresh = into.with_suffix(".new")
    command = ["mvn", "-q", "-B", "-f", str(pom), RESOLVE, f"-Dmdep.outputFile={fresh}"]
    try:
        subprocess.run(
            command, check=True, capture_output=True, text=True, timeout=DOWNLOAD_SECONDS
        )
    except subprocess.CalledProcessError as error:
        said = [line for line in error.stdout.splitlines() if "[ERROR]" in line]
        raise NotThere(f"Maven could not bring OpenSearch: {' '.join(said[:1])}") from error
    except subprocess.TimeoutExpired as error:
        raise NotThere("Maven could not bring OpenSearch: it took too long") from error
    fresh.replace(into)


def prepare() -> None:
    """Brings what is downloaded, so that tests need not."""
    if find() is not None:
        classpath()


@contextmanager
def running(*, port: int = 0, place: Path | None = None) -> Iterator[str]:
    """`host:port` of a new, empty node; it ends with the block. With the `port` and the `place`
    of one that has ended, the same one again."""
    with private.directory("opensearch", below=fast_place()) as own:
        directory, log = place or own, (place or own) / "log"
        command = _command(directory, port=port or private.free_port(), ends_with=os.getpid())
        told = directory / "address"
        told.unlink(missing_ok=True)
        with private.process(command, log=log) as started:
            private.wait_until_ready(told.exists, started=started, log=log, within=120)
            yield told.read_text()


def shared(directory: Path, *, ends_with: int) -> str:
    """`host:port` of the one node of a test run, started by whoever needs it first. It keeps all
    in `directory`, and ends with the process `ends_with` or with `stop_shared`."""
    directory.mkdir(parents=True, exist_ok=True)
    told, log = directory / "address", directory / "log"
    with (directory / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.exists():
            command = _command(directory, port=private.free_port(), ends_with=ends_with)
            with log.open("wb") as says:
                started = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=says,
                    stderr=says,
                    start_new_session=True,
                )
            (directory / "pid").write_text(str(started.pid))
            private.wait_until_ready(told.exists, started=started, log=log, within=120)
    return told.read_text()


def stop_shared(directory: Path) -> None:
    with suppress(FileNotFoundError, ProcessLookupError):
        os.kill(int((directory / "pid").read_text()), signal.SIGKILL)
    shutil.rmtree(directory, ignore_errors=True)


def shared_directory() -> Path:
    """Of this test run, the same for all its processes."""
    return fast_place() / f"{Path(os.environ['GRANULE_TEST_DIR']).name}-opensearch"


def fast_place() -> Path:
    with suppress(OSError):
        if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH_BYTES:
            return MEMORY
    return Path(tempfile.gettempdir())


def _command(directory: Path, *, port: int, ends_with: int) -> list[str]:
    home = find()
    assert home, WHAT_TO_DO
    program = [str(home / "bin" / "java"), *JAVA, "-cp", classpath()]
    return [*program, str(ENGINES / "OpenSearchServer.java"), str(directory), str(port),
            str(ends_with)]  # fmt: skip
