# The home network
