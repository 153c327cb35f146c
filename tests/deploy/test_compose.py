"""compose.yaml and the image, held against the settings, the files and the tools that read them."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import sys
from configparser import ConfigParser
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.house.sources import ROOT
from tests.house.test_settings import documented

OURS = ("prepare", "web", "worker", "beat")
SERVERS = ("database", "broker", "search", "cache", "nginx")
# What the images of others read, each documented by its own project.
THEIRS = re.compile(r"POSTGRES_|ELASTIC_PASSWORD_FILE|ES_JAVA_OPTS|discovery\.|bootstrap\.|xpack\.")


@cache
def composed() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
    return content


def service(name: str) -> dict[str, Any]:
    found: dict[str, Any] = composed()["services"][name]
    return found


def in_venv(program: str) -> str:
    place = Path(sys.executable).parent / program
    found = str(place) if place.exists() else shutil.which(program)
    if found is None:
        pytest.skip(f"{program} is not installed: make test installs it from requirements-dev.txt")
    return found


@pytest.fixture
def compose(tmp_path: Path) -> Any:
    """Compose's own reading of the file, beside secrets just made."""
    # The package's own script keeps to itself whether it failed.
    program = files("compose") / "docker-compose"
    for name in ("compose.yaml", "Dockerfile"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "deploy", tmp_path / "deploy")
    subprocess.run([tmp_path / "deploy" / "make-secrets.sh"], check=True, capture_output=True)

    def read(**environment: str) -> subprocess.CompletedProcess[str]:
        command = [str(program), "-f", "compose.yaml", "config"]
        known = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)} | environment
        return subprocess.run(command, cwd=tmp_path, env=known, capture_output=True, text=True)

    return read


def test_compose_itself_reads_it(compose: Any) -> None:
    read = compose(PUBLIC_HOST="kb.example.com")
    assert read.returncode == 0, read.stderr
    services = yaml.safe_load(read.stdout)["services"]
    assert set(services) == {*OURS, *SERVERS}
    assert services["web"]["environment"]["PUBLIC_URL"] == "https://kb.example.com"
    assert services["worker"]["environment"]["DATABASE_URL_FILE"] == "/run/secrets/database_url"


def test_it_does_not_start_without_a_name(compose: Any) -> None:
    read = compose()
    assert read.returncode != 0
    assert "the name people type" in read.stderr


def test_the_image_is_written_as_images_should_be() -> None:
    checked = subprocess.run(
        [in_venv("hadolint"), str(ROOT / "Dockerfile")], capture_output=True, text=True
    )
    assert checked.returncode == 0, checked.stdout


def test_every_variable_is_a_setting() -> None:
    known = set(documented())
    for name in OURS:
        for variable in service(name)["environment"]:
            assert variable.removesuffix("_FILE") in known, variable
    for name in SERVERS:
        for variable in service(name).get("environment", {}):
            assert THEIRS.match(variable), variable
    written = (ROOT / "deploy/granule.env.example").read_text()
    assert set(re.findall(r"^#?([A-Z_]+)=", written, re.MULTILINE)) - known == set()


def test_every_image_is_pinned() -> None:
    for name in SERVERS:
        assert re.search(r":\d+\.\d+(\.\d+)?[\w.-]*$", service(name)["image"]), name
    bases = re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert len(set(bases)) == 1 and re.search(r":\d+\.\d+\.\d+-", bases[0])


def test_only_nginx_is_reached_from_outside() -> None:
    assert [name for name in composed()["services"] if "ports" in service(name)] == ["nginx"]
    assert composed()["networks"]["inside"] == {"internal": True}
    on_edge = [name for name in composed()["services"] if "edge" in service(name)["networks"]]
    assert set(on_edge) == {"web", "nginx"}


@pytest.mark.parametrize("name", [*OURS, *SERVERS])
def test_nothing_has_more_rights_than_it_needs(name: str) -> None:
    told = service(name)
    assert told["cap_drop"] == ["ALL"]
    assert told["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in told and told["mem_limit"]
    # Their start scripts write beside their data; each says so in its own documents.
    assert told.get("read_only") or name in {"broker", "search"}
    assert told["restart"] == ("no" if name == "prepare" else "unless-stopped")


def test_the_image_is_not_run_by_root() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    users = [line for line in lines if line.startswith("USER ")]
    assert users == ["USER 10001:10001"]


def test_whoever_serves_is_asked_whether_it_lives() -> None:
    for name in ("web", *SERVERS):
        assert service(name)["healthcheck"]["test"], name


def test_no_secret_stands_in_the_file() -> None:
    for name in composed()["services"]:
        for variable, value in service(name).get("environment", {}).items():
            if re.search(r"PASSWORD|SECRET|TOKEN|_URL", variable) and variable != "PUBLIC_URL":
                assert variable.endswith("_FILE") and str(value).startswith("/run/secrets/")


def test_secrets_are_made_once_and_fit_together(tmp_path: Path) -> None:
    place = tmp_path / "secrets"
    command = [str(ROOT / "deploy/make-secrets.sh"), str(place)]
    subprocess.run(command, check=True, capture_output=True)
    made = {path.name: path.read_text() for path in place.iterdir()}
    wanted = {name: Path(told["file"]).name for name, told in composed()["secrets"].items()}
    assert set(wanted.values()) <= set(made)
    assert made["database_password"] in made["database_url"]
    for name, users in {
        "broker_password": ("broker_url", "broker_conf"),
        "cache_password": ("cache_url", "cache_conf"),
        "search_password": ("search_url",),
    }.items():
        assert all(made[name] in made[user] for user in users), name
    secrets = [made[name] for name in made if name.endswith(("password", "key", "token"))]
    assert len(set(secrets)) == len(secrets) == 6 and all(len(one) >= 48 for one in secrets)
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    subprocess.run(command, check=True, capture_output=True)
    assert made == {path.name: path.read_text() for path in place.iterdir()}


def test_secret_files_are_never_tracked() -> None:
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    assert {"deploy/secrets", "deploy/tls"} <= set(ignored)


def test_every_path_that_is_copied_exists_and_is_sent() -> None:
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (ROOT / "Dockerfile").read_text(), re.M)
    sources = [source for line in copied for source in line.split()]
    sent = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines()
            if line.startswith("!")}  # fmt: skip
    assert set(sources) == sent
    assert all((ROOT / source).exists() for source in sources)


def test_every_mounted_file_exists() -> None:
    for mount in service("nginx")["volumes"]:
        source = mount.split(":")[0]
        assert source == "./deploy/tls" or (ROOT / source).is_file()


UNITS = sorted((ROOT / "deploy/systemd").glob("*.service"))


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_units_start_what_is_there(unit: Path) -> None:
    written = ConfigParser(interpolation=None)
    written.optionxform = str  # type: ignore[assignment,method-assign]
    written.read(unit)
    _python, flag, module, *_rest = written["Service"]["ExecStart"].split()
    assert flag == "-m"
    assert module == "gunicorn" or (ROOT / f"{module.replace('.', '/')}.py").exists()
    assert written["Service"]["User"] == "granule"
    assert written["Service"]["ProtectSystem"] == "strict"
    page = written["Unit"]["Documentation"].removeprefix("file:///srv/granule/")
    assert (ROOT / page).exists()
