"""Sections that plugins add to the report: harmless fragments, and a line instead of what is not."""

from __future__ import annotations

import re
from typing import Any

from gigasite.report.text import clean, escape

__all__ = ["plugin_sections"]

# What a report may not hold: scripts, handlers, frames, and anything that is fetched.
ACTIVE = re.compile(
    r"<\s*(script|iframe|object|embed|link|base|form)\b"
    r"|\son\w+\s*=|javascript:|@import"
    r"|(src|srcset|xlink:href)\s*=\s*[\"']?\s*(?!data:)"
    r"|url\(\s*[\"']?(?!#|data:)",
    re.IGNORECASE,
)


def plugin_sections(comparison: Any) -> tuple[tuple[str, str], ...]:
    """Title and fragment of each section that a plugin adds. One that fails or brings a script says so instead."""
    from gigasite.hooks import manager

    out = []
    for name, entry in manager().records("gigasite_report_sections").items():
        if entry.error is not None:
            continue
        try:
            section = manager().resolve("gigasite_report_sections", name)
            title, fragment = clean(section.title), str(section.render(comparison))
        except Exception as error:  # a plugin may fail in any way; the rest of the report stands
            title, fragment = clean(name), f'<p class="note">This section of a plugin failed: {escape(clean(error))}</p>'
        if ACTIVE.search(fragment):
            fragment = '<p class="note">This section of a plugin has a script or fetches something, so it is left out.</p>'
        out.append((title, fragment))
    return tuple(out)
