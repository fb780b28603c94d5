# The first visit
