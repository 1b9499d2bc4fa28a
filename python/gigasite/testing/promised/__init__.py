"""The promises of the conformance kit, by hook. Importing this package registers them all."""

from gigasite.testing.promised import economics, formats, laws, others, providers, records, sites

__all__ = ["economics", "formats", "laws", "others", "providers", "records", "sites"]
