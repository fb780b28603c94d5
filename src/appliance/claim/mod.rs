//! Who may have the box: the code, the guesses, what was chosen so far.
