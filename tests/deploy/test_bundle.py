"""A bundle is made, carried over, and installed where there is no network."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.house.sources import ROOT

NO_NETWORK = {"PIP_INDEX_URL": "http://127.0.0.1:9/none", "http_proxy": "http://127.0.0.1:9"}


def run(*command: str | Path, env: dict[str, str] | None = None, cwd: Path = ROOT) -> str:
    # What tests have set for themselves, such as those with a browser, no installation has.
    theirs = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")}
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=cwd, env=theirs | (env or {}), capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def refused(*command: str | Path) -> str:
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    assert done.returncode != 0
    return done.stderr


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    """With a source of one line and no wheels: what is refused is so before they matter."""
    place = tmp_path / "granule-1"
    (place / "source").mkdir(parents=True)
    (place / "source" / "manage.py").write_text("print()\n")
    shutil.copy(ROOT / "tools/install-from-bundle.sh", place / "install.sh")
    (place / "VERSION").write_text("1\n")
    (place / "PYTHON").write_text("2.0\n")
    sums = "find . -type f ! -name SHA256SUMS -print0 | xargs -0 sha256sum > SHA256SUMS"
    run("bash", "-c", sums, cwd=place)
    return place


def test_a_changed_bundle_is_refused(packed: Path, tmp_path: Path) -> None:
    (packed / "source" / "manage.py").write_text("print('something else')\n")
    assert "not what was packed" in refused(packed / "install.sh", tmp_path / "there")
    assert not (tmp_path / "there").exists()


def test_a_file_that_nobody_packed_is_refused(packed: Path, tmp_path: Path) -> None:
    (packed / "source" / "more.py").write_text("")
    assert "nobody packed" in refused(packed / "install.sh", tmp_path / "there")


def test_another_python_is_refused(packed: Path, tmp_path: Path) -> None:
    assert "for Python 2.0" in refused(packed / "install.sh", tmp_path / "there")
    assert not (tmp_path / "there").exists()


@pytest.mark.long
def test_a_bundle_is_installed_without_a_network_and_again_over_itself(tmp_path: Path) -> None:
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("A bundle is made from a git clone.")
    made = subprocess.run([ROOT / "tools/bundle.sh", tmp_path], capture_output=True, text=True)
    if "could not be fetched" in made.stderr:
        pytest.skip(f"pip reaches no packages: {made.stderr[-300:]}")
    assert made.returncode == 0, made.stderr
    (archive,) = tmp_path.glob("*.tar")
    run("sha256sum", "-c", f"{archive.name}.sha256", cwd=tmp_path)
    run("tar", "-xf", archive, "-C", tmp_path)
    target = tmp_path / "srv" / "granule"
    for _ in range(2):
        run(tmp_path / archive.stem / "install.sh", target, env=NO_NETWORK)
    assert (tmp_path / "srv" / "granule.previous" / "BUNDLE").exists()
    (tmp_path / "var").mkdir()
    settings = {"VAR_DIR": str(tmp_path / "var"), "DJANGO_SETTINGS_MODULE": "config.settings"}
    for command in ("migrate --no-input -v0", "check --deploy --fail-level ERROR", "verify"):
        run(target / ".venv/bin/python", "manage.py", *command.split(), cwd=target, env=settings)
    wheels = len(list((tmp_path / archive.stem / "wheels").iterdir()))
    print(f"{archive.stat().st_size / 1e6:.0f} MB, {wheels} packages")
