"""The command `lod`: the only room that prints.

Results go to stdout, what is told about a run to stderr. Exit code 0: all went well; 1: done, but something
is not as it should be; 2: not done, and one message says why.
"""

from lod.cli.group import main

__all__ = ["main"]
