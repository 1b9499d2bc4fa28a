"""One server for all tests of the page: two sites on the ground and one in orbit, few draws."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

import gigasite as gs
from gigasite.serving.server import Server
from gigasite.serving.study import Study

DRAWS = 260  # more than a preview


@pytest.fixture(scope="session")
def scenario() -> gs.Scenario:
    sites = {
        "texas": {"type": "campus", "region": "US-TX"},
        "idle": {"type": "idle_campus", "region": "CN-GZ"},
        "orbit": {"type": "orbit"},
    }
    return gs.load({"name": "three", "draws": DRAWS, "sites": sites})


@pytest.fixture(scope="session")
def study(scenario: gs.Scenario) -> Study:
    return Study(scenario, file="three.toml")


@pytest.fixture(scope="session")
def server(study: Study) -> Iterator[Server]:
    one = Server(0)
    one.show(study)
    thread = threading.Thread(target=one.run, daemon=True)
    thread.start()
    yield one
    one.stop()
    thread.join(10)
    one.close()
    assert not thread.is_alive()
