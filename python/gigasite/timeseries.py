"""Former place of `gigasite.time_series`."""

from gigasite.time_series import Series, read_csv_series

__all__ = ["Series", "read_csv_series"]
