# Notifications poussées
push-mention = { $name } vous a mentionné
push-status = { $name } vient de publier
push-reblog = { $name } a partagé votre message
push-follow = { $name } vous suit
push-follow-request = { $name } demande à vous suivre
push-favourite = { $name } aime votre message
push-poll = Un sondage de { $name } est terminé
push-update = { $name } a modifié un message
push-quote = { $name } a cité votre message
