"""Every promise that gigasite asks of a plugin."""

from gigasite.testing import parametrize_with_checks


@parametrize_with_checks(["grid_datasets:entsoe", "file_formats:entsoe"])
def test_conforms(subject, check):
    check(subject)
