"""A private RabbitMQ, which can be stopped and started again where it was."""

import os
import secrets
import shutil
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.servers import private

PACKAGE = "rabbitmq-server"
WHAT_TO_DO = (
    "No RabbitMQ found: install rabbitmq-server (Debian, Ubuntu) or rabbitmq (Homebrew) to run the "
    "tests that need it."
)
# Debian's on the path changes to its own user and directory; the one below it does not.
PLACES = (Path("/usr/lib/rabbitmq/bin"),)
USER = "granule"


def find() -> Path | None:
    """The program itself."""
    on_path = shutil.which("rabbitmq-server")
    places = [*PLACES, *([Path(on_path).parent] if on_path else [])]
    programs = (place / "rabbitmq-server" for place in places)
    found = next((program for program in programs if program.exists()), None)
    return found if found and shutil.which("erl") and shutil.which("epmd") else None


class RabbitMQ:
    """`address` is for CELERY_BROKER_URL and stays the same after a restart."""

    def __init__(self, place: Path, *, user: str | None) -> None:
        self.place, self.user = place, user
        self.port, self.password = private.free_port(), secrets.token_hex(16)
        self.address = f"amqp://{USER}:{self.password}@{private.HOST}:{self.port}//"
        self._variables = variables(place)
        self._running = ExitStack()
        private.keep(place / "rabbitmq.conf", self._settings(), owner=user)
        private.keep(place / "plugins", "[].", owner=user)

    def start(self) -> None:
        """Returns when it takes connections. Erlang's own directory of nodes runs beside it: left
        to itself, it would stay for ever."""
        self._process("epmd", ["epmd"], port=int(self._variables["ERL_EPMD_PORT"]))
        program = find()
        assert program, WHAT_TO_DO
        self._process("rabbitmq", [str(program)], port=self.port)

    def stop(self) -> None:
        """Returns when nobody listens there any more: what was killed ends a moment later."""
        self._running.close()
        deadline = time.monotonic() + 20
        while private.answers(self.port):
            assert time.monotonic() < deadline, "RabbitMQ does not end"
            time.sleep(0.05)

    def _process(self, name: str, command: list[str], *, port: int) -> None:
        log = self.place / f"{name}.log"
        options = private.as_user(self.user) | {"env": os.environ | self._variables}
        # Killed: what it holds is of no use to anybody, and it takes seconds to put it in order.
        started = self._running.enter_context(
            private.process(command, log=log, end_with=signal.SIGKILL, cwd=self.place, **options)
        )
        private.wait_until_ready(lambda: private.answers(port), started=started, log=log)

    def _settings(self) -> str:
        return "\n".join(
            (
                f"listeners.tcp.1 = {private.HOST}:{self.port}",
                f"default_user = {USER}",
                f"default_pass = {self.password}",
                "disk_free_limit.absolute = 10MB",
                "log.file = false",
                "log.console = true",
                "log.console.level = warning",
                "",
            )
        )


def variables(place: Path) -> Mapping[str, str]:
    """Everything it keeps lies in `place`, and it listens on this machine only."""
    node = f"granule{secrets.token_hex(4)}@localhost"
    return {
        "HOME": str(place),
        "RABBITMQ_NODENAME": node,
        "RABBITMQ_CONFIG_FILE": str(place / "rabbitmq.conf"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(place / "plugins"),
        "RABBITMQ_CONF_ENV_FILE": str(place / "no-such-file"),
        "RABBITMQ_MNESIA_BASE": str(place / "data"),
        "RABBITMQ_LOG_BASE": str(place / "logs"),
        "RABBITMQ_PID_FILE": str(place / "pid"),
        "RABBITMQ_DIST_PORT": str(private.free_port()),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
        "ERL_EPMD_ADDRESS": private.HOST,
        "ERL_EPMD_PORT": str(private.free_port()),
    }


@contextmanager
def running() -> Iterator[RabbitMQ]:
    """A new, empty one; it ends with the block."""
    user = private.unprivileged("rabbitmq")
    with private.directory("rabbitmq", owner=user) as place:
        broker = RabbitMQ(place, user=user)
        try:
            broker.start()
            yield broker
        finally:
            broker.stop()
