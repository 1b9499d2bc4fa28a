"""Whatever bytes a file holds: its contents or a `DataError`, never another exception."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formats import made_files as made
from gigasite.errors import DataError
from gigasite.formats import known_formats, read_file

#: The first lines of a good file of each form: enough for its reader to get to the rows.
HEADS = {
    "tmy3": made.tmy3()[:40],
    "epw": made.epw()[:40],
    "nsrdb": made.nsrdb()[:40],
    "pvgis": made.pvgis_csv()[:60],
    "open_meteo": made.open_meteo()[:40],
    "electricity_maps": made.electricity_maps()[:40],
    "ember": made.ember_monthly(),
    "smard": made.smard()[:40],
    "table": ["t,v", *(f"2023-01-01T{h:02d}:00Z,{h}" for h in range(24))],
}
TABLE = {"columns": {"v": "v"}, "units": {"v": "MW"}, "time_column": "t", "largest_gap_h": 5.0}
JSON = json.dumps({**made.pvgis_json(), "outputs": {"tmy_hourly": made.pvgis_rows()[:30]}})


def whole(name: str, content: bytes, folder: Path) -> None:
    path = folder / "made.txt"
    path.write_bytes(content)
    try:
        contents = read_file(path, name, **(TABLE if name == "table" else {}))
        for column in contents.columns:
            contents.series(column, next(iter(contents.years(column)), None))
    except DataError as error:
        assert error.message and error.file in ("made.txt", None)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("broken")


def test_every_form_is_tried() -> None:
    assert set(HEADS) <= set(known_formats())


@pytest.mark.parametrize("name", HEADS)
@given(content=st.binary(max_size=300))
@settings(max_examples=40, deadline=None)
def test_any_bytes(folder: Path, name: str, content: bytes) -> None:
    whole(name, content, folder)


@pytest.mark.parametrize("name", [*HEADS, "pvgis json"])
@given(data=st.data())
@settings(max_examples=120, deadline=None)
def test_a_good_file_cut_and_spoilt(folder: Path, name: str, data: st.DataObject) -> None:
    good = (JSON if name == "pvgis json" else "\n".join(HEADS[name])).encode()
    content = bytearray(good[: data.draw(st.integers(0, len(good)))])
    for _ in range(data.draw(st.integers(0, 6))):
        if content:
            at = data.draw(st.integers(0, len(content) - 1))
            piece = data.draw(
                st.sampled_from(
                    [b"\x00", b",", b"\n", b'"', b"9" * 400, b"-", b"nan", b"1e999", b"\xff", b"", b"0000", b"24:00", "²".encode()]
                )
            )
            content[at : at + data.draw(st.integers(0, 8))] = piece
    whole(name.removesuffix(" json"), bytes(content), folder)


@pytest.mark.parametrize("name", HEADS)
def test_any_line_cut_short(folder: Path, name: str) -> None:
    lines = HEADS[name]
    for i in range(min(len(lines), 14)):
        for length in (0, 1, len(lines[i]) // 2, len(lines[i]) - 1):
            whole(name, "\n".join([*lines[:i], lines[i][: max(length, 0)], *lines[i + 1 :]]).encode(), folder)
