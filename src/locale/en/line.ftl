# The line and the router
