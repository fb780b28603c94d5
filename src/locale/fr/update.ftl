# Mises à jour
finding-slot = La carte porte le système en double, pour qu’une mise à jour puisse repartir. La version { $version } tourne, depuis l’emplacement { $slot }.
finding-update-ready = La mise à jour { $version } est prête. Elle sera essayée au prochain démarrage de Nichoir.
finding-update-ready-do = Redémarrez le service quand cela vous convient.
finding-update-written = La mise à jour { $version } s’écrit à côté du système qui tourne.
finding-update-tried = La mise à jour { $version } est à l’essai.
finding-update-kept = La mise à jour { $version } fonctionne et tourne.
finding-update-went-back = La mise à jour { $version } a été annulée ({ $why }). Rien n’est perdu, et ce qui tournait avant tourne de nouveau.
finding-update-went-back-do = Il n’y a rien à réparer : attendez une mise à jour plus récente.
