# Push notifications
push-mention = { $name } mentioned you
push-status = { $name } just posted
push-reblog = { $name } boosted your post
push-follow = { $name } is now following you
push-follow-request = { $name } wants to follow you
push-favourite = { $name } liked your post
push-poll = A poll by { $name } has ended
push-update = { $name } edited a post
push-quote = { $name } quoted your post
