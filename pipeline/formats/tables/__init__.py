"""Orders and lines as tables explained by a layout: the user's own (`format.py`) and Ecwid's CSV."""
