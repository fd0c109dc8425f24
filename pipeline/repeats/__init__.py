"""The rules of running twice: which rows are repeats, and what of a difference is new money; pure.

The updated orders follow from the inputs alone. `recognise_rows` says, before
the correction, which rows an export already holds and which additions look
like repeats; `reckon_new_money` says, after it, what is newly to be collected
or refunded given what earlier runs reported.
"""

from pipeline.repeats.new_money import reckon_new_money, tell_reported
from pipeline.repeats.recognise import recognise_rows, tell_repeats

__all__ = ["reckon_new_money", "recognise_rows", "tell_repeats", "tell_reported"]
