"""The page: inputs at the left, the answer at the right. It is sent once; `app.js` puts in what follows."""

from __future__ import annotations

import json

from gigasite.report.page import style
from gigasite.report.text import escape
from gigasite.serving.controls import SHARED, Control
from gigasite.serving.study import Study

__all__ = ["page"]


def page(study: Study) -> str:
    """The whole page, with the scenario as it is already in it."""
    first = study.shown((), preview=False, width=940.0)
    data = json.dumps({"controls": [one.to_dict() for one in study.controls], "reference": study.facts.ref.title}, ensure_ascii=False)
    reference = escape(study.facts.ref.title)
    side = _controls(study.controls)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">'
        '<title>What would have to be true? · gigasite</title><link rel="icon" href="data:,">'
        f'<style>{style()}</style><link rel="stylesheet" href="app.css"></head><body><a class="skip" href="#live">Skip to the result</a>'
        f'<div class="app"><header class="top"><b>gigasite</b><span>serve · {escape(study.facts.heading)}</span>'
        '<span id="preview" class="notice" hidden></span><span class="btns"><span class="meta" id="count">As in the scenario</span>'
        '<button id="reset" type="button" disabled>Reset</button><button id="copy" type="button">Copy link</button></span></header>'
        f'<div class="strip" id="strip" aria-hidden="true">{first["strip"]}</div>'
        '<div id="said" class="sr" role="status" aria-live="polite"></div>'
        f'<div class="grid2"><form class="side" aria-label="Inputs"><h2>What decides the question</h2>{side}'
        '<p class="note">A changed input is held at its value in every draw; the others keep their draws.</p></form>'
        f'<main class="main"><h1 class="sr">What would have to be true?</h1><p class="live" id="live">{first["live"]}</p>'
        '<section class="chart" aria-label="Cost"><figure class="fig" id="f-rank"><figcaption><p class="sub">Cost per delivered GPU-hour. '
        "Each dot is 1 in 20 equally likely outcomes; line P10–P90, tick P50; a ring marks the P50 of the scenario before your changes.</p>"
        f'</figcaption><div class="plot" id="rank">{first["rank"]}</div></figure></section>'
        '<div class="cols" id="more" hidden><section aria-labelledby="turn-head" id="turn"><h2 id="turn-head">Where it would turn</h2>'
        '<p class="sub"><span id="map-head"></span>. Press in the map or use the inputs.</p><figure class="fig" id="f-map">'
        '<div class="plot" id="map"></div></figure></section>'
        f'<section aria-labelledby="true-head"><h2 id="true-head">What would have to be true to match {reference}</h2>'
        '<ul class="wt" id="turns"></ul></section></div>'
        f'<div class="cmd"><h2>The same on the command line</h2><pre id="command" tabindex="0">{escape(first["command"])}</pre></div>'
        f'</main></div></div><script type="application/json" id="data">{data.replace("</", "<" + chr(92) + "/")}</script>'
        '<script src="app.js"></script></body></html>\n'
    )


def _controls(controls: tuple[Control, ...]) -> str:
    out, group = "", ""
    for i, one in enumerate(controls):
        if one.group != group:
            group = one.group
            out += f'<div class="grp">{escape(group)}</div>'
        where = "" if group == SHARED else f", {group}"
        out += (
            f'<div class="ctl" id="c-{i}"><div class="row"><label for="n-{i}">{escape(one.label)}</label>'
            f'<input id="n-{i}" type="text" inputmode="decimal" autocomplete="off" spellcheck="false" aria-describedby="s-{i} e-{i}">'
            f'<span class="u">{escape(one.unit)}</span></div>'
            f'<div class="rg"><span class="tr"></span><span class="bd"></span><span class="df"></span>'
            f'<input type="range" id="r-{i}" min="0" max="1000" step="1" aria-label="{escape(one.label + where)}"></div>'
            f'<div class="said" id="s-{i}"></div><p class="wrong" id="e-{i}" hidden></p></div>'
        )
    return out
