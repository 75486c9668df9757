"""What has to be known of the editor that others made: the texts that it shows, and a style that it sets."""

from __future__ import annotations

from webapp.languages import N_

EDITOR = {
    "Query": N_("Question"),
    "Table": N_("Table"),
    "Response": N_("As it came"),
    "Error": N_("Error"),
    "Boolean": N_("Yes or no"),
    "Close tab": N_("Close this question"),
    "Close other tabs": N_("Close the other questions"),
    "Add tab": N_("One more question"),
    "Add a new tab": N_("One more question"),
    "Run query": N_("Ask"),
    "Simple view": N_("Plain"),
    "Ellipse": N_("Shorten"),
    "Compact": N_("Plain"),
    "Page size: ": N_("Rows on a page: "),
    "All": N_("All"),
    "Filter query results": N_("Filter the rows"),
    "Download Results": N_("Download the rows"),
    "Download result": N_("Download the rows"),
    "Share query": N_("Share this question"),
    "Shorten": N_("Make a short link"),
    "Copy Link": N_("Copy the link"),
    "No data available in table": N_("Nothing was found."),
    "No matching records found": N_("Nothing was found."),
    "Shows Table view": N_("Show as a table"),
    "Shows Response view": N_("Show as it came"),
    "Shows Answer view": N_("Show as an answer"),
    "Answer": N_("Answer"),
    "First": N_("First"),
    "Previous": N_("Previous"),
    "Next": N_("Next"),
    "Last": N_("Last"),
    "results": N_("{rows} rows in {seconds} seconds"),
    "Rename Tab": N_("Give another name"),
    "Copy Tab": N_("Copy this question"),
    "Close Tab": N_("Close this question"),
    "Re-open closed Tab": N_("Open the closed question again"),
}
"""Text of the editor → what it says to a visitor."""
EDITOR_STYLES = ("'sha256-zCK2EVMoPc04mRF/g5CotUvxbJPWS+8V0b+s9ptqQIk='",)
"""Digests of the styles that the editor puts into the page: the columns of its table can be dragged."""
