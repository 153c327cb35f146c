"""Reads the files of a folder, each in a process of its own, and tells what came of it.

    python -m tests.importing.hostile FOLDER DOOR

DOOR: where they come in: `granulating`, `questions` (import_knowledge with a CSV file) or
`exchange` (import_knowledge with an export; the same behind the screen).
One line of JSON a file: name, what it said, peak memory in MB, seconds, and everything it opened
for writing or any connection it tried.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

WRITES = ("os.mkdir", "os.rename", "os.remove", "os.symlink", "shutil.", "socket.connect",
          "socket.getaddrinfo", "subprocess.Popen", "os.system", "os.exec")  # fmt: skip


def watch() -> list[str]:
    """What the interpreter reports from now on."""
    seen: list[str] = []

    def hook(event: str, arguments: Any) -> None:
        if event == "open":
            _path, mode, flags = arguments
            written = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) if flags else 0
            if written or (mode and set(mode) & set("wax+")):
                seen.append(f"open {arguments[0]}")
        elif event.startswith(WRITES):
            seen.append(f"{event} {arguments}")

    sys.addaudithook(hook)
    return seen


def granulating(path: Path) -> str:
    from kb.authoring.granulating.proposing import propose
    from kb.authoring.granulating.reading import read_source

    proposal = propose(read_source(path.name, path.read_bytes()), locale="zh-Hans")
    said = json.dumps([[p.question, *(x.words for x in p.pieces)]
                       for p in proposal.points][:20], ensure_ascii=False)  # fmt: skip
    return said + json.dumps([[x.why, x.text] for x in proposal.left_out][:20], ensure_ascii=False)


def questions(path: Path) -> str:
    from kb.authoring.importers.questions import new_answers, read_questions
    from kb.authoring.importers.tables import read_table

    read = read_questions(read_table(path), mapping={}, where={})
    made = new_answers(read.questions, source="a", topic=1, locale="zh-Hans", publish=False)
    problems = " ".join(problem.message for problem in read.problems[:5])
    return f"{len(list(made))} answers {problems}"


def exchange(path: Path) -> str:
    from kb.authoring.exchange.sources import check_source, open_source

    return f"{check_source(open_source(path))} things"


DOORS: dict[str, Callable[[Path], str]] = {
    door.__name__: door for door in (granulating, questions, exchange)
}


def read(path: Path, door: str) -> dict[str, Any]:
    from kb.authoring.exchange.problems import BadFiles
    from kb.authoring.importers.problems import BadFile

    seen = watch()
    begun = time.perf_counter()
    try:
        said = f"ok {DOORS[door](path)}"
    except (BadFile, BadFiles) as error:
        said = f"refused {error}"
    except BaseException as error:
        said = f"broken {type(error).__name__}: {error}"
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"name": path.name, "said": said[:3000], "mb": peak, "written": seen,
            "seconds": round(time.perf_counter() - begun, 2)}  # fmt: skip


def main(folder: Path, door: str) -> None:
    django.setup()
    from kb.authoring.exchange import sources
    from kb.authoring.granulating import reading

    assert reading.FORMATS and sources.WORKBOOK
    for path in sorted(folder.iterdir()):
        told, tell = os.pipe()
        if os.fork() == 0:
            os.close(told)
            with os.fdopen(tell, "w") as out:
                out.write(json.dumps(read(path, door), ensure_ascii=False))
                out.flush()
                os._exit(0)
        os.close(tell)
        with os.fdopen(told) as result:
            print(result.read() or json.dumps({"name": path.name, "said": "died"}), flush=True)
        os.wait()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    main(Path(sys.argv[1]), sys.argv[2])
