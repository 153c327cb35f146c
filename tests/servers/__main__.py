"""What is missing on this machine, and what to do: `python -m tests.servers`, or of some by name.

`--packages` lists the Debian packages alone.
"""

import sys

from tests.servers import postgres

SERVERS = {"postgres": postgres}


def main(arguments: list[str]) -> int:
    only_packages = "--packages" in arguments
    names = [name for name in arguments if name != "--packages"] or list(SERVERS)
    missing = [SERVERS[name] for name in names if SERVERS[name].find() is None]
    if only_packages:
        print(*(server.PACKAGE for server in missing if server.PACKAGE))
        return 0
    for server in missing:
        print(server.WHAT_TO_DO)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
