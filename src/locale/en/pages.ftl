# Pages
not-found-title = Nothing here
not-found-text = This page does not exist, or it is not for everybody.
nobody-title = Nobody lives here yet
nobody-text = This node waits for its owner. If that is you, the first visit begins here:
no-certificate-title = Not open yet
no-certificate-text = This home is still waiting for its certificate. Come back in a few minutes.
posts = Posts
no-posts = No public posts yet.
sensitive = Show the post
follow-hint = To follow, search for this address in your own app:
reply = A reply
edited = edited
poll-votes = { $count } votes
attachment = Attachment
attachment-of = Attachment: { $what }
