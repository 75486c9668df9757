"""Tables: CSV and TSV, workbooks, FileMaker; a row is a record."""
