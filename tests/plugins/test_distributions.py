"""The distributions in plugins/, as a third party wrote them: each passes its own tests, the kit among them."""

import json
from pathlib import Path

import pytest

from installing import as_installed, gigasite, pytest_of

FOLDER = Path(__file__).parents[2] / "plugins"
PROJECTS = sorted(folder.name for folder in FOLDER.iterdir() if (folder / "pyproject.toml").is_file())


@pytest.mark.parametrize("name", PROJECTS)
def test_its_own_tests_pass(tmp_path, name):
    done = pytest_of(FOLDER / name, as_installed(FOLDER / name, tmp_path / "site"))
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


def test_all_of_them_are_there():
    assert set(PROJECTS) >= {"gigasite-underwater", "gigasite-hosting", "gigasite-eia930", "gigasite-entsoe", "gigasite-smr"}


def test_together_in_one_comparison(tmp_path):
    env = {}
    for name in PROJECTS:
        one = as_installed(FOLDER / name, tmp_path / name)
        env = {**one, "PYTHONPATH": f"{env.get('PYTHONPATH', '')}:{one['PYTHONPATH']}".strip(":")}
    env |= {"GIGASITE_EIA930": str(tmp_path), "GIGASITE_ENTSOE": str(tmp_path)}  # no files: no places, and no harm
    listed = json.loads(gigasite("plugins", "--json", "-", env=env).stdout)
    assert {r["distribution"] for r in listed["records"]} >= set(PROJECTS) and not listed["failures"]
    (tmp_path / "sea.toml").write_text(
        'draws = 20\n[sites.land]\ntype = "campus"\nregion = "US-TX"\n'
        '[sites.sea]\ntype = "underwater"\nregion = "US-TX"\nsea_water_c = 15\neconomics = "hosting"\n'
    )
    done = gigasite("compare", "sea.toml", "--json", "-", env=env, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "lease_yield" in json.loads(done.stdout)["sites"]["sea"]["metrics"]
    checked = gigasite("check", "gigasite-entsoe", env=env)
    assert checked.returncode == 0 and "no places" in checked.stdout
