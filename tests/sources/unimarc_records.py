"""Records in UNIMARC, made up in the manner of the catalogues that write it: one a block, a line a field."""

from __future__ import annotations

from lod.record import Field

Written = tuple[str, list[Field]]
"""A leader and fields."""

TEXTS = {
    "bnf-novel": """
LDR      nam  22     3  450#
001 FRBNF356742910000008
003 http://catalogue.bnf.fr/ark:/12148/cb356742915
010 ## $a2-246-46681-4$bbr.$d98 F
020 ## $aFR$b09437532
100 ## $a19940830d1994    m  y0frey50      ba
101 0# $afre
102 ## $aFR
105 ## $a||||z   00|a|
106 ## $ar
181 #0 $6z01$ctxt$2rdacontent
182 #0 $6z01$cn$2rdamedia
200 1# $aAnioutka$bTexte imprimé$eroman$fRoger Bichelberger
210 ## $aParis$cB. Grasset$d1994$e53-Mayenne$gImpr. Floch
215 ## $a231 p.$d21 cm
300 ## $aTexte revu par l'auteur
606 ## $311932889$aEnfance$xRoman$2rameau
686 ## $a823$2Cadre de classement de la Bibliographie nationale française
700 #|$311891836$o$aBichelberger$bRoger$f1938-....$4070
801 #0 $aFR$bFR-751131010$c19940830$gAFNOR$hFRBNF356742910000008$2intermrc
930 ## $5FR-751131010:35674291001001$a94-24183$b759999999$cTolbiac - Rez-de-jardin - magasin$d0
""",
    "sudoc-thesis": """
LDR 00000nam0 22000001  450#
001 123456786
003 http://www.sudoc.fr/123456786
029 ## $aFR$b2005PA010501
033 ## $ahttp://www.theses.fr/2005PA010501
100 ## $a20060214d2005    k  y0frey0103    ba
101 0# $afre$dfre$deng
102 ## $aFR
105 ## $aa   m   000yy
106 ## $ar
200 1# $aLes marchands de Rouen au XVIIe siècle$bTexte imprimé$fMarie Dupont$gsous la direction de Jean Lefèvre
210 ## $aParis$d2005
215 ## $a2 vol. (612 f.)$cill.$d30 cm
310 ## $aPublication autorisée par le jury
320 ## $aBibliogr. f. 580-605. Index
328 #0 $bThèse de doctorat$cHistoire moderne$ePanthéon-Sorbonne$d2005
330 ## $aÉtude du commerce rouennais
606 ## $3027227812$aMarchands$3027242056$yRouen (Seine-Maritime)$302794078X$z17e siècle$2rameau
608 ## $302725365X$aThèses et écrits académiques$2rameau
676 ## $a381.094425$v22
700 #1 $3123456778$aDupont$bMarie$f1978-....$cdocteur en histoire$4070
701 #1 $3026987651$aLefèvre$bJean$4727
711 02 $3026403803$aUniversité Panthéon-Sorbonne$cParis$4295
801 #3 $aFR$bAbes$c20190911$gAFNOR
930 ## $5751052105:267213456$b751052105$aW 2005 (47)$ju
979 ## $aTHESE
991 ## $5751052105:267213456$aexemplaire de dépôt
""",
    "sudoc-serial": """
LDR 00000cas0 2200000   450#
001 039233111
003 http://www.sudoc.fr/039233111
011 ## $a0395-2649$f0395-2649
035 ## $aissn03952649
040 ## $aANHSDA
100 ## $a19990101a19469999k  y0frey0103    ba
101 0# $afre
102 ## $aFR
110 ## $aaga   0xx0
200 1# $aAnnales$eéconomies, sociétés, civilisations$dAnnals$zeng$fÉcole pratique
207 #0 $a1re année, n° 1 (1946)-
210 ## $aParis$cA. Colin$d1946-
215 ## $a24 cm
326 ## $aBimestriel$b1946-1993
421 #0 $tSupplément aux Annales
430 #0 $0039233000$tAnnales d'histoire sociale$x1243-2571
440 #0 $0039233222$tAnnales. Histoire, sciences sociales$x0395-2649
530 0# $aAnnales$b(Paris. 1946)
531 ## $aAnnales$b(Paris, 1946)
517 1# $aAnnales ESC
606 ## $3027234967$aSciences sociales$3027794801$xPériodiques$2rameau
675 ## $a93/99
676 ## $a900$v20
712 02 $3026367831$aÉcole pratique des hautes études$c6e section$4650
801 #3 $aFR$bAbes$c20190911$gAFNOR
856 4# $uhttps://www.persee.fr/collection/ahess$2Persée
""",
    "sudoc-article": """
LDR 00000naa  2200000   450#
001 145678903
003 http://www.sudoc.fr/145678903
100 ## $a20100901d2009    k  y0frey0103    ba
101 0# $aeng
102 ## $aFR
200 1# $aPrices and ports$fAnne Martin
215 ## $aP. 5-20$cgraph.
461 #0 $0039233111$tAnnales$x0395-2649
463 ## $tAnnales$v64, n° 1$pP. 5-20$d2009
700 #1 $3123456778$aMartin$bAnne$4070
801 #3 $aFR$bAbes$c20190911$gAFNOR
""",
    "sbn-set": """
LDR 00000nam1 2200000   450#
001 IT\\ICCU\\CFI\\0123456
005 20190201
010 ## $a88-04-00001-5
100 ## $a19850101d1983    ||||0itac50      ba
101 | $aita
102 ## $ait
200 1# $aI promessi sposi$fAlessandro Manzoni$ga cura di Vittorio Spinazzola
210 ## $aMilano$cGarzanti$d1983
215 ## $a2 v.$d18 cm
225 | $aI grandi libri Garzanti$v17
410 #0 $1001CFI0004567$12001 $aI grandi libri Garzanti$v17
463 #0 $1001CFI0123457$12001 $a1$v1
463 #0 $1001CFI0123458$12001 $a2$v2
500 10 $aI promessi sposi$3IT\\ICCU\\CFI\\0099999
676 ## $a853.7$v19
700 #1 $aManzoni$b, Alessandro$f<1785-1873>$3IT\\ICCU\\CFIV\\000123$4070
702 #1 $aSpinazzola$b, Vittorio$f<1930-2020>$3IT\\ICCU\\CFIV\\014343$4340
801 #3 $aIT$bIT-000000$c20190201
899 ## $aBiblioteca nazionale centrale - Firenze$1FI0098$2CFICF
950 0# $aBiblioteca nazionale centrale - Firenze$dCFGEN. B 20 567$eCF000123456
""",
    "sbn-volume": """
LDR 00000nam2 2200000   450#
001 IT\\ICCU\\CFI\\0123457
100 ## $a19850101d1983    ||||0itac50      ba
101 | $aita
102 ## $ait
200 1# $a1
210 ## $aMilano$cGarzanti$d1983
215 ## $aLX, 400 p.
461 #1 $1001CFI0123456$12001 $aI promessi sposi$v1
801 #3 $aIT$bIT-000000$c20190201
""",
    "sbn-old": """
LDR 00000nam0 2200000   450#
001 IT\\ICCU\\RMLE\\012345
012 ## $aa.am usn- r*s* pris$2fei$5IT-RM0267
100 ## $a19990101d1567    ||||0itac50      ba
101 | $alat
102 ## $ait
140 ## $aaa  a   000yy
200 1# $aAldi Manutii De quaesitis per epistolam libri III
210 ## $aVenetiis$capud Paulum Manutium$d1567
215 ## $a8º
300 ## $aMarca (Z41) sul front.
316 ## $5IT-RM0267$aLegatura in pergamena
317 ## $5IT-RM0267$aEx libris di Giovanni Rossi
321 1# $aEDIT16$cCNCE 36334
620 ## $aItalia$dVenezia
700 #1 $aManuzio$b, Aldo$f<1547-1597>$4070
712 02 $aManuzio, Paolo$4650
801 #3 $aIT$bIT-000000$c20190201
""",
    "porbase-novel": """
LDR 00000nam  2200000   450#
001 1234567
021 ## $aPT$b123456/98
010 ## $a972-21-0523-X$dEsc. 2500
100 ## $a19980705d1997    k  y0pory0103    ba
101 1# $apor$ceng
102 ## $aPT
105 ## $ay   z   000ay
200 1# $aO retrato de Dorian Gray$fOscar Wilde$gtrad. Januário Leite
205 ## $a2ª ed.
210 ## $aLisboa$cVega$d1997
215 ## $a254 p.$d20 cm
225 2# $aOutras obras$v7
304 ## $aTít. orig.: The picture of Dorian Gray
454 #0 $tThe picture of Dorian Gray
675 ## $a821.111-31$vBN$zpor
700 #1 $aWilde$bOscar$f1854-1900$4070
702 #1 $aLeite$bJanuário$4730
801 #0 $aPT$bBN$gRPC
966 ## $lBN$mMON$sL. 57890 V.$aL. 57890 V.
""",
    "cobiss-comarc": """
LDR 00000nam  2200000   450#
001 ## $an$ba$cm$d0$7ba
010 ## $a961-6211-01-3
100 ## $bd$c2004$hslv$lba
101 0# $aslv
102 ## $asvn
105 ## $aa$by$fa
200 1# $aPotovanje v Trst$eroman$fIvan Kranjc$g[ilustracije Maja Novak]
210 ## $aLjubljana$cMladika$d2004
215 ## $a212 str.$cilustr.$d21 cm
225 1# $aZbirka Pot$v3
300 ## $a500 izv.
610 0# $aslovenska književnost
675 ## $a821.163.6-311.2$c821$s821.163.6
700 #1 $31234567$aKranjc$bIvan$f1950-$4070
702 #1 $aNovak$bMaja$4440
996 ## $d\\\\lS\\\\n821.163.6 KRA$f01123456789$o20040310
""",
    "russian": """
LDR 00000nam0 2200000   450#
001 RU\\NLR\\BIBL\\000123456
100 ## $a20010202d1999    m  y0rusy50      ca
101 0# $arus
102 ## $aRU
105 ## $ay   z   000ay
200 1# $aМастер и Маргарита$eроман$fМихаил Булгаков
210 ## $aМосква$cАСТ$d1999
215 ## $a480 с.$d21 см
606 1# $aРусская литература$2nlr_sh
700 #1 $aБулгаков$bМ. А.$gМихаил Афанасьевич$f1891-1940$4070
801 #0 $aRU$bNLR$c20010202$gPSBO
899 ## $aNLR
""",
    "greek-two-scripts": """
LDR 00000nam  2200000   450#
001 000123
100 ## $a20030101d2002    m  y0grey50      ga
101 0# $agre
102 ## $aGR
200 1# $6a01$7ga$aΒίος και πολιτεία του Αλέξη Ζορμπά$fΝίκος Καζαντζάκης
200 1# $6a01$7ba$aVios kai politeia tou Alexē Zormpa$fNikos Kazantzakēs
210 ## $aΑθήνα$cΕκδόσεις Καζαντζάκη$d2002
215 ## $a341 σ.$d24 εκ.
700 #1 $6a02$7ba$aKazantzakēs$bNikos$f1883-1957$4070
700 #1 $6a02$7ga$aΚαζαντζάκης$bΝίκος$f1883-1957$4070
801 #0 $aGR$bGR-EBE
""",
    "map": """
LDR 00000nem  2200000   450#
001 FRBNF406123450000001
003 http://catalogue.bnf.fr/ark:/12148/cb40612345x
100 ## $a20060101d2005    m  y0frey50      ba
101 0# $afre$aeng
102 ## $aFR
120 ## $abb     a
121 ## $aaa
123 1# $aa$b50000$dw0033000$ew0030000$fn0483000$gn0480000
124 ## $ab$bd
200 1# $aBaie de Saint-Brieuc$bDocument cartographique$fInstitut géographique national
206 ## $a1:50 000
210 ## $aParis$cIGN$d2005
215 ## $a1 carte$cen coul.$d80 x 110 cm
607 ## $311976043$aSaint-Brieuc, Baie de (France)$xCartes$2rameau
710 02 $311865042$aFrance$bInstitut géographique national$4180$4650
801 #0 $aFR$bFR-751131010$c20060101$gAFNOR
""",
    "score": """
LDR 00000ncm  2200000   450#
001 FRBNF430123450000002
013 ## $a979-0-044-01234-5
071 21 $aD. 12345 F.$bDurand
100 ## $a20011010h20011999m  y0frey50      ba
101 2# $afre$aita
102 ## $aFR
125 ## $aaa
128 ## $asn$bka01
200 1# $aSonate pour piano$fFrancis Poulenc$géd. de Renaud Machart
208 ## $aPartition
210 ## $aParis$cDurand$dcop. 2001
215 ## $a1 partition (32 p.)$d31 cm
500 10 $aSonates$rPiano$sFP 12$uDo majeur
606 ## $aSonates (piano)$2rameau
700 #1 $313898536$aPoulenc$bFrancis$f1899-1963$4230
702 #1 $aMachart$bRenaud$4340
801 #0 $aFR$bFR-751131010$gAFNOR
""",
    "sound": """
LDR 00000njm  2200000   450#
001 FRBNF380123450000003
016 ## $aFR-Z03-91-01231
071 01 $a437 789-2$bDeutsche Grammophon
073 ## $a0028943778923
100 ## $a20040505d1993    m  y0frey50      ba
101 1# $afre$cita
102 ## $aDE
126 ## $aa
127 ## $a011540
181 #0 $cprm$2rdacontent
182 #0 $cs$2rdamedia
183 #0 $asd$2rdacarrier
200 1# $aRequiem$bEnregistrement sonore$fGiuseppe Verdi$gChoeur de Paris$gMarie Roux, soprano
210 ## $aHambourg$cDG$dP 1993
215 ## $a1 disque compact (75 min 40 s)$e1 livret
323 ## $aMarie Roux, soprano ; Orchestre de Paris ; dir. Carlo Bianchi
327 1# $aRequiem aeternam$aDies irae$aLibera me
700 #1 $aVerdi$bGiuseppe$f1813-1901$4230
702 #1 $aRoux$bMarie$4721
702 #1 $aBianchi$bCarlo$4250
712 02 $aOrchestre de Paris$4590
801 #0 $aFR$bFR-751131010$gAFNOR
""",
    "video": """
LDR 00000ngm  2200000   450#
001 FRBNF411234560000004
073 ## $a3333973123456
100 ## $a20080303d2007    m  y0frey50      ba
101 0# $afre$jeng$jfre
102 ## $aFR
115 ## $ac093aa|||||||||b||||
181 #0 $ctdi$2rdacontent
182 #0 $cv$2rdamedia
183 #0 $avd$2rdacarrier
200 1# $aLes quatre cents coups$bImages animées$fFrançois Truffaut, réal.$gMarcel Moussy, scénario
210 ## $aParis$cMK2$d[2007]
215 ## $a1 DVD vidéo (1 h 33 min)$cn. et b., son.
322 ## $aImage, Henri Decaë ; musique, Jean Constantin
323 ## $aJean-Pierre Léaud
333 ## $aTous publics
700 #1 $aTruffaut$bFrançois$f1932-1984$4300
702 #1 $aMoussy$bMarcel$4690
702 #1 $aLéaud$bJean-Pierre$4005
801 #0 $aFR$bFR-751131010$gAFNOR
""",
    "koha-novel": """
LDR 00000nam a2200000   4500
001 4711
010 ## $a978-2-07-036024-6$bbr.$d6,90 EUR
090 ## $a4711
099 ## $c2012-04-01$d2012-05-02$tLIV
100 ## $a20120401d2011    u  y0frey50      ba
101 1# $afre$ceng
102 ## $aFR
200 1# $a\x88L'\x89île au trésor$fRobert Louis Stevenson
210 ## $aParis$cGallimard$d2011
215 ## $a1 vol. (300 p.)$cill.$d18 cm
225 2# $aFolio$v2411
410 ## $tFolio$v2411$x0768-0732
454 ## $tTreasure island
606 ## $9123$aPirates$2rameau
608 ## $aRoman d'aventures
676 ## $a823.8
700 #1 $9345$3123$aStevenson$bRobert Louis$f1850-1894$4070
702 #1 $9346$aPapy$bJacques$4730
801 #3 $aFR$bBIB
995 ## $bCENTRE$cCENTRE$eAdultes$f3000001234567$kR STE$o0$rLIV
""",
    "conference": """
LDR 00000nam  2200000   450#
001 171234564
003 http://www.sudoc.fr/171234564
100 ## $a20130101d2012    k  y0frey0103    ba
101 0# $afre$aeng
102 ## $aFR
105 ## $aa   a   101yy
200 1# $aVilles et fleuves$eactes du colloque de Lyon, 3-5 mai 2010$fsous la dir. de Paul Girard et Lise Petit
210 ## $aLyon$cPUL$d2012
215 ## $a1 vol. (412 p.)$cill., cartes$d24 cm
225 0# $aTransversales$v31
320 ## $aNotes bibliogr. Index
410 #0 $0098765432$tTransversales (Lyon)$x1961-2117$v31
606 ## $aVilles$xHistoire$2rameau
676 ## $a307.76$v22
702 #1 $3098765432$aGirard$bPaul$4340
702 #1 $aPetit$bLise$4340
710 12 $aColloque Villes et fleuves$d1$f2010$eLyon$4557
801 #3 $aFR$bAbes$gAFNOR
""",
    "ebook": """
LDR 00000nlm  2200000   450#
001 181234568
003 http://www.sudoc.fr/181234568
010 ## $a978-2-8218-1234-5
017 70 $a10.4000/books.editionsmsh.1234$2DOI
100 ## $a20150101d2014    k  y0frey0103    ba
101 0# $afre
102 ## $aFR
106 ## $as
135 ## $adrcnn
181 ## $ctxt$2rdacontent
182 ## $cc$2rdamedia
183 ## $acr$2rdacarrier
200 1# $aPenser la ville$bRessource électronique$fLéa Simon
214 #0 $aParis$cÉditions de la MSH
214 #2 $aMarseille$cOpenEdition$d2014
230 ## $aDonnées textuelles
452 ## $0081234567$tPenser la ville$y978-2-7351-1234-0
606 ## $aVilles$2rameau
700 #1 $3081234560$aSimon$bLéa$4070
801 #3 $aFR$bAbes$gAFNOR
856 4# $uhttps://books.openedition.org/editionsmsh/1234$qHTML
""",
    "old-french": """
LDR 00000nam  2200000   450#
001 FRBNF300123450000005
012 ## $aueus l'us e.it &tde (3) 1784 (R)$2fei
100 ## $a19880101d1784    m  y0frey50      ba
101 1# $afre$clat
102 ## $aFR
140 ## $aaaabb   000yy
200 1# $aOeuvres de Virgile$etraduites en françois, le texte vis-à-vis la traduction$fpar Mr l'abbé Des Fontaines
210 ## $aA Paris$cchez Didot l'aîné$d1784$rA Paris, de l'imprimerie de Didot l'aîné. M. DCC. LXXXIV
215 ## $a4 vol.$d8°
500 10 $aBucoliques$mfrançais
620 ## $aFrance$dParis
700 #0 $aVirgile$f0070-0019 av. J.-C.$4070
702 #1 $aDesfontaines$bPierre-François Guyot$f1685-1745$4730
702 #1 $aDidot$bFrançois-Ambroise$f1730-1804$4610
801 #0 $aFR$bFR-751131010$gAFNOR
""",
    "king": """
LDR 00000nam  2200000   450#
001 FRBNF310123450000006
100 ## $a19900101d1988    m  y0frey50      ba
101 0# $afre
102 ## $aFR
105 ## $ac       001yb
200 1# $aLettres de Louis XIV$fprésentées par Pierre Gaxotte
210 ## $aParis$cTallandier$d1988
215 ## $a225 p.-[16] p. de pl.$d22 cm
600 #0 $311913559$aLouis$dXIV$croi de France$f1638-1715$2rameau
604 ## $1700#0$aLouis$dXIV$croi de France$150010$aMémoires
700 #0 $311913559$aLouis$dXIV$croi de France$f1638-1715$4070
702 #1 $aGaxotte$bPierre$f1895-1982$4340
801 #0 $aFR$bFR-751131010$gAFNOR
""",
    "photograph": """
LDR 00000nkm  2200000   450#
001 FRBNF420123450000007
100 ## $a20100101d1890    m  y0frey50      ba
101 | $azxx
102 ## $aFR
116 ## $afb
181 ## $ab#$bxb2e##
182 ## $an
200 1# $a[Vue du port de Marseille]$bImage fixe$ephotographie$fÉtienne Neurdein
210 ## $d[1890]
215 ## $a1 photogr. pos. sur papier albuminé$d20 x 26 cm
608 ## $aPhotographies$2rameau
607 ## $aMarseille (Bouches-du-Rhône)$2rameau
700 #1 $aNeurdein$bÉtienne$f1832-1918$4600
801 #0 $aFR$bFR-751131010$gAFNOR
""",
    "family-papers": """
LDR 00000nbm  2200000   450#
001 8812
100 ## $a20120101g18201875m  y0frey50      ba
101 0# $afre
102 ## $aBE
200 1# $aPapiers de la famille d'Arenberg$bTexte manuscrit
210 ## $d1820-1875
215 ## $a3 boîtes
371 0# $aConsultation sur place
602 ## $aArenberg$cfamille
720 ## $aArenberg$cfamille$4390
801 #0 $aBE$bBE-A0510
850 ## $aBE-A0510
""",
    "children": """
LDR 00000nam  2200000   450#
001 9912
010 ## $a978-88-04-12345-3
100 ## $a20180101d2018    b  y0itay50      ba
101 1# $aita$cfre
102 ## $aIT
105 ## $aa   z   000fy
200 1# $aIl piccolo principe$fAntoine de Saint-Exupéry$gtraduzione di Nini Bompiani
210 ## $aMilano$cBompiani$d2018
215 ## $a125 p.$cill.$d22 cm
333 ## $aDa 6 anni
454 #0 $12001 $aLe petit prince$1700 1$aSaint-Exupéry$bAntoine de
510 1# $aLe petit prince$zfre
606 ## $aPrincipi$2FIR
700 #1 $aSaint-Exupéry$bAntoine de$f1900-1944$4070
701 #1 $aBompiani$bNini$4730$4999
801 #3 $aIT$bIT-000000$gREICAT
""",
}


def written(text: str) -> Written:
    """The record in such a block."""
    leader, fields = " " * 24, []
    for line in filter(None, text.split("\n")):
        if line.startswith("LDR "):
            leader = line[4:].replace("#", " ").ljust(24)
            continue
        tag, rest = line[:3], line[4:]
        at = rest.find("$")
        if at < 0:
            fields.append(Field(tag, "", [("", rest)]))
            continue
        marks = rest[:at].replace("#", " ").ljust(2)[:2]
        subfields = [(part[:1], part[1:]) for part in rest[at:].split("$")[1:] if part]
        fields.append(
            Field(
                tag,
                marks,
                [(code, value.replace("#", " ") if code == "1" else value) for code, value in subfields],
            )
        )
    return leader, fields


def in_iso2709(record: Written, encoding: str = "utf-8") -> bytes:
    """The record as ISO 2709."""
    leader, fields = record
    directory, data = b"", b""
    for one in fields:
        subfields = "".join(f"\x1f{code}{value}" if code else value for code, value in one.subfields)
        body = (one.indicators + subfields).encode(encoding) + b"\x1e"
        directory += f"{one.tag}{len(body):04d}{len(data):05d}".encode()
        data += body
    start = 24 + len(directory) + 1
    head = f"{start + len(data) + 1:05d}{leader[5:10]}22{start:05d}{leader[17:20]}{leader[20:24] or '450 '}"
    return head.encode() + directory + b"\x1e" + data + b"\x1d"


def in_xml(record: Written, around: str = "record", namespace: str = "info:lc/xmlns/marcxchange-v2") -> str:
    """The record as MarcXchange."""
    from xml.sax.saxutils import escape

    leader, fields = record
    inner = ""
    for one in fields:
        if one.tag[:2] == "00" and one.text:
            inner += f'<mxc:controlfield tag="{one.tag}">{escape(one.text)}</mxc:controlfield>'
            continue
        subfields = "".join(
            f'<mxc:subfield code="{code}">{escape(value)}</mxc:subfield>' for code, value in one.subfields
        )
        inner += f'<mxc:datafield tag="{one.tag}" ind1="{one.indicators[0]}" ind2="{one.indicators[1]}">{subfields}</mxc:datafield>'
    return (
        f'<mxc:{around} xmlns:mxc="{namespace}" format="Unimarc" type="Bibliographic">'
        f"<mxc:leader>{escape(leader)}</mxc:leader>{inner}</mxc:{around}>"
    )
