"""Every promise that gigasite asks of a plugin."""

from gigasite.testing import parametrize_with_checks


@parametrize_with_checks(["grid_datasets:eia930", "file_formats:eia930"])
def test_conforms(subject, check):
    check(subject)
