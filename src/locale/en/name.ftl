# The DNS name
