# Pages
not-found-title = Rien ici
not-found-text = Cette page n’existe pas, ou elle n’est pas pour tout le monde.
nobody-title = Personne n’habite encore ici
nobody-text = Ce nœud attend son propriétaire. Si c’est vous, la première visite commence ici :
no-certificate-title = Pas encore ouvert
no-certificate-text = Cette maison attend encore son certificat. Revenez dans quelques minutes.
posts = Messages
no-posts = Pas encore de message public.
sensitive = Afficher le message
follow-hint = Pour suivre, cherchez cette adresse dans votre propre application :
reply = Une réponse
edited = modifié
poll-votes = { $count } votes
attachment = Pièce jointe
attachment-of = Pièce jointe : { $what }
