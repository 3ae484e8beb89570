"""Parsers of what devices and recordings say, without any input or output of their own."""
