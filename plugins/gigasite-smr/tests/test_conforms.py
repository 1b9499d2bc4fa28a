"""Every promise that gigasite asks of a plugin."""

from gigasite.testing import parametrize_with_checks


@parametrize_with_checks(["smr", "smr_campus"])
def test_conforms(subject, check):
    check(subject)
