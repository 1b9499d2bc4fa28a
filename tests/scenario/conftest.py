"""Scenarios are tested with stand-ins for the models, so that they do not depend on what the models read."""

import pytest

import stand_in
from gigasite import hooks


@pytest.fixture(autouse=True)
def _stand_ins():
    with hooks.use(stand_in.manager()):
        yield
