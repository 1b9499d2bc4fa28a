"""What is fetched is whole, checked, kept with its checksum, and not fetched twice."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest

from gigasite.downloads import fetch, keep, verified
from gigasite.errors import DataError

ADDRESS = "https://data.example/prices.csv"
CONTENT = b"a,b\n1,2\n"


class Opener:
    def __init__(self, content: bytes) -> None:
        self.content, self.asked = content, 0

    def __call__(self, address: str, timeout: float) -> io.BytesIO:
        self.asked += 1
        return io.BytesIO(self.content)


def test_once_and_then_from_the_folder(tmp_path: Path) -> None:
    opener = Opener(CONTENT)
    for _ in range(3):
        assert fetch(ADDRESS, tmp_path / "x" / "prices.csv", opener=opener).read_bytes() == CONTENT
    assert opener.asked == 1
    assert (tmp_path / "x" / "prices.csv.sha256").read_text() == f"{hashlib.sha256(CONTENT).hexdigest()}  prices.csv\n"
    assert not list(tmp_path.glob("x/.*"))


def test_a_change_is_seen_and_a_file_put_there_by_hand_is_taken(tmp_path: Path) -> None:
    path = keep(tmp_path / "prices.csv", CONTENT)
    path.write_bytes(CONTENT + b"3,4\n")
    with pytest.raises(DataError, match="SHA-256 differs"):
        verified(path)
    with pytest.raises(DataError, match="SHA-256 differs"):
        fetch(ADDRESS, path, opener=Opener(CONTENT))
    (tmp_path / "prices.csv.sha256").unlink()
    assert verified(path) == path
    with pytest.raises(DataError, match="cannot be read"):
        verified(tmp_path / "nowhere.csv")


@pytest.mark.parametrize("address", ["http://data.example/x", "file:///etc/passwd", "prices.csv"])
def test_only_addresses_that_are_encrypted(tmp_path: Path, address: str) -> None:
    opener = Opener(CONTENT)
    with pytest.raises(DataError, match="https"):
        fetch(address, tmp_path / "x", opener=opener)
    assert opener.asked == 0


def test_another_file_is_not_kept(tmp_path: Path) -> None:
    def check(data: bytes) -> None:
        raise DataError("not a table")

    for given in ({"sha256": "0" * 64}, {"check": check}):
        with pytest.raises(DataError):
            fetch(ADDRESS, tmp_path / "x.csv", opener=Opener(CONTENT), **given)  # type: ignore[arg-type]
    assert not list(tmp_path.iterdir())

    def fails(address: str, timeout: float) -> io.BytesIO:
        raise OSError("no route")

    with pytest.raises(DataError, match="no route"):
        fetch(ADDRESS, tmp_path / "x.csv", opener=fails)
