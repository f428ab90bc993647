"""The access matrix: every address × method × role × record, asked, and judged by what the policies declare.

``walking`` reads the addresses from the urlconfs, ``naming`` says which record each of them names, ``ground`` makes
the records, ``actors`` signs everybody in, ``declared`` reads from the policies what each of them may, ``asking`` asks.
"""
