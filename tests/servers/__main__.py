"""What is missing on this machine, and what to do; `--packages` lists the Debian packages alone."""

import sys

from tests.servers import postgres

SERVERS = (postgres,)


def main(arguments: list[str]) -> int:
    missing = [server for server in SERVERS if server.find() is None]
    if "--packages" in arguments:
        print(*(server.PACKAGE for server in missing if server.PACKAGE))
        return 0
    for server in missing:
        print(server.WHAT_TO_DO)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
