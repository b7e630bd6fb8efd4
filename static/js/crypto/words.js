/* 256 plain Dutch words, one for each byte: easy to say aloud, hard to mistake for each other. Never change the order. */

export const WORDS = `
aardbei adelaar akker anker appel arend avond azuur baken balkon ballet bamboe banaan bezem beker berg
beuk bever biet bloem boek boom boot borstel bos boter brug bruin bus buurman cactus camera
cello cent cirkel citroen concert dak das deken deur dieren dobber dolfijn donder dorp draad druif
duif duin eend eiland eik ekster emmer engel erwt ezel fabel fakkel fazant feest fiets film
fluit fontein forel foto fruit galerij gans garnaal gebak geit gitaar glas gordijn goud graan gras
grot haas hagel haven hamer hand harp haver hemel herfst hert heuvel honing hotel hout huis
iglo ijsbeer insect ivoor jacht jager jas jasmijn juweel kaars kaas kabel kameel kano kapper kastanje
kegel kelder kers ketel kiezel kikker klaver klei klok knoop koets koffie kompas konijn koper koraal
koren krant kraan kruid kruik kust kwast laars ladder lamp lantaarn laken leeuw lente lepel libel
lijster linde lotus lucht maan magneet mais mandarijn mantel marmer markt mast meeuw melk merel mier
molen morgen mosterd muis museum muur muziek naald nacht nagel nest noot oase oever olifant olijf
orgel orkaan oven paard palm paneel papier parel park pauw peer peper piano pinda plank poes
pompoen poort postbode potlood prei puzzel radijs raket regen reiger rivier robijn roer roos rotonde rugzak
saffier salade schaap schelp schip sleutel slee smid sneeuw specht spiegel spin stad steen ster stoel
strand struik suiker tafel tak tarwe theater thee tijger toren tram trein trommel tuin tulp uil
vaas valk veer vijver vlag vlinder vogel vos vuur wagen walvis water wieg wolk wortel zeil
`.trim().split(/\s+/);
