"""The durable truth: entries, readings and alarm revisions, in memory for tests and in SQLite for everything else.

`app.journal.opening.open_journal` opens the store of a folder; `app.journal.lock.acquire` makes sure that only one
program writes to it. Nothing is imported here, so that a command that needs only the lock pays for nothing else.
"""
