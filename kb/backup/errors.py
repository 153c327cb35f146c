"""Why a backup or a restore stops, said so that an operator knows what to do."""


class BadBackup(Exception):
    """This file is no backup of ours, is broken, or is newer than this program."""


class CannotKeep(Exception):
    """The database cannot be written out or put back: a program is missing, or it failed."""


class NotEmpty(Exception):
    """Something is there already, and nobody said that it may go."""
