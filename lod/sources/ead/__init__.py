"""EAD: finding aids of archives; the whole and each component are records."""
