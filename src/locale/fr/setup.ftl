# La première visite
