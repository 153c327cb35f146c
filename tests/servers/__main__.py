"""What is missing on this machine, and what to do: `python -m tests.servers`, or of some by name.

`--packages` lists the Debian packages alone.
"""

import sys

from tests.servers import nginx, office, opensearch, postgres, rabbitmq, redis

SERVERS = {
    "postgres": postgres, "opensearch": opensearch, "rabbitmq": rabbitmq, "redis": redis,
    "nginx": nginx, "office": office,
}  # fmt: skip


def main(arguments: list[str]) -> int:
    only_packages = "--packages" in arguments
    names = [name for name in arguments if name != "--packages"] or list(SERVERS)
    missing = [SERVERS[name] for name in names if SERVERS[name].find() is None]
    if only_packages:
        print(*(server.PACKAGE for server in missing if server.PACKAGE))
        return 0
    for server in missing:
        print(server.WHAT_TO_DO)
    return 1 if missing or ("opensearch" in names and not is_prepared()) else 0


def is_prepared() -> bool:
    """Is all there that a server needs beyond its program? It is brought where it can be."""
    try:
        opensearch.prepare()
    except opensearch.NotThere as reason:
        print(reason)
        return False
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
