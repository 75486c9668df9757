"""What changed, for those who follow: ActivityStreams, LDES and Atom, all from the register's one log."""
