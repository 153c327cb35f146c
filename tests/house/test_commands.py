"""What stands behind make: a taken port is said plainly, a reset asks and takes only our own."""

import socket
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from django.core.management import CommandError
from django.utils.translation import override

from tests import network
from tools import reset, run


def test_a_taken_port_is_said_with_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, override("en"):
        port = taken.getsockname()[1]
        with pytest.raises(run.CannotStart, match=rf"taken .* make run PORT={port % 65535 + 1}"):
            run.refuse_busy_port("127.0.0.1", port)
    run.refuse_busy_port("127.0.0.1", port)


@pytest.mark.parametrize("port", [-1, 0, 65536])
def test_a_port_that_does_not_exist_is_refused(port: int) -> None:
    with override("en"), pytest.raises(run.CannotStart, match="from 1 to 65535"):
        run.refuse_busy_port("127.0.0.1", port)


def test_an_address_of_another_machine_is_refused() -> None:
    with override("en"), pytest.raises(run.CannotStart, match="an address of this machine"):
        run.refuse_busy_port("192.0.2.1", 8000)


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh-hans"),
        ({"LC_ALL": "en_US.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LC_ALL": "", "LANG": "C.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_make_run_speaks_the_language_of_the_terminal(
    environment: dict[str, str], language: str
) -> None:
    assert run.terminal_language(environment) == language


@pytest.mark.parametrize("debug", [True, False])
def test_demo_users_are_asked_for_only_in_debug(debug: bool, settings) -> None:
    settings.DEBUG = debug
    wanted = ("load_demo",) if debug else ("load_demo", "--no-users")
    assert wanted in commands_of(run.steps(demo=True))
    assert not [words for words in commands_of(run.steps(demo=False)) if "load_demo" in words]


def commands_of(steps: Iterator[run.Step]) -> list[tuple[str, ...]]:
    return [step.act.args for step in steps if isinstance(step.act, partial)]


def test_a_step_that_is_needed_stops_the_start_and_another_only_tells(capsys) -> None:
    def refuse() -> None:
        raise CommandError("there is none yet")

    with pytest.raises(run.CannotStart, match="Loading: there is none yet"):
        run.take(run.Step("Loading", refuse))
    run.take(run.Step("Showing", refuse, needed=False))
    assert capsys.readouterr().out == "there is none yet\n"


@pytest.fixture
def var_dir(tmp_path: Path) -> Path:
    for name in ("granule.sqlite3", "granule.sqlite3-wal", "secret_key", "letter.txt"):
        (tmp_path / name).write_text("x")
    (tmp_path / "index").mkdir()
    return tmp_path


def test_a_reset_takes_what_granule_made_and_nothing_else(var_dir: Path) -> None:
    going = reset.what_goes(var_dir=var_dir, database=var_dir / "granule.sqlite3")
    for path in going:
        reset.remove(path)
    assert [path.name for path in var_dir.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize(("answer", "confirmed"), [("yes", True), ("y", False), ("", False)])
def test_only_a_whole_yes_resets(answer: str, confirmed: bool, monkeypatch) -> None:
    monkeypatch.setattr("builtins.input", lambda _: answer)
    assert reset.is_confirmed() is confirmed


def test_nobody_at_the_keyboard_resets_nothing(monkeypatch) -> None:
    def hang_up(_: str) -> str:
        raise EOFError

    monkeypatch.setattr("builtins.input", hang_up)
    assert reset.is_confirmed() is False


def test_tests_reach_no_other_machine() -> None:
    with pytest.raises(network.OutsideNetwork):
        socket.create_connection(("192.0.2.1", 80))
    with pytest.raises(network.OutsideNetwork):
        socket.getaddrinfo("example.org", 443)
