"""Runs a command, pytest by default, as where everything is a server: the tests' database is on
PostgreSQL, whatever is found is found on OpenSearch, and workers listen to RabbitMQ.

python -m tests.on_servers pytest -n auto
"""

import os
import sys

from tests import on_postgres
from tests.search.engines import OF_THIS_RUN
from tests.servers import opensearch, rabbitmq

NEEDED = {"OpenSearch": opensearch, "RabbitMQ": rabbitmq}


def main(command: list[str]) -> int:
    missing = [server.WHAT_TO_DO for server in NEEDED.values() if server.find() is None]
    if missing:
        print(*missing, sep="\n", file=sys.stderr)
        return 1
    os.environ[OF_THIS_RUN] = "opensearch"
    return on_postgres.main(command)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["pytest"]))
