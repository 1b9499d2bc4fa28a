"""The fixture for tests of plugins holds what it is given and is gone after the test."""

import types

import gigasite as gs
from gigasite.hooks import Record, hookimpl, manager
from gigasite.testing.fixtures import isolated_plugins

__all__ = ["isolated_plugins"]

BEFORE = manager()


def test_what_is_given_is_in_force(isolated_plugins):
    mine = types.ModuleType("mine")
    mine.gigasite_laws = hookimpl(lambda: [Record("mine", "a law", "collections:OrderedDict")])
    chosen = isolated_plugins(mine)
    assert manager() is chosen and not chosen.failures
    assert {"mine"} == {entry.record.name for entry in gs.plugins().entries if entry.distribution == "mine"}
    assert isolated_plugins(builtin=False).table().entries == ()


def test_and_it_is_gone_after():
    assert manager() is BEFORE
