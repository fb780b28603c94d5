# The clock
finding-clock-waiting = Waiting for the right time: this machine does not know it yet.
finding-clock-network = The clock is right: the system has it from the network (since { $since }).
finding-clock-battery = The clock is right: it has a battery (since { $since }).
finding-clock-others = The clock is right: other servers agree with it (since { $since }).
finding-clock-corrected = The clock of this machine is wrong: it said { $time } at { $since }. Nichoir goes by that of other servers.
finding-clock-corrected-do = Switch on time synchronisation (NTP) on this machine; nothing else needs to be done here.
finding-clock-behind = The clock of this machine says { $time }, which is past, and for { $minutes } minutes nobody has answered with the right time. Nothing is sent or received until it is known.
finding-clock-behind-do = Check that this machine reaches the internet: the clock sets itself right as soon as it does.
finding-clock-unknown = The clock of this machine says { $time }, and for { $minutes } minutes nobody has answered whether that is right. Nothing is sent or received until it is known.
finding-clock-unknown-do = Check that this machine reaches the internet: the time is checked as soon as it does.
