"""The four languages of those who read what the program writes, and how they spell numbers and dates.

Texts in the code are English and are the keys of the catalogues. `Words` says
them in a language; `N_` marks a text that is said later; `phrase` makes a text
that can be said again in another language.
"""

from pipeline.languages.find import LANGUAGES, find_words
from pipeline.languages.phrase import N_, Phrase, phrase
from pipeline.languages.words import Words

ENGLISH = find_words("en")

__all__ = ["ENGLISH", "LANGUAGES", "N_", "Phrase", "Words", "find_words", "phrase"]
