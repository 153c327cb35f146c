"""Runs a command, pytest by default, with the tests' database on a PostgreSQL of its own.

python -m tests.on_postgres pytest -n auto tests/publication
"""

import os
import signal
import subprocess
import sys

from tests.databases.postgres import SERVER
from tests.servers import postgres


def main(command: list[str]) -> int:
    if postgres.find() is None:
        print(postgres.WHAT_TO_DO, file=sys.stderr)
        return 1
    # However this ends, the server ends with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with postgres.running() as address:
        print(f"PostgreSQL {postgres.version(postgres.find())}, without fsync.", flush=True)
        environment = os.environ | {SERVER: address}
        return subprocess.run([sys.executable, "-m", *command], env=environment).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["pytest"]))
