"""What is answered at each address that is not of one thing."""
