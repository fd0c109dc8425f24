"""Shopify's orders export (CSV); `format.py` is the way in."""
