"""A project as if it were installed, without a network: its source on the path and the metadata that an installer writes."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path


def as_installed(project: Path, into: Path) -> dict[str, str]:
    """The environment in which gigasite finds the plugin of a project folder."""
    about = tomllib.loads((project / "pyproject.toml").read_text("utf-8"))["project"]
    info = into / f"{about['name'].replace('-', '_')}-{about['version']}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {about['name']}\nVersion: {about['version']}\n")
    points = "".join(f"[{group}]\n" + "".join(f"{k} = {v}\n" for k, v in named.items()) for group, named in about["entry-points"].items())
    (info / "entry_points.txt").write_text(points)
    path = os.pathsep.join([str(project / "src"), str(into)])
    keep = {name: value for name, value in os.environ.items() if not name.startswith(("GIGASITE", "PYTEST"))}
    return {**keep, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}


def gigasite(*args: str, env: dict[str, str], cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """The command line in this environment."""
    command = [sys.executable, "-c", "from gigasite.cli import main; main()", *args]
    return subprocess.run(command, capture_output=True, text=True, env=env, cwd=cwd, check=False)


def pytest_of(project: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """The tests of the project, as its author runs them."""
    ini = str(project / "pyproject.toml")
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-c", ini, str(project / "tests")]
    return subprocess.run(command, capture_output=True, text=True, env=env, cwd=project, check=False)
