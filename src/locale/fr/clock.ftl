# L’horloge
finding-clock-waiting = En attente de l’heure exacte : cette machine ne la connaît pas encore.
finding-clock-network = L’horloge est juste : le système la tient du réseau (depuis { $since }).
finding-clock-battery = L’horloge est juste : elle a une pile (depuis { $since }).
finding-clock-others = L’horloge est juste : d’autres serveurs le confirment (depuis { $since }).
finding-clock-corrected = L’horloge de cette machine est fausse : elle indiquait { $time } à { $since }. Nichoir suit celle d’autres serveurs.
finding-clock-corrected-do = Activez la synchronisation de l’heure (NTP) sur cette machine ; rien d’autre n’est à faire ici.
finding-clock-behind = L’horloge de cette machine indique { $time }, ce qui est passé, et depuis { $minutes } minutes personne n’a donné l’heure exacte. Rien n’est envoyé ni reçu tant qu’elle n’est pas connue.
finding-clock-behind-do = Vérifiez que cette machine atteint Internet : l’horloge se règle dès que c’est le cas.
finding-clock-unknown = L’horloge de cette machine indique { $time }, et depuis { $minutes } minutes personne n’a confirmé que c’est juste. Rien n’est envoyé ni reçu tant qu’on ne le sait pas.
finding-clock-unknown-do = Vérifiez que cette machine atteint Internet : l’heure est vérifiée dès que c’est le cas.
