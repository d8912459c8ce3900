"""A world of real hosts for the tests: real Debian machines in network namespaces, with an independent EC2 API.

Nothing in it knows the program under test, and nothing in it has a way out to any network.
"""
