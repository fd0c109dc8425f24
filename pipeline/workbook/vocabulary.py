"""The words clerks use for sheets, columns, actions, fields and targets.

Data only, in English, French, German and Italian: one meaning, its wordings
separated by bars. `headers` decides which wordings count as the same (case,
accents, punctuation, articles and plural endings do not matter).
"""

from __future__ import annotations

SHEETS = {
    "item": "Items | Order items | Lines | Articles | Lignes | Artikel | Positionen | Bestellpositionen"
    " | Articoli | Righe | Prodotti | Products | Produits | Produkte",
    "customer": "Customer | Client | Clients | Kunde | Kunden | Kundin | Kundendaten | Cliente | Clienti"
    " | Addresses | Adressen | Adresses | Indirizzi | Customer data | Données client | Dati cliente",
    "discount": "Discounts | Coupons | Rabais | Remises | Réductions | Rabatt | Rabatte | Gutscheine"
    " | Sconto | Sconti | Buoni",
    "order": "Order | Orders | Commande | Commandes | Bestellung | Bestellungen | Auftrag | Aufträge"
    " | Ordine | Ordini",
    "tax": "Tax | Taxes | Taxe | TVA | Steuer | Steuern | MwSt | Imposta | Imposte | Tasse | IVA | VAT",
}
EDITS_SHEETS = "Edits | Corrections | Modifications | Änderungen | Korrekturen | Modifiche | Correzioni"
SILENT_SHEETS = (
    "Help | How to | Guide | Instructions | Lists | Readme | Read me | Notes | Example | Aide | Mode d'emploi"
    " | Listes | Exemple | Hilfe | Anleitung | Listen | Notizen | Beispiel | Aiuto | Istruzioni | Elenchi"
    " | Note | Esempio"
)
EXAMPLE_WORDS = "Example | Exemple | Beispiel | Esempio"

ACTIONS = {
    "add": "add | added | new | insert | plus | ajouter | ajout | ajoute | ajouté | nouveau | nouvelle"
    " | hinzufügen | zufügen | neu | ergänzen | aggiungi | aggiungere | aggiunta | nuovo | nuova",
    "change": "change | changed | modify | edit | update | correct | replace | modifier | modification"
    " | modifié | changer | corriger | remplacer | ändern | Änderung | geändert | bearbeiten | anpassen"
    " | korrigieren | ersetzen | modifica | modificare | cambia | cambiare | correggi | correggere"
    " | sostituisci",
    "remove": "remove | removed | delete | deleted | del | drop | minus | supprimer | suppression | retirer"
    " | enlever | effacer | ôter | löschen | entfernen | streichen | rimuovi | rimuovere | elimina"
    " | eliminare | cancella | cancellare | togli | togliere",
}
ACTION_SIGNS = {"+": "add", "-": "remove", "−": "remove", "–": "remove", "~": "change"}
CLEAR_WORDS = (
    "clear | empty | blank | effacer | vider | vide | löschen | leeren | leer | cancella | cancellare"
    " | svuota | svuotare | vuoto"
)

TARGETS = {
    "item": "item | items | line | lines | article | ligne | produit | product | Artikel | Position | Zeile"
    " | Produkt | articolo | articoli | riga | prodotto",
    "customer": "customer | client | address | adresse | Kunde | Kundin | Kunden | cliente | clienti"
    " | indirizzo",
    "discount": "discount | coupon | rabais | remise | réduction | Rabatt | Rabatte | Gutschein | sconto"
    " | sconti | buono",
    "order": "order | commande | Bestellung | Auftrag | ordine | ordini",
    "tax": "tax | taxes | taxe | VAT | TVA | Steuer | Steuern | MwSt | imposta | imposte | IVA",
}

ORDER = (
    "order | order number | order no | order nr | order id | order name | commande | numéro de commande"
    " | no de commande | n de commande | nr de commande | id commande | référence de commande | Bestellung"
    " | Bestellnummer | Bestell-Nr | Bestellungsnummer | Bestell-ID | Auftrag | Auftragsnummer"
    " | Auftrags-Nr | ordine | numero ordine | no ordine | n ordine | nr ordine | num ordine | id ordine"
)
FIND = (
    "find | find by | search | search for | look up | chercher | rechercher | recherche | trouver | suchen"
    " | Suche | Suchbegriff | finden | cerca | cercare | ricerca | trova | trovare"
)
ACTION = (
    "action | operation | opération | Aktion | Vorgang | was tun | azione | operazione | what to do"
    " | que faire"
)
REASON = "reason | motif | raison | Grund | Begründung | motivo | ragione | causale"
REQUEST = (
    "request | request number | request id | request no | ticket | ticket number | ticket no | demande"
    " | numéro de demande | no de demande | n de demande | numéro de ticket | no de ticket | Anfrage"
    " | Anfragenummer | Antrag | Ticketnummer | Ticket-Nr | richiesta | numero richiesta | numero ticket"
    " | n ticket"
)
IMPORT_RESULT = (
    "import result | résultat d'import | résultat de l'import | résultat de l'importation"
    " | résultat d'importation | Importergebnis | Import-Ergebnis | Importresultat | risultato importazione"
    " | risultato dell'importazione | risultato import"
)
IMPORT_COMMENT = (
    "import comment | commentaire d'import | commentaire de l'import | commentaire de l'importation"
    " | commentaire d'importation | Importkommentar | Import-Kommentar | commento importazione"
    " | commento dell'importazione | commento import"
)
SURPLUS = "surplus cells | cellules en trop | überzählige Zellen | celle in eccesso"

ITEM = (
    "item | items | line | order item | item ref | article | article actuel | ligne | produit | product"
    " | Artikel | Position | Zeile | Produkt | articolo | riga | posizione | prodotto"
)
DISCOUNT = (
    "discount | coupon | promotion | discount name | discount code | coupon code | rabais | remise"
    " | réduction | nom du rabais | nom de la remise | code promo | code de réduction | Rabatt | Gutschein"
    " | Nachlass | Rabattname | Rabattcode | Gutscheincode | sconto | buono | nome dello sconto"
    " | codice sconto"
)
TAX = (
    "tax | taxes | tax name | vat | taxe | tva | nom de la taxe | Steuer | MwSt | Mehrwertsteuer"
    " | Steuername | imposta | IVA | nome dell'imposta"
)
NAME = "name | nom | nome | Bezeichnung | désignation | denominazione"
NEW_NAME = (
    "new name | nouveau nom | neuer Name | nuovo nome | neue Bezeichnung | nouvelle désignation"
    " | nuova denominazione"
)

ITEM_FIELDS = {
    "sku": "sku | item sku | product code | référence | réf | référence article | code article"
    " | numéro d'article | no d'article | n d'article | code produit | Artikelnummer | Artikel-Nr | Art.-Nr"
    " | Artikelcode | codice articolo | codice | numero articolo | codice prodotto",
    "name": NAME + " | item name | product name | title | titre | libellé | nom de l'article | nom du produit"
    " | Titel | Artikelname | Artikelbezeichnung | Produktname | titolo | nome articolo | nome prodotto",
    "price": "price | unit price | item price | prix | prix unitaire | Preis | Einzelpreis | Stückpreis"
    " | Artikelpreis | prezzo | prezzo unitario | prezzo articolo",
    "quantity": "quantity | qty | quantité | qté | nombre | Menge | Anzahl | Stückzahl | quantità | qtà"
    " | q.tà",
    "tax": TAX
    + " | taux TVA | taux de TVA | tax rate | VAT rate | MwSt-Satz | Steuersatz | aliquota | aliquota IVA",
}
DISCOUNT_KINDS = {
    "amount": "amount | fixed amount | montant | montant fixe | Betrag | Fixbetrag | importo | importo fisso",
    "percent": "percent | percentage | pourcentage | pour cent | Prozent | Prozentsatz | percentuale"
    " | percento",
}
DISCOUNT_FIELDS = {
    "name": NEW_NAME,
    "kind": "kind | type | discount type | kind of discount | genre | sorte | type de rabais"
    " | type de remise | Art | Typ | Rabattart | Rabatttyp | tipo | tipo di sconto | genere",
    "value": "value | amount | discount value | discount amount | valeur | montant | montant du rabais"
    " | montant de la remise | valeur du rabais | Wert | Betrag | Höhe | Rabattwert | Rabattbetrag"
    " | Rabatthöhe | valore | importo | valore dello sconto | importo dello sconto",
}
TAX_FIELDS = {
    "name": NEW_NAME,
    "rate": "rate | tax rate | percent | percentage | vat rate | taux | taux de TVA | taux de taxe"
    " | pourcentage | Satz | Steuersatz | MwSt-Satz | Prozent | Prozentsatz | aliquota | aliquota IVA"
    " | percentuale",
    "amount": "amount | tax amount | vat amount | montant | montant de la taxe | montant de TVA | Betrag"
    " | Steuerbetrag | MwSt-Betrag | importo | importo dell'imposta | importo IVA",
}
ORDER_FIELDS = {
    "payment_method": "payment method | payment option | payment | name of the payment option"
    " | mode de paiement | option de paiement | moyen de paiement | paiement | Zahlungsart | Zahlungsoption"
    " | Zahlungsmethode | Zahlungsweise | Zahlung | metodo di pagamento | opzione di pagamento"
    " | modalità di pagamento | pagamento",
    "shipping_method": "shipping method | shipping option | delivery method | name of the shipping method"
    " | mode d'expédition | mode de livraison | méthode d'expédition | Versandart | Versandmethode"
    " | Lieferart | metodo di spedizione | modalità di spedizione | metodo di consegna",
    "shipping_fee": "shipping fee | shipping | shipping cost | shipping price | shipping amount | postage"
    " | delivery fee | frais d'expédition | frais de livraison | frais de port | port | Versandkosten"
    " | Versandgebühr | Versandpreis | Lieferkosten | Porto | spese di spedizione | costo di spedizione"
    " | costi di spedizione | spese di consegna",
    "handling_fee": "handling fee | handling | handling cost | frais de traitement | frais de manutention"
    " | frais de dossier | Bearbeitungsgebühr | Bearbeitungskosten | Bearbeitung | spese di gestione"
    " | costi di gestione | commissione di gestione | spese di trattamento",
    "surcharge": "surcharge | payment surcharge | supplément | majoration | Zuschlag | Aufpreis"
    " | Zahlungszuschlag | supplemento | sovrapprezzo | maggiorazione",
    "tip": "tip | gratuity | pourboire | Trinkgeld | mancia",
    "tax_exempt": "tax exempt | tax free | exempt | exonéré | exonéré de taxe | exonéré de TVA | hors taxe"
    " | steuerbefreit | steuerfrei | MwSt-befreit | MwSt-frei | von der Steuer befreit | esente"
    " | esente da imposte | esente da imposta | esente IVA | esentasse",
}

PHONE = (
    "phone | phone number | telephone | telephone number | tel | mobile | téléphone | numéro de téléphone"
    " | no de téléphone | portable | Telefon | Telefonnummer | Telefon-Nr | Handy | Handynummer | telefono"
    " | numero di telefono | cellulare"
)
CUSTOMER_OWN_FIELDS = {
    "name": NAME + " | customer | customer name | client | nom du client | Kunde | Kundin | Kundenname"
    " | cliente | nome del cliente",
    "email": "email | e-mail | mail | email address | customer email | courriel | adresse e-mail"
    " | adresse électronique | E-Mail-Adresse | Mailadresse | posta elettronica | indirizzo e-mail",
    "phone": PHONE + " | customer phone",
}
SHIPPING_WORDS = (
    "shipping | ship | ship to | delivery | deliver to | livraison | livré à | expédition | envoi | liefer"
    " | Lieferung | Versand | consegna | spedizione"
)
BILLING_WORDS = (
    "billing | bill | bill to | billed to | invoice | invoicing | facturation | facture | Rechnung"
    " | Rechnungs | Fakturierung | Faktura | fatturazione | fattura"
)
ADDRESS_WORDS = "address | addres | adresse | adress | anschrift | indirizzo"
ADDRESS_PARTS = {
    "name": "name | full name | recipient | nom | nom complet | destinataire | Empfänger | Empfängerin"
    " | Vor- und Nachname | nome | nominativo | destinatario | nome e cognome | contact",
    "company": "company | company name | organization | organisation | société | entreprise | Firma"
    " | Firmenname | Unternehmen | azienda | ditta | società",
    "street_1": "street | street 1 | street address | address | address 1 | address line 1 | line 1 | rue"
    " | rue 1 | rue et numéro | rue no | adresse | adresse 1 | ligne 1 | Strasse | Strasse 1 | Strasse Nr"
    " | Strasse und Hausnummer | Strasse und Nummer | Zeile 1 | Adresszeile 1 | Anschrift | via | via 1"
    " | via n | via e numero | indirizzo | indirizzo 1 | riga 1",
    "street_2": "street 2 | address 2 | address line 2 | line 2 | apartment | rue 2 | adresse 2 | ligne 2"
    " | complément | complément d'adresse | Strasse 2 | Zeile 2 | Adresszeile 2 | Adresszusatz | Zusatz"
    " | via 2 | indirizzo 2 | complemento | complemento d'indirizzo | riga 2",
    "city": "city | town | ville | localité | lieu | Ort | Stadt | Ortschaft | Wohnort | città | località"
    " | comune",
    "region": "region | state | province | state province | state or province | canton | county | région"
    " | état | Kanton | Bundesland | Region | cantone | provincia | regione | stato | stato provincia",
    "postal_code": "postal code | postcode | post code | postal | zip | zip code | zip postal code"
    " | code postal | NPA | CP | PLZ | Postleitzahl | CAP | codice postale | codice di avviamento postale",
    "country": "country | country code | pays | code pays | Land | Ländercode | Landescode | paese"
    " | nazione | codice paese",
    "phone": PHONE,
}

LONG_FORM = {
    "target": "target | cible | objet | Ziel | Gegenstand | obiettivo | oggetto | bersaglio | what | quoi"
    " | cosa",
    "field": "field | field name | champ | nom du champ | Feld | Feldname | campo | nome del campo",
    "value": "value | new value | new | valeur | nouvelle valeur | nouveau | Wert | neuer Wert | neu"
    " | valore | nuovo valore | nuovo",
    "old": "old | old value | previous value | current value | ancien | ancienne valeur | valeur actuelle"
    " | alt | alter Wert | bisheriger Wert | bisher | vecchio | vecchio valore | valore attuale"
    " | valore precedente",
}

OLD_WORDS = (
    "old | previous | before | current | ancien | ancienne | précédent | précédente | avant | actuel"
    " | actuelle | alt | alter | alte | altes | alten | bisher | bisherig | bisheriger | bisherige"
    " | bisheriges | vorher | vorherig | vorheriger | vorherige | aktuell | aktueller | aktuelle"
    " | aktuelles | vecchio | vecchia | vecchi | vecchie | precedente | prima | attuale"
)
NEW_WORDS = (
    "new | nouveau | nouvelle | nouvel | neu | neuer | neue | neues | neuen | nuovo | nuova | corrected"
    " | corrigé | korrigiert | corretto"
)
SMALL_WORDS = (
    "the | of | for | and | in | en | de | du | des | d | la | le | les | l | et | pour | par | der | die"
    " | das | dem | den | von | und | für | pro | del | della | dello | dell | di | da | e | il | lo | gli"
    " | per"
)
CURRENCY_WORDS = "chf | eur | euro | usd | gbp | sfr | franken | francs | franchi"
