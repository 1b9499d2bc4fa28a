"""Every promise that gigasite asks of a plugin."""

from gigasite.testing import parametrize_with_checks


@parametrize_with_checks(["underwater"])
def test_conforms(subject, check):
    check(subject)
