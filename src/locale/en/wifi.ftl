# What was written on the card, and the home's Wi-Fi
finding-notes-unused = Some of what was written on the card is not used: { $list }.
finding-notes-unused-do = Look at the spelling in nichoir.txt. This box has no user, no password and no ssh to log in with, and knows no relays yet.
