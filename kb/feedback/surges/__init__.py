"""An alert when something is asked much more often than it usually is (docs/decisions/0043)."""
