"""What the rig says when it cannot do something."""


class RigError(Exception):
    """A sentence for a person: what is missing or wrong, and what to do about it."""
