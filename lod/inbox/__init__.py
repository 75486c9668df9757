"""What others tell us: that something of theirs links to a thing of ours, and what is wrong in a record.

It is kept in a database of its own (var/inbox.sqlite), to which web workers only ever add rows. A link
waits there until a person accepts it; then `lod publish` says it. Knows nothing of the register.
"""
