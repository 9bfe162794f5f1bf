"""placeholder"""
from starlette.applications import Starlette
class VaultData:
    def __init__(self, plane): self.app = Starlette()
