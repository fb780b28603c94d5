# Ce qui a été écrit sur la carte, et le Wi-Fi de la maison
finding-notes-unused = Une partie de ce qui a été écrit sur la carte ne sert pas : { $list }.
finding-notes-unused-do = Vérifiez l’orthographe dans nichoir.txt. Cette boîte n’a ni utilisateur, ni mot de passe, ni ssh pour s’y connecter, et ne connaît pas encore les relais.
