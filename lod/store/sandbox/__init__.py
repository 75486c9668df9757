"""SPARQL in processes that can be killed.

A gate looks at the text; a supervisor keeps workers, each with the current release open for reading; a client
in each web process asks them. Start one `Sandbox` for a site; connect other processes to its `folder`.
"""
