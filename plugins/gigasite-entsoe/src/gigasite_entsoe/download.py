"""Fetches prices with entsoe-py (the extra ``live``). Nothing here runs unless it is called."""

from gigasite.downloads import keep
from gigasite.errors import DataError, ParameterError
from gigasite_entsoe.grid import folder


def download(zone, year, *, api_key, into=None, client=None):
    """Writes the prices of a zone and year into the folder, as the web page exports them, with their SHA-256; returns the path.

    >>> from gigasite_entsoe.download import download
    >>> download("FI", 2023, api_key="...")             # doctest: +SKIP
    """
    try:
        import pandas
        from entsoe import EntsoePandasClient
    except ModuleNotFoundError as error:
        if client is None:
            raise ParameterError(f"this needs {error.name}", hint='pip install "gigasite-entsoe[live]"') from None
        import pandas
    ends = (pandas.Timestamp(f"{year}-01-01", tz="UTC"), pandas.Timestamp(f"{year + 1}-01-01", tz="UTC"))
    prices = (client or EntsoePandasClient(api_key=api_key)).query_day_ahead_prices(zone, start=ends[0], end=ends[1])
    prices = prices.tz_convert("UTC")[ends[0] : ends[1] - pandas.Timedelta(seconds=1)]
    if prices.empty:
        raise DataError(f"ENTSO-E has no prices of {zone} in {year}")
    step = prices.index[1] - prices.index[0]
    lines = [f"{at:%d.%m.%Y %H:%M} - {at + step:%d.%m.%Y %H:%M},{value}" for at, value in prices.items()]
    text = "\n".join(["MTU (UTC),Day-ahead Price [EUR/MWh]", *lines, ""])
    return keep((into or folder()) / f"{zone}_{year}.csv", text.encode())
