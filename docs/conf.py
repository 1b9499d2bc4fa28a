"""How the documentation is built: `make docs`, no warnings, nothing from the network."""

from gigasite import _core

project = "gigasite"
author = "the gigasite founders"
copyright = "2026, the gigasite founders"
release = _core.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3
autodoc_member_order = "bysource"
autodoc_typehints = "none"
add_module_names = False
# Docstrings are Markdown-like text with examples; single backticks name things, they are no roles.
default_role = "code"

html_theme = "furo"
html_title = "gigasite"
html_show_sphinx = False
