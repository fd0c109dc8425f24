"""What is raised where a policy says something that cannot be."""


class PolicyError(ValueError):
    """The policy says something that cannot be."""
