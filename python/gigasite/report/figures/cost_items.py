"""What the cost is made of: rows are sites, each item has its own zero line, one scale for all."""

from __future__ import annotations

from gigasite.report.facts import Facts, SiteFacts
from gigasite.report.figure import Figure, Table
from gigasite.report.numbers import percent, usd
from gigasite.report.sentences import item_words
from gigasite.report.svg import Drawing
from gigasite.report.text import escape, width, wrap

REST = "other"
NEGLIGIBLE = 0.005  # an item under half a cent everywhere is left out of the drawing, not of the table


def items_of(facts: Facts) -> list[str]:
    """Items in the order of the results, those that stay under half a cent everywhere last dropped."""
    seen = dict.fromkeys(k for s in facts.sites for k in s.items)
    return [k for k in seen if any(abs(s.items.get(k, 0.0)) >= NEGLIGIBLE for s in facts.sites)]


def figure(facts: Facts) -> Figure | None:
    items = items_of(facts)
    if len(facts.sites) < 2 or not items:
        return None
    every = list(dict.fromkeys(k for s in facts.sites for k in s.items))
    rows = [[s.title, *(usd(s.items[k]) if k in s.items else "–" for k in every), usd(sum(s.items.values()))] for s in _sites(facts)]
    return Figure(
        id="items",
        headline=headline(facts),
        sub="Mean cost by item, $ per delivered GPU-hour, all columns on one scale. A hollow bar is income.",
        drawings=(_matrix(facts, items, 1080), _matrix(facts, items, 700), _blocks(facts, items)),
        note="Items are means, because means add up; the sum therefore differs a little from the P50 in the ranking.",
        table=Table(["Site", *(item_words(k) for k in every), "Total"], rows),
        after=boundary(facts),
    )


def _sites(facts: Facts) -> list[SiteFacts]:
    return [s for s in facts.ranked if s.items]


def headline(facts: Facts) -> str:
    """Which item leads where, and how little energy weighs."""
    leaders: dict[str, list[SiteFacts]] = {}
    for site in _sites(facts):
        leaders.setdefault(max(site.items, key=lambda k: site.items[k]), []).append(site)
    if len(leaders) == 1:
        text = (
            f"{item_words(next(iter(leaders)))} are the largest cost everywhere"
            if "chips" in leaders
            else f"{item_words(next(iter(leaders)))} is the largest cost everywhere"
        )
    else:
        common = max(leaders, key=lambda k: len(leaders[k]))
        others = [f"{item_words(k).lower()} in {s.title}" for k, sites in leaders.items() if k != common for s in sites]
        text = f"{item_words(common)} cost most at {len(leaders[common])} of {len(_sites(facts))} sites; {', '.join(others[:2])}"
    shares = [
        s.items["energy"] / sum(s.items.values()) for s in _sites(facts) if s.items.get("energy", 0) > 0 and sum(s.items.values()) > 0
    ]
    if shares:
        text += f"; energy is at most {percent(max(shares))} of the cost"
    return text


def boundary(facts: Facts) -> str:
    """What is inside the cost of all sites, what is inside for some, what is not; and what a reader must know of the data."""
    known = [s for s in facts.ranked if s.boundary]
    if not known:
        return ""
    by_sites: dict[tuple[str, ...], list[str]] = {}
    for part in dict.fromkeys(b for s in known for b in s.boundary):
        by_sites.setdefault(tuple(s.title for s in known if part in s.boundary), []).append(part)
    terms = [("Inside", ", ".join(by_sites.pop(tuple(s.title for s in known), [])) or "nothing that all sites share")]
    if by_sites:
        terms.append(("Not alike", "; ".join(f"{_those(sites, known)}: {', '.join(parts)}" for sites, parts in by_sites.items())))
    terms.append(("Outside", OUTSIDE))
    body = "".join(f"<dt>{escape(t)}</dt><dd>{escape(d)}</dd>" for t, d in terms)
    return f'<dl class="bound">{body}</dl>{notes(facts)}'


def _those(sites: tuple[str, ...], known: list[SiteFacts]) -> str:
    """Names of some sites; the one that is missing where that is shorter."""
    missing = [s.title for s in known if s.title not in sites]
    return f"all but {missing[0]}" if len(missing) == 1 and len(sites) > 2 else ", ".join(sites)


def notes(facts: Facts) -> str:
    """What stands behind the series and models, each note once with its sites, under a fold."""
    found: dict[str, list[str]] = {}
    for site in facts.ranked:
        for note in site.notes:
            found.setdefault(note, []).append(site.title)
    if not found:
        return ""
    rows = "".join(f"<li>{escape(', '.join(titles))}: {escape(note)}</li>" for note, titles in found.items())
    count = len(found)
    return f"<details><summary>Show the {count} note{'s' if count > 1 else ''} on data and models</summary><ul>{rows}</ul></details>"


OUTSIDE = "software, long-haul bandwidth beyond the first link, the margin of the seller, subsidies not yet granted"


def label(facts: Facts) -> str:
    sites = "; ".join(
        f"{s.title}: " + ", ".join(f"{item_words(k)} {usd(v)}" for k, v in s.items.items()) + f", total {usd(sum(s.items.values()))}"
        for s in _sites(facts)
    )
    return f"Mean cost per delivered GPU-hour by item on one scale. {sites}"


def _bar(d: Drawing, site: SiteFacts, value: float, x: float, y: float, height: float, unit: float, soft: bool, cls: str) -> None:
    length = abs(value) * unit
    if value < 0:
        d.rect(x, y, max(length, 1.2), height, "credit")
    else:
        d.rect(x, y, max(length, 1.0 if value > 0 else 0.0), height, f"s-{site.token}" + (" soft" if soft else ""))
    d.text(x + max(length, 1.2) + 4, y + height / 2 + 4.5, usd(value), cls)


def folded(facts: Facts, items: list[str], most: int) -> list[str]:
    """At most ``most`` items; the smallest stand together as the last, so that bars keep room."""
    if len(items) <= most:
        return items
    size = {k: max(abs(s.items.get(k, 0.0)) for s in _sites(facts)) for k in items}
    kept = sorted(items, key=lambda k: -size[k])[: most - 1]
    return [k for k in items if k in kept] + [REST]


def value_of(site: SiteFacts, item: str, items: list[str]) -> float:
    """Cost of an item; `REST` is all that the others leave."""
    if item == REST:
        return sum(v for k, v in site.items.items() if k not in items)
    return site.items.get(item, 0.0)


def _columns(facts: Facts, items: list[str], room: float) -> tuple[list[tuple[str, float]], float]:
    """Width of each column and pixels per dollar, so that all fit: an item takes what its longest bar and its number need."""
    sites = _sites(facts)
    longest = {k: max((abs(value_of(s, k, items)) for s in sites), default=0.0) for k in items}
    longest["total"] = max(abs(sum(s.items.values())) for s in sites)
    names = {k: max(width(w, 13, True) for w in _head(k)) for k in longest}
    digits = {k: width(usd(max(longest[k], 0.01)), 13) + (9 if any(value_of(s, k, items) < 0 for s in sites) else 0) + 16 for k in longest}

    def widths(unit: float) -> list[tuple[str, float]]:
        return [(k, max(longest[k] * unit + digits[k], names[k] + 8)) for k in longest]

    low, high = 0.0, room / max(longest["total"], 1e-9)
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if sum(w for _, w in widths(middle)) <= room else (low, middle)
    return widths(low), low


def _head(item: str) -> list[str]:
    if item == "total":
        return ["Total"]
    words = item_words(item)
    return words.split(" ", 1) if len(words) > 9 and " " in words else [words]


def _matrix(facts: Facts, items: list[str], total: float) -> Drawing:
    start, row = (150.0, 40.0) if total > 900 else (122.0, 40.0)
    sites = _sites(facts)
    items = folded(facts, items, 10 if total > 900 else 7)
    columns, unit = _columns(facts, items, total - start)
    d = Drawing(total, 54 + row * len(sites), label(facts))
    d.line(0, 42, total, 42, "rule")
    for i, site in enumerate(sites):
        y = 42 + row * i
        lines = wrap(site.title, start - 14, 15, bold=True)
        for k, line in enumerate(lines):
            d.text(0, y + 25 - 8 * (len(lines) - 1) + 16 * k, line, "nm")
        d.line(0, y + row, total, y + row, "hair")
    x = start
    for item, room in columns:
        head = _head(item)
        for k, word in enumerate(head):
            d.text(x, 31 - 15 * (len(head) - 1 - k), word, "nm2")
        d.line(x, 42, x, 42 + row * len(sites), "zero")
        for i, site in enumerate(sites):
            y = 54 + row * i
            if item == "total":
                _bar(d, site, sum(site.items.values()), x, y, 16, unit, False, "big2")
            elif abs(value_of(site, item, items)) < NEGLIGIBLE:
                d.text(x + 5, y + 12.5, "–", "ax")
            else:
                _bar(d, site, value_of(site, item, items), x, y, 16, unit, True, "num")
        x += room
    return d


def _blocks(facts: Facts, items: list[str]) -> Drawing:
    sites = _sites(facts)
    height = sum(44 + 18 * len([k for k in items if abs(s.items.get(k, 0.0)) >= NEGLIGIBLE]) for s in sites)
    d = Drawing(358, height, label(facts))
    longest = max(abs(s.items.get(k, 0.0)) for s in sites for k in items)
    unit = (358 - 108 - 8 - width(usd(longest), 13)) / longest
    y = 0.0
    for site in sites:
        total = usd(sum(site.items.values()))
        d.text(0, y + 18, wrap(site.title, 350 - width(total, 14, True), 15, True, 1)[0], "nm")
        d.text(358, y + 18, total, "big2", "end")
        d.line(0, y + 26, 358, y + 26, "rule")
        for k in (k for k in items if abs(site.items.get(k, 0.0)) >= NEGLIGIBLE):
            d.text(0, y + 46, wrap(item_words(k), 104, 13, lines=1)[0], "lb")
            _bar(d, site, site.items[k], 108, y + 36, 12, unit, True, "num")
            y += 18
        y += 44
    return d
