"""Messages to customers: who is to pay or gets back how much, in words and in their language.

Templates are read and tried out with the other inputs (`templates`), filled
in once the run is worked out (`compose`), and written as a table for a mail
merge and as drafts of e-mails (`write`). Nothing is sent.
"""

from pipeline.messages.compose import Message, Occasion, compose_messages, tell_doubts
from pipeline.messages.facts import Facts, TaxFacts, list_variables
from pipeline.messages.tell import count_messages, tell_messages
from pipeline.messages.templates import ACTIONS, Templates, list_templates, read_templates
from pipeline.messages.write import DRAFTS, TABLE, write_messages

__all__ = [
    "ACTIONS",
    "DRAFTS",
    "TABLE",
    "Facts",
    "Message",
    "Occasion",
    "TaxFacts",
    "Templates",
    "compose_messages",
    "count_messages",
    "list_templates",
    "list_variables",
    "read_templates",
    "tell_doubts",
    "tell_messages",
    "write_messages",
]
