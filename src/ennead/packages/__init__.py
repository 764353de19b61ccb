"""Packages that functions ship, from lockfiles, manifests and what is deployed; and what advisories say of them."""
