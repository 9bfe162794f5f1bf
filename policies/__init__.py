"""The rules as code: the CrossGuard pack, the Azure Policy definitions made from the same rules, the scans."""
