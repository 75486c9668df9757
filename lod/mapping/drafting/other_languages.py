"""What museums that write German or French call the columns of their tables."""

from __future__ import annotations

import re
from functools import cache

_CALLED = """
inventarisnummer: inventarnummer, inventarnr, inv.-nr, inv.nr, inventar-nr, n° d'inventaire
inventarisnummer: numéro d'inventaire
objectnummer: objektnummer, objektnr, objekt-nr, objekt-id
objectnaam: objektbezeichnung, objektname, bezeichnung, dénomination
titel: objekttitel, titre, werktitel
kunstenaar: künstler, künstlerin, künstler/in, künstler*in, künstler:in, künstlername, maler, artiste
vervaardiger: hersteller, hersteller/in, künstler/hersteller, hersteller/künstler, urheber, fabricant
fotograaf: fotograf, fotografin, fotograf/in, photographe
auteur: autor, autorin, autor/in, verfasser, verfasserin
datering: datierung, entstehungszeit, entstehungsdatum, entstehungsjahr, herstellungsdatum
datering: herstellungsjahr, zeitstellung, datation
jaar: jahr, année
datum van: datierung von, datum von, jahr von, von jahr, entstehungsjahr von, frühestes datum
datum tot: datierung bis, datum bis, jahr bis, bis jahr, entstehungsjahr bis, spätestes datum
materiaal: material, material/technik, material und technik, material & technik, werkstoff, matériau
materiaal: matériaux, matière, matières
techniek: technik, herstellungstechnik
afmetingen: maße, masse, maßangabe, maßangaben, abmessung, abmessungen, größe
categorie: sachgruppe, objektart, objekttyp, objektgruppe, gattung, sachbegriff, objektkategorie
categorie: catégorie
beschrijving: beschreibung, kurzbeschreibung, objektbeschreibung
plaats vervaardiging: entstehungsort, herstellungsort, ort der entstehung, ort der herstellung
plaats vervaardiging: lieu de fabrication, lieu de création
plaats: ort, aufnahmeort, dargestellter ort, lieu
trefwoorden: schlagwort, schlagworte, schlagwörter, stichwort, stichworte, stichwörter, thema, themen
trefwoorden: mots-clés
afgebeelde persoon: dargestellte person, dargestellte personen, personne représentée
afbeelding: bild, bilder, bilddatei, bildname, abbildung, abbildungen
rechten: rechte, bildrechte, nutzungsrechte, urheberrecht, lizenz, droits
uitgever: verlag, éditeur
taal: sprache, langue
"""


@cache
def _table() -> dict[str, str]:
    rows = (line.split(": ", 1) for line in _CALLED.strip().splitlines())
    return {name: own for own, names in rows for name in names.split(", ")}


def in_dutch(name: str) -> str:
    """What Dutch museums call a column of this name; nothing when it is not known.

    >>> in_dutch("Datierung"), in_dutch("Material / Technik"), in_dutch("Standort")
    ('datering', 'materiaal', '')
    """
    return _table().get(re.sub(r"\s*/\s*", "/", " ".join(name.lower().split())).rstrip(":."), "")
