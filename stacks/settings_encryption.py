"""Whose keys encrypt what is stored."""

from stacks.model import Model


class Encryption(Model):
    """`customer_managed`: keys of our own over blobs and databases, instead of the provider's.

    A database can't change between the two: decide before it is made.
    """

    customer_managed: bool = False
