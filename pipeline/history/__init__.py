"""What the ledger and the folders of earlier runs tell, as text and as plain data.

The ledger knows, `pipeline.history` says it: the runs, one order through time,
what is still open, what was settled, whether a run would give the same again,
what was pruned, and reports without people in them.
"""
