"""pytest fixtures for plugin authors: ``from gigasite.testing.fixtures import isolated_plugins`` in a ``conftest.py``."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from gigasite import hooks
from gigasite.hooks.managing import Manager

__all__ = ["isolated_plugins"]


@pytest.fixture
def isolated_plugins() -> Iterator[Callable[..., Manager]]:
    """``manager = isolated_plugins(module, …)`` puts the built-ins and these modules in force until the test ends, and nothing else."""
    with contextlib.ExitStack() as stack:

        def chosen(*modules: Any, builtin: bool = True) -> Manager:
            manager = Manager.isolated(*modules, builtin=builtin)
            stack.enter_context(hooks.use(manager))
            return manager

        yield chosen
