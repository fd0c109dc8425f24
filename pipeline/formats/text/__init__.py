"""Delimited text, byte for byte: encodings, records, cells, and files rewritten cell by cell."""
