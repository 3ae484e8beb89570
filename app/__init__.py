"""Makes it happen: the only part of the program that has a clock, a disk and a network."""
