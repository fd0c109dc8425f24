"""What the stages hand to each other: the tables and their Pandera schemas.

Imports nothing of ours. Every schema is strict (no unknown column) and never
coerces: text stays text, amounts stay int64.
"""
