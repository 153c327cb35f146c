"""Figures of the desk for supervisors: by team, never by person."""
