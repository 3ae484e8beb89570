"""The record of a session: gathered once, told as PDF, FHIR, CSV and REMS summary, with the same figures in each."""
