"""Ecwid / MyCOMMERCE orders as the shop's REST interface gives them (JSON); `format.py` is the way in."""
