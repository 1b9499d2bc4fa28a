"""Tries the wheel as a stranger would: an empty environment for each Python from 3.11 on, then offline.

    python tools/try_wheel.py dist/gigasite-*.whl

Packages are fetched first; the trial itself runs with the network cut off where the system lets us (``unshare --net``).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

TRIAL = """
import gigasite as gs
cmp = gs.compare(gs.example("seeds"), draws=20, seed=1)
assert set(cmp.sites) == {"texas", "mine", "finland", "idle_china", "orbit"}
assert gs.validate().ok
print("five seeds", [round(s["lcoc_usd_per_gpu_h"].quantile(0.5), 2) for s in cmp.sites.values()])
"""


#: Distributions as a third party writes them.
PLUGINS = sorted(file.parent for file in (Path(__file__).resolve().parents[1] / "plugins").glob("*/pyproject.toml"))


def pythons() -> list[Path]:
    """Interpreters from 3.11 on: those on the path and those of pyenv."""
    found: dict[str, Path] = {}
    homes = sorted(Path.home().glob(".pyenv/versions/3.*/bin"))
    for minor in range(11, 20):
        name = f"python3.{minor}"
        places = [shutil.which(name), *(str(home / name) for home in homes if (home / name).exists())]
        for place in places:
            if place and subprocess.run([place, "-c", "import venv"], capture_output=True).returncode == 0:
                found[name] = Path(place)
    return list(found.values())


def offline(command: list[str]) -> list[str]:
    """The command without a network, where the system allows it."""
    cut = ["unshare", "--net", "--map-root-user"]
    if shutil.which("unshare") and subprocess.run([*cut, "true"], capture_output=True).returncode == 0:
        return [*cut, *command]
    return command


def main(wheel: str) -> int:
    """Tries one wheel on every Python; the exit code counts the failures."""
    failed = 0
    for python in pythons():
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([str(python), "-m", "venv", folder], check=True)
            inside = Path(folder) / "bin"
            subprocess.run([str(inside / "python"), "-m", "pip", "install", "--quiet", wheel], check=True)
            program = str(inside / "gigasite")
            mine = Path(folder) / "gigasite-seabed"
            subprocess.run([program, "new-plugin", str(mine), "--kind", "site"], check=True, capture_output=True)
            plugins = [*PLUGINS, mine]
            subprocess.run([str(inside / "python"), "-m", "pip", "install", "--quiet", "--no-deps", *map(str, plugins)], check=True)
            checks = [[program, "check", plugin.name] for plugin in plugins]
            for command in ([str(inside / "python"), "-c", TRIAL], [program, "compare", "--draws", "20"], *checks):
                done = subprocess.run(offline(command), capture_output=True, text=True, cwd=folder)
                failed += done.returncode != 0
                last = (done.stdout if done.returncode == 0 else done.stderr).strip().splitlines()[-1:]
                print(f"{python.name}: {'ok' if done.returncode == 0 else 'FAILED'} {' '.join(last)}")
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
