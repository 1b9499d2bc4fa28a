"""`gigasite serve`: a page on this machine on which the inputs that decide can be moved, and the comparison follows.

The server computes and draws, with the engine, the sentences and the figures of the report; the page shows what it is sent.
"""
