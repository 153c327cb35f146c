"""What tests count is shown at the end of a run, though they pass: how often something was tried
is half of what a long run proves."""

from typing import Any

WIDTH = 160


def pytest_terminal_summary(terminalreporter: Any) -> None:
    counted = [
        (report.nodeid, line)
        for report in terminalreporter.stats.get("passed", [])
        if report.when == "call" and (line := last_line(report.capstdout))
    ]
    if not counted:
        return
    terminalreporter.section("counted")
    for name, line in sorted(counted):
        terminalreporter.write_line(f"{name.removeprefix('tests/')}: {line}")


def last_line(printed: str) -> str:
    """Only where it says how many."""
    lines = [line.strip() for line in printed.splitlines() if line.strip()]
    has_count = bool(lines) and any(character.isdigit() for character in lines[-1])
    return lines[-1][:WIDTH] if has_count else ""
