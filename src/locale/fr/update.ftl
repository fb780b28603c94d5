# Mises à jour
finding-slot = Le boîtier tourne avec la version { $version }, depuis son emplacement { $slot }.
finding-update-ready = La mise à jour { $version } est prête ; redémarrez le nœud pour l’essayer.
finding-update-written = La mise à jour { $version } s’écrit à côté du système qui tourne.
finding-update-tried = La mise à jour { $version } est à l’essai.
finding-update-kept = La mise à jour { $version } fonctionne et tourne.
finding-update-went-back = La mise à jour { $version } a été annulée ({ $why }) ; rien n’est perdu.
finding-update-went-back-do = Attendez la suivante.
