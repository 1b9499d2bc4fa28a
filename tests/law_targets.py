"""A manager with laws under test, and a site to run them in."""

import sys
import types

import gigasite as gs
from gigasite.hooks import Record, hookimpl
from gigasite.hooks.managing import Manager

CAMPUS = {"key": "x", "type": "campus", "region": "US-TX"}


def manager_of(**targets):
    """A manager of these classes as laws."""
    module = types.ModuleType("laws_under_test")
    module.__dict__.update(targets)
    sys.modules["laws_under_test"] = module
    plugin = types.ModuleType("theirs")
    plugin.gigasite_laws = hookimpl(lambda: [Record(name, "", f"laws_under_test:{name}") for name in targets])
    return Manager.isolated(plugin)


def site(**fields):
    return gs.site(**{**CAMPUS, **fields})
