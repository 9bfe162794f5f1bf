"""Pulumi's state: copies that outlive its backend, and a new backend made of one."""
