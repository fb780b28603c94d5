# Le certificat
