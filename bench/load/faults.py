"""What can go wrong."""


class LoadError(Exception):
    """A run that gives no figures."""
