"""Workbooks to fill in: five sheets with drop-downs, checks and notes, empty or with what orders say now."""

from pipeline.template.write import write_template

__all__ = ["write_template"]
