"""Everything that gigasite ships keeps what the kit asks of plugins."""

from gigasite.hooks.managing import Manager
from gigasite.testing import parametrize_with_checks


@parametrize_with_checks(manager=Manager.isolated())
def test_built_in(subject, check):
    check(subject)
