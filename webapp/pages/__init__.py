"""What pages say: plain frozen values made from documents, for the templates to set.

Nothing here knows the request or writes HTML. Every statement of a document appears on its page: known
properties in their section, all others in the table at its end.
"""
