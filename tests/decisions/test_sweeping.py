"""Sweeps: designs, chunks that survive what kills the process, and what is refused."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import gigasite as gs
from gigasite.cli.sweep import sweep as command
from gigasite.designs import Space
from gigasite.errors import DataError, ParameterError
from gigasite.sweeping import sweep_size

LCOC = "lcoc_usd_per_gpu_h"


@pytest.fixture(scope="module")
def site():
    return gs.site("campus", region="US-TX", it_capacity_mw=100, generation="pv", storage="battery")


VARY = {"battery_energy_mwh": [0, 50], "cooling": ["dry_cooler", "adiabatic"], "pv_capacity_mw": (0.0, 200.0)}


def bits(sweep) -> str:
    return hashlib.sha256(b"".join(np.ascontiguousarray(v).tobytes() for _, v in sorted(sweep.columns.items()))).hexdigest()


def test_designs_are_those_of_single_runs(site):
    found = gs.sweep(site, VARY, n=8, chunk=5)
    assert len(found) == 32 and found["cooling"].tolist() == ["dry_cooler"] * 16 + ["adiabatic"] * 16
    for i in (0, 7, 13, 31):
        fields = {name: found[name][i].item() for name in VARY}
        one = gs.simulate(site.replace(**fields))
        for name, value in one.metrics.items():
            assert found[name][i] == pytest.approx(value if value is not None else np.nan, rel=1e-12, nan_ok=True), name


def test_any_chunk_holds_the_same_designs(site):
    space = Space(site, VARY | {"wacc_it_per_yr": (0.05, 0.1)}, 7)
    whole = space.columns(0, space.size)
    assert space.size == 28
    for start, stop in ((0, 3), (5, 9), (6, 22), (13, 28)):
        part = space.columns(start, stop)
        assert all(np.array_equal(part[name], whole[name][start:stop]) for name in whole)
    assert len(np.unique(whole["pv_capacity_mw"])) == 7


def test_draws_of_a_design_are_those_of_sample(site):
    found = gs.sweep(site, {"wacc_it_per_yr": [0.07, 0.09]}, draws=16, seed=3, metrics=[LCOC])
    mc = gs.sample(site.replace(wacc_it_per_yr=0.09), draws=16, seed=3)[LCOC]
    assert found[f"{LCOC}.p50"][1] == pytest.approx(mc.quantile(0.5), rel=1e-12)
    assert found[f"{LCOC}.mean"][1] == pytest.approx(mc.mean, rel=1e-12)


def test_scenario_with_several_sites_and_a_shared_name():
    found = gs.sweep(gs.example("seeds"), {"launch_price_usd_per_kg": [200, 2000], "horizon_years": [10, 20]}, metrics=[LCOC])
    orbit, texas = found[f"orbit.{LCOC}"], found[f"texas.{LCOC}"]
    assert orbit[0] < orbit[1] and texas[0] == texas[1] and texas[0] != texas[2]


def test_a_design_that_delivers_nothing_leaves_the_others():
    found = gs.sweep(
        gs.site("campus", region="US-TX", it_capacity_mw=100, horizon_years=15),
        {"grid_wait_months": [12, 240, 24]},
        metrics=[LCOC, "payback_years"],
    )
    assert np.isnan(found[LCOC]).tolist() == [False, True, False]


def test_resumed_and_made_again(site, tmp_path):
    whole = gs.sweep(site, VARY, tmp_path / "a", n=16, chunk=10)
    again = gs.sweep(site, VARY, tmp_path / "a", n=16, chunk=10)
    assert (whole.made, again.made) == (7, 0)
    files = sorted((tmp_path / "a").glob("chunk-*.npz"))
    content = bytearray(files[2].read_bytes())
    content[len(content) // 2] ^= 1
    files[2].write_bytes(content)
    files[4].write_bytes(files[4].read_bytes()[:100])
    files[5].unlink()
    (tmp_path / "a" / ".chunk-000001.x.npz.7.part").write_bytes(b"half")
    with pytest.raises(DataError, match="damaged"):
        _ = again.columns
    mended = gs.sweep(site, VARY, tmp_path / "a", n=16, chunk=10)
    assert mended.made == 3 and bits(mended) == bits(gs.sweep(site, VARY, n=16, chunk=10)) == bits(whole)
    assert not list((tmp_path / "a").glob(".*.part"))
    assert [f.name for f in sorted((tmp_path / "a").glob("chunk-*.npz"))] == [f.name for f in files]


def test_damage_is_named(site, tmp_path):
    gs.sweep(site, VARY, tmp_path, n=4, chunk=4)
    file = sorted(tmp_path.glob("chunk-*.npz"))[1]
    file.write_bytes(b"")
    assert gs.sweep(site, VARY, tmp_path, n=4, chunk=4).remade == (1,)


def test_zarr_holds_the_same_and_mends_what_is_damaged(site, tmp_path):
    pytest.importorskip("zarr")
    run = partial(gs.sweep, site, VARY, tmp_path, n=16, chunk=10, format="zarr")
    wanted = bits(gs.sweep(site, VARY, n=16, chunk=10))
    whole = run()
    assert (whole.made, run().made) == (7, 0) and bits(whole) == wanted
    assert list(whole.columns) == list(gs.sweep(site, VARY, n=16, chunk=10).columns)
    values = tmp_path / "designs.zarr" / f"campus.{LCOC}" / "c"
    content = bytearray((values / "2").read_bytes())
    content[len(content) // 2] ^= 1  # a bit flips
    (values / "2").write_bytes(content)
    (values / "3").write_bytes(content[:20])  # a write that was cut off
    (tmp_path / "designs.zarr" / "campus.pue" / "c" / "4").unlink()  # a file is lost
    next(tmp_path.glob("chunk-000005.*.json")).unlink()  # killed before it counted
    with pytest.raises(DataError, match="damaged"):
        _ = whole.none_because
    mended = run()
    assert mended.remade == (2, 3, 4) and mended.made == 4 and bits(mended) == wanted
    with pytest.raises(DataError, match="format was zarr and is npz"):
        gs.sweep(site, VARY, tmp_path, n=16, chunk=10)
    assert gs.sweep(site, VARY, tmp_path, n=16, chunk=10, resume=False).made == 7
    assert not (tmp_path / "designs.zarr").exists() and not list(tmp_path.glob("*.json.part")) and not list(tmp_path.glob("chunk-*.json"))


def test_zarr_is_read_by_xarray(tmp_path):
    xarray = pytest.importorskip("xarray")
    pytest.importorskip("zarr")
    texas = gs.site("campus", region="US-TX", it_capacity_mw=100)
    found = gs.sweep(texas, {"cooling": ["dry_cooler", "adiabatic"], "grid_wait_months": [12, 24]}, tmp_path, format="zarr", chunk=3)
    data = xarray.open_zarr(tmp_path / "designs.zarr", consolidated=False)
    assert data.sizes == {"design": 4} and data[f"campus.{LCOC}"].values.tolist() == found[LCOC].tolist()
    assert data["cooling"].values.tolist() == [0, 0, 1, 1] and data["cooling"].attrs["flag_meanings"] == "dry_cooler adiabatic"
    assert data.attrs["gigasite"]["chunk"] == 3


def test_other_inputs_are_refused_with_the_difference(site, tmp_path):
    gs.sweep(site, {"wacc_it_per_yr": [0.07]}, tmp_path)
    other = site.replace(it_capacity_mw=120)
    with pytest.raises(DataError, match=r"it_capacity_mw was 100\.0 and is 120\.0"):
        gs.sweep(other, {"wacc_it_per_yr": [0.07]}, tmp_path)
    with pytest.raises(DataError, match=r"chunk was 1024 and is 2"):
        gs.sweep(site, {"wacc_it_per_yr": [0.07]}, tmp_path, chunk=2)
    assert gs.sweep(other, {"wacc_it_per_yr": [0.07]}, tmp_path, resume=False).made == 1
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "thesis.txt").write_text("mine")
    with pytest.raises(DataError, match="something else"):
        gs.sweep(site, {"wacc_it_per_yr": [0.07]}, tmp_path / "b", resume=False)


def test_too_many_designs_are_refused_with_size_and_time(site):
    axis = np.linspace(1, 100, 10_000)
    with pytest.raises(ParameterError, match=r"1,000,000,000,000 designs.*TB.*years"):
        gs.sweep(site, {"pv_capacity_mw": axis, "battery_energy_mwh": axis, "battery_power_mw": axis})
    size = sweep_size(site, {"pv_capacity_mw": (0, 10)}, n=100)
    assert size.designs == 100 and size.bytes > 0 and size.seconds > 0


@pytest.mark.parametrize(
    ("vary", "words"),
    [
        ({}, "nothing is varied"),
        ({"no_such_key": [1]}, "no_such_key"),
        ({"pv_capacity_mw": (5, 1)}, "low to high"),
        ({"pv_capacity_mw": [1, 1]}, "twice"),
        ({"pv_capacity_mw": []}, "no values"),
        ({"pv_capacity_mw": [float("nan")]}, "finite"),
        ({"pv_capacity_mw": [-1.0]}, "legal"),
        ({"pv_capacity_mw": 3}, "list"),
        ({"horizon_years": (10, 20)}, "interval"),
        ({"cooling": ["ice"]}, "ice"),
    ],
)
def test_bad_vary(site, vary, words):
    with pytest.raises(ValueError, match=words):
        gs.sweep(site, vary, n=2)


@pytest.mark.parametrize(
    "bad", [{"n": 0}, {"workers": 0}, {"chunk": 0}, {"draws": 0}, {"metrics": ["lcoc"]}, {"points": "halton"}, {"format": "csv"}]
)
def test_bad_options(site, bad):
    with pytest.raises(ParameterError):
        gs.sweep(site, {"pv_capacity_mw": (0, 1)}, **({"n": 4} | bad))


SCRIPT = """
import sys, gigasite as gs
if __name__ == "__main__":
    site = gs.site("campus", region="US-TX", it_capacity_mw=100, generation="pv", storage="battery")
    vary = {"battery_energy_mwh": [0, 50], "cooling": ["dry_cooler", "adiabatic"], "pv_capacity_mw": (0.0, 200.0)}
    gs.sweep(site, vary, sys.argv[1], n=int(sys.argv[3]), chunk=4, metrics=["lcoc_usd_per_gpu_h", "unserved_mwh"], workers=int(sys.argv[2]))
"""


CHUNKS, KILLS = (int(n) for n in os.environ.get("GIGASITE_KILLS", "60,3").split(","))  # the full test is 1000,20


@pytest.mark.parametrize("workers", [1, 2])
def test_kill_at_random_moments_changes_no_bit(tmp_path, workers):
    script = tmp_path / "run.py"
    script.write_text(SCRIPT)
    clean, torn = tmp_path / "clean", tmp_path / "torn"
    subprocess.run([sys.executable, script, clean, "1", str(CHUNKS)], check=True)
    wanted = {f.name: f.read_bytes() for f in clean.glob("chunk-*.npz")}
    assert len(wanted) == CHUNKS
    random.seed(workers)
    killed = 0
    while killed < KILLS:
        process = subprocess.Popen([sys.executable, script, torn, str(workers), str(CHUNKS)])
        before = len(list(torn.glob("chunk-*.npz")))
        deadline = time.monotonic() + 60
        more = random.randint(1, max(2, CHUNKS // (2 * KILLS)))
        while process.poll() is None and time.monotonic() < deadline and len(list(torn.glob("chunk-*.npz"))) < before + more:
            time.sleep(random.uniform(0.001, 0.01))
        process.send_signal(signal.SIGKILL)
        if process.wait() != -signal.SIGKILL:
            break
        killed += 1
    assert killed == KILLS
    subprocess.run([sys.executable, script, torn, str(workers), str(CHUNKS)], check=True)
    assert {f.name: f.read_bytes() for f in torn.glob("chunk-*.npz")} == wanted
    assert not list(torn.glob(".*.part"))


def test_ctrl_c_is_quick_and_keeps_what_is_finished(tmp_path):
    script = tmp_path / "run.py"
    script.write_text(SCRIPT)
    # A shell that starts the tests in the background has Ctrl-C ignored, and children inherit that.
    heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    process = subprocess.Popen([sys.executable, script, tmp_path / "o", "2", "400"], stderr=subprocess.DEVNULL, preexec_fn=heard)
    while len(list((tmp_path / "o").glob("chunk-*.npz"))) < 3:
        time.sleep(0.01)
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    assert process.wait(10) != 0  # half a second on a machine with nothing else to do; the sweep would take far longer


def test_a_killed_process_of_a_cluster_loses_nothing(site, tmp_path):
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        victim = next(iter(cluster.workers.values()))

        def kill(done: int, designs: int) -> None:
            if done == 8:
                os.kill(victim.pid, signal.SIGKILL)

        found = gs.sweep(site, VARY, tmp_path, n=16, chunk=4, client=client, progress=kill)
    assert bits(found) == bits(gs.sweep(site, VARY, n=16, chunk=4))


def test_workers_make_the_same_bits(site):
    assert bits(gs.sweep(site, VARY, n=16, chunk=8, workers=2)) == bits(gs.sweep(site, VARY, n=16, chunk=8))


def test_tables(site, tmp_path):
    found = gs.sweep(site, VARY, n=4)
    assert list(found.table().columns)[:3] == list(VARY) and len(found.table()) == 16
    parquet = pytest.importorskip("pyarrow.parquet")
    found.to_parquet(tmp_path / "a.parquet")
    table = parquet.read_table(tmp_path / "a.parquet")
    assert table.num_rows == 16 and json.loads(table.schema.metadata[b"gigasite"])["n"] == 4
    with pytest.raises(ParameterError, match="nearest"):
        found["campus.lcoc"]


def test_missing_package_says_what_to_install(site, monkeypatch):
    found = gs.sweep(site, {"pv_capacity_mw": [0]})
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ParameterError, match=r"gigasite\[parquet\]"):
        found.to_parquet("x")
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.setitem(sys.modules, "zarr", None)
    with pytest.raises(ParameterError, match=r"gigasite\[zarr\]"):
        gs.sweep(site, {"pv_capacity_mw": [0]}, "x", format="zarr")
    assert not Path("x").exists()
    with pytest.raises(ParameterError, match=r"gigasite\[dask\]"):
        gs.sweep(site, {"pv_capacity_mw": [0]}, client=object())


def test_command(tmp_path):
    file = tmp_path / "found.json"
    arguments = ["--vary", "wacc_it_per_yr=0.06:0.1", "--vary", "cooling=dry_cooler,adiabatic", "--site", "texas", "--n", "4"]
    result = CliRunner().invoke(command, [*arguments, "--out", str(tmp_path / "o"), "--json", str(file)], catch_exceptions=False)
    assert result.exit_code == 0 and "8 designs" in result.output
    sweep = json.loads(Path(file).read_text())["sweep"]
    assert sweep["designs"] == 8 and sweep["best"]["texas"]["wacc_it_per_yr"] < 0.07
    with pytest.raises(ParameterError, match="KEY=LOW:HIGH"):
        CliRunner().invoke(command, ["--vary", "nothing", "--out", "x"], catch_exceptions=False)
