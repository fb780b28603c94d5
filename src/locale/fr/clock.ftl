# L’horloge
