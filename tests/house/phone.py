"""The owner's phone in the house: finds the box by avahi, opens its pages by curl."""

from house.avahi import Avahi
from house.browser import Browser


class Phone:
    """Joined to the house; has its own avahi, as phones have something like it."""

    def __init__(self, lab, space):
        self.space = space
        self.avahi = Avahi(space)
        self.browser = Browser(space, lab.trust)

    def start(self):
        """Join the home network."""
        self.avahi.start()

    def stop(self):
        """Leave it."""
        self.avahi.stop()

    def forget(self):
        """Whatever it has heard of the house, it asks anew."""
        self.avahi.stop()
        self.avahi.start()
