"""What others ask of our descriptions, as direct checks with what to do in Dutch and English.

Of datasets: the requirements of the Dutch Dataset Register. Of things: SCHEMA-AP-NDE.
"""
