"""The treatment as the clinic lives it: protocol, gate, doses, checks, events, discharge, read from a history."""
