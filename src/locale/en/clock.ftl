# The clock
