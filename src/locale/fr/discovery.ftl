# Le réseau de la maison
