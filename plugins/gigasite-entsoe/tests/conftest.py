"""The kit and the tests read made files."""

import made_files  # noqa: F401
