"""Which container images may run: of a registry of our own or Microsoft's, and by what they are, not by a tag."""

import re

IMAGE = re.compile(r"(mcr\.microsoft\.com|[a-z0-9]{5,50}\.azurecr\.io)/[a-z0-9][a-z0-9._/-]*@sha256:[0-9a-f]{64}")


def check(image: str) -> str:
    """The image; ValueError in one sentence where it isn't pinned, or of another registry."""
    if not IMAGE.fullmatch(image):
        raise ValueError(
            f"image {image!r} is not allowed; allowed are images of mcr.microsoft.com or of a registry below "
            "azurecr.io, by digest (…@sha256:…)."
        )
    return image


def registry(image: str) -> str | None:
    """The host of our own registry that the image is pulled from; None for Microsoft's."""
    host = image.partition("/")[0]
    return host if host.endswith(".azurecr.io") else None
