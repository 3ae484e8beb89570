"""Simulated patients and bedside monitors: strangers to the server, who know only the wire format."""
