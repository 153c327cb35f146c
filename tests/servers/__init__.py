"""Servers, and a spreadsheet program, that tests start for themselves: on this machine only, in a
directory that goes away.

One module for each: `find()` says whether the program is here, `PACKAGE` which Debian package
brings it (none, where Debian has none), `WHAT_TO_DO` what to tell whoever has to go without, and
`running()` starts a private one and stops it. `python -m tests.servers` lists what is missing.
"""
