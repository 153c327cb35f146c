"""Why publication refuses."""

from kb.problem import Refusal, Refused

__all__ = ["Refusal", "Refused"]
