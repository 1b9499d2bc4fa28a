"""How the documentation is built: `make docs`, no warnings, nothing from the network."""

from typing import Any

from docutils.nodes import SkipNode
from latex2mathml.converter import convert

from gigasite import _core

project = "gigasite"
author = "the gigasite founders"
copyright = "2026, the gigasite founders"
release = _core.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
myst_enable_extensions = ["deflist", "dollarmath"]
# An amount of money is no formula: no space inside the dollars, no digit beside them.
myst_dmath_allow_space = False
myst_dmath_allow_digits = False
myst_heading_anchors = 3
autodoc_member_order = "bysource"
autodoc_typehints = "none"
add_module_names = False
# Docstrings are Markdown-like text with examples; single backticks name things, they are no roles.
default_role = "code"

html_theme = "furo"
html_title = "gigasite"
html_show_sphinx = False


# Formulas become MathML when the pages are built: every browser draws it, and no page fetches a script.
html_math_renderer = "mathml"


def _inline(writer: Any, node: Any) -> None:
    writer.body.append(convert(node.astext()))
    raise SkipNode


def _block(writer: Any, node: Any) -> None:
    writer.body.append(convert(node.astext(), display="block"))
    raise SkipNode


def setup(app: Any) -> None:
    """Registers the renderer of formulas."""
    app.add_html_math_renderer("mathml", inline_renderers=(_inline, None), block_renderers=(_block, None))
