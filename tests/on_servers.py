"""Runs a command, pytest by default, as where everything is a server: the tests' database is on
PostgreSQL, whatever is found is found on OpenSearch, and workers listen to RabbitMQ.

python -m tests.on_servers pytest -n auto

Without OpenSearch or RabbitMQ it says what is missing and runs with the rest.
"""

import os
import sys

from tests import on_postgres
from tests.search.engines import OF_THIS_RUN
from tests.servers import opensearch, rabbitmq


def main(command: list[str]) -> int:
    if has_opensearch():
        os.environ[OF_THIS_RUN] = "opensearch"
    if rabbitmq.find() is None:
        print(rabbitmq.WHAT_TO_DO, file=sys.stderr)
    return on_postgres.main(command)


def has_opensearch() -> bool:
    """With all it consists of: without, tests that ask for an engine would be skipped one by one
    instead of running on the embedded one."""
    if opensearch.find() is None:
        print(opensearch.WHAT_TO_DO, file=sys.stderr)
        return False
    try:
        opensearch.prepare()
    except opensearch.NotThere as error:
        print(f"No OpenSearch for the tests: {error}", file=sys.stderr)
        return False
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["pytest"]))
