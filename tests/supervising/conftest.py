from tests.noon import begins_at_noon

__all__ = ["begins_at_noon"]
