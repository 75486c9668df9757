"""Why a query has no answer, in the language of the visitor.

Errors are raised in English, by sentences that are few: each stands here as it is raised, with what differs
named, and its translation in the catalogue. Machines get them as they were raised.
"""

from __future__ import annotations

import re

from webapp.languages import N_, Wording

_SENTENCES = (
    # what does not parse
    N_("line %(line)s, column %(column)s: the query does not parse here"),
    N_("line %(line)s, column %(column)s: a string begins here and is not closed"),
    N_("line %(line)s, column %(column)s: %(found)s is not used like this"),
    N_("line %(line)s, column %(column)s: there is no such escape, or no such character"),
    N_("a search stands where no values can stand"),
    N_("there is no function %(name)s here"),
    N_("the query does not parse"),
    N_("this does not begin as a query does"),
    # what may help
    N_("The prefix %(prefix)s: is not declared. Put first: %(line)s"),
    N_("An address between < and > is whole (https://…) and has no spaces or quotes in it."),
    N_("The query is empty."),
    N_("Found %(found)s; here could be: %(signs)s"),
    N_("The query ends here, but a %(bracket)s is not closed."),
    N_("Something is missing before this: a pattern is subject, property, value; FILTER takes ( )."),
    N_("A query has no ; at its end."),
    N_("In SELECT an expression stands in brackets, with a name: (COUNT(*) AS ?number)."),
    N_("There are no commas between the variables of SELECT."),
    N_("No word or name of SPARQL has the character %(code)s, which may have come along by copying."),
    N_("A %(opened)s is not closed before this %(closed)s."),
    N_("This %(closed)s closes nothing."),
    N_("A prefix is declared as PREFIX name: <address>, without @ and without a full stop."),
    N_("An address stands between < and >."),
    N_("What FILTER tests stands in brackets: FILTER(?number > 3)."),
    N_("%(word)s stands after the last }."),
    N_("Found %(found)s; is %(word)s meant?"),
    N_("The mistake is here, or just after it: %(found)s"),
    N_("Close it with the same quote; a string of several lines has three quotes at each end."),
    N_("Write it as a triple of its own: %(first)s or %(second)s."),
    # what Oxigraph's parser says itself
    N_("The SELECT contains a variable that is unbound."),
    N_("The SELECT contains an expression with a variable that is unbound."),
    N_("The SELECT overrides an existing variable using an expression."),
    N_("Duplicated variable name in SELECT."),
    N_("SELECT * is not authorized with GROUP BY."),
    N_("BIND is overriding an existing variable."),
    N_("Unexpected aggregate."),
    N_("Already used blank node id."),
    N_("Repeated variables are not allowed in VALUES clauses."),
    # what is never allowed
    N_("this endpoint only answers questions: %(word)s is an update"),
    N_("a name of 1,000 characters is not taken beside the word 'service'"),
    N_("SERVICE %(target)s is not asked from here; allowed are none"),
    N_("SERVICE %(target)s is not asked from here; allowed are only, written in full: %(hosts)s"),
    N_("%(found)s may be a comparison, and the word 'service' is near: write it in full"),
    # limits
    N_("%(what)s (asked before, less than a minute ago)"),
    N_("the query has %(size)s bytes, %(limit)s kB are allowed"),
    N_("brackets nest more than %(limit)s deep"),
    N_("a query may search at most %(limit)s times"),
    N_("the query ran for more than %(limit)s seconds"),
    N_("the query needs more than %(limit)s MB of memory"),
    N_("the query needs more memory than it may use"),
    N_("there is no room on disk for the answer"),
    N_("the answer is larger than %(limit)s MB"),
    N_("too many long queries are running; try again later"),
    N_("too many long queries are in hand; try again later"),
    N_("too many long queries are waiting; try again later"),
    N_("too many queries are waiting; try again later"),
    N_("the query service does not answer; try again later"),
    N_("the client went away after %(seconds)s s"),
    N_("%(number)s queries of yours are under way"),
    N_("your queries have used up their time for now"),
    N_("the store gives less than %(limit)s rows: ask for fewer, with LIMIT"),
    N_("the store took too long to answer"),
    N_("a query of at most %(limit)s bytes gets a short link"),
    N_("short links cannot be kept now; this query has none"),
    N_("%(limit)s queries are kept; no more are taken"),
    N_("this answer cannot be written as %(form)s: %(what)s; ask for another form"),
    N_("it has characters or names that no XML may have"),
    N_("it has statements as values"),
    # trouble
    N_("the collections are being published"),
    N_("the answer was cut off"),
    N_("the answer could not be written (%(reason)s)"),
    N_("the store behind this endpoint does not answer; try again later"),
    N_("the query service could not answer"),
    N_("the query made its process crash"),
    N_("the query service could not be started"),
    N_("the query service could not be started; the log says why"),
    N_("the query service is not there (%(reason)s)"),
    N_("the store does not take this query (%(reason)s)"),
)
_NAMED = re.compile(r"%\\\((\w+)\\\)s|%\((\w+)\)s")


def _pattern(sentence: str) -> re.Pattern[str]:
    """What a sentence looks like with anything where it names what differs.

    >>> _pattern("%(limit)s rows (at most)").fullmatch("12 rows (at most)").groupdict()
    {'limit': '12'}
    """
    return re.compile(_NAMED.sub(r"(?P<\1>.+)", re.escape(sentence)), re.DOTALL)


_PATTERNS = tuple((_pattern(sentence), sentence) for sentence in _SENTENCES)


def said(message: str, wording: Wording) -> str:
    """The sentence of an error in a language; one that is not known stays as it is.

    >>> from webapp.languages import wording
    >>> said("brackets nest more than 250 deep", wording("nl"))
    'haakjes staan meer dan 250 diep in elkaar'
    """
    for pattern, sentence in _PATTERNS:
        if found := pattern.fullmatch(message):
            named = found.groupdict()
            if "what" in named:
                named["what"] = said(named["what"], wording)
            return wording.text(sentence) % named if named else wording.text(sentence)
    return message
