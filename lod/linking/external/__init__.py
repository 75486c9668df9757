"""Links to others: which of our things is what in an authority file or thesaurus.

What is known of a thing of ours and of an entry of theirs is told alike, as a portrait; portraits are
compared, and what is sure becomes a statement, what is doubtful a question for a person.
"""
