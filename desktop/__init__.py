"""The window of If Asked; the only package that uses Qt."""

from __future__ import annotations

__version__ = "0.1.0"
