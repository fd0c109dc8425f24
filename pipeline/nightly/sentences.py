"""What the clerk is told about a file that needs attention, in four languages.

One dictionary a language, the same sentences and placeholders in each (a test
holds them to that). A key that is a problem code says in the clerk's language
why a file of that kind could not be used at all.
"""

from __future__ import annotations

ENGLISH = {
    "refused": "{file} could not be used. Nothing in it was carried out, and no order was changed.",
    "rows": "{file}: {rows} rows read, {applied} carried out, {nothing} with nothing to do, {held} held"
    " for a decision, {rejected} not carried out.",
    "written": "What was carried out stands in the updated orders. These rows need you:",
    "sheet": "sheet {sheet}",
    "row": "row {row}",
    "cells": "cell {cells}",
    "order": "order {order}",
    "held": "held for a decision",
    "rejected": "not carried out",
    "marked": "{workbook} is your file with the cells coloured and explained.",
    "again": "Correct these rows and put a new file with them alone into the inbox.",
    "mend": "Mend the file and put it into the inbox again.",
    "results": "All results are in {folder}.",
    "other": "What the program found: {message}",
    "not-a-workbook": "It is not a workbook that can be read, or it is damaged. Open it in Excel or"
    " LibreOffice"
    " and save it as .xlsx.",
    "workbook-encrypted": "It is protected by a password. Remove the password and save it again.",
    "file-empty": "It is empty.",
    "file-unreadable": "It could not be opened. Check its name and who may read it.",
    "encoding-unknown": "Its text is in no known encoding. Save it again as UTF-8.",
    "json-broken": "It is not complete JSON. Make or download it again.",
    "column-missing": "The column {column} is missing. Check the headers.",
    "column-repeated": "The column {column} stands twice. Remove or rename one of them.",
    "no-edits-sheet": "None of its sheets holds edits. Name them Items, Customer, Discounts, Order or Taxes.",
    "records-disagree": "Its rows cannot be told apart. Check for a quotation mark that is never closed.",
    "export-as-edits": "It is an export of orders, not a file of edits. Put the file of edits here.",
}
FRENCH = {
    "refused": "{file} n’a pas pu être utilisé. Rien n’en a été exécuté et aucune commande n’a été modifiée.",
    "rows": "{file} : {rows} lignes lues, {applied} exécutées, {nothing} sans rien à faire, {held} en attente"
    " d’une décision, {rejected} non exécutées.",
    "written": "Ce qui a été exécuté figure dans les commandes mises à jour. Ces lignes ont besoin de vous :",
    "sheet": "feuille {sheet}",
    "row": "ligne {row}",
    "cells": "cellule {cells}",
    "order": "commande {order}",
    "held": "en attente d’une décision",
    "rejected": "non exécutée",
    "marked": "{workbook} est votre fichier, avec les cellules colorées et expliquées.",
    "again": "Corrigez ces lignes et déposez un nouveau fichier qui ne contient qu’elles.",
    "mend": "Corrigez le fichier et déposez-le de nouveau.",
    "results": "Tous les résultats se trouvent dans {folder}.",
    "other": "Constat du programme (en anglais) : {message}",
    "not-a-workbook": "Ce n’est pas un classeur lisible, ou il est endommagé. Ouvrez-le dans Excel ou"
    " LibreOffice et enregistrez-le au format .xlsx.",
    "workbook-encrypted": "Il est protégé par un mot de passe. Retirez le mot de passe et enregistrez-le à"
    " nouveau.",
    "file-empty": "Il est vide.",
    "file-unreadable": "Il n’a pas pu être ouvert. Vérifiez son nom et les droits de lecture.",
    "encoding-unknown": "Son texte est dans un codage inconnu. Enregistrez-le à nouveau en UTF-8.",
    "json-broken": "Ce n’est pas du JSON complet. Créez-le ou téléchargez-le à nouveau.",
    "column-missing": "La colonne {column} manque. Vérifiez les en-têtes.",
    "column-repeated": "La colonne {column} figure deux fois. Supprimez ou renommez l’une d’elles.",
    "no-edits-sheet": "Aucune de ses feuilles ne contient de modifications. Nommez-les Articles, Client,"
    " Rabais,"
    " Commande ou Taxes.",
    "records-disagree": "Ses lignes ne peuvent pas être séparées. Cherchez un guillemet qui n’est jamais"
    " fermé.",
    "export-as-edits": "C’est un export de commandes, pas un fichier de modifications. Déposez ici le"
    " fichier de"
    " modifications.",
}
GERMAN = {
    "refused": "{file} konnte nicht verwendet werden. Nichts daraus wurde ausgeführt, keine Bestellung"
    " geändert.",
    "rows": "{file}: {rows} Zeilen gelesen, {applied} ausgeführt, {nothing} ohne etwas zu tun, {held}"
    " warten auf"
    " einen Entscheid, {rejected} nicht ausgeführt.",
    "written": "Was ausgeführt wurde, steht in den nachgeführten Bestellungen. Diese Zeilen brauchen Sie:",
    "sheet": "Blatt {sheet}",
    "row": "Zeile {row}",
    "cells": "Zelle {cells}",
    "order": "Bestellung {order}",
    "held": "wartet auf einen Entscheid",
    "rejected": "nicht ausgeführt",
    "marked": "{workbook} ist Ihre Datei mit den gefärbten und erklärten Zellen.",
    "again": "Berichtigen Sie diese Zeilen und legen Sie eine neue Datei nur mit ihnen in den Eingang.",
    "mend": "Berichtigen Sie die Datei und legen Sie sie erneut in den Eingang.",
    "results": "Alle Ergebnisse liegen in {folder}.",
    "other": "Was das Programm fand (englisch): {message}",
    "not-a-workbook": "Sie ist keine lesbare Arbeitsmappe oder beschädigt. Öffnen Sie sie in Excel oder"
    " LibreOffice"
    " und speichern Sie sie als .xlsx.",
    "workbook-encrypted": "Sie ist mit einem Passwort geschützt. Entfernen Sie es und speichern Sie sie neu.",
    "file-empty": "Sie ist leer.",
    "file-unreadable": "Sie konnte nicht geöffnet werden. Prüfen Sie ihren Namen und wer sie lesen darf.",
    "encoding-unknown": "Ihr Text hat keine bekannte Kodierung. Speichern Sie sie neu als UTF-8.",
    "json-broken": "Sie ist kein vollständiges JSON. Erstellen oder laden Sie sie neu herunter.",
    "column-missing": "Die Spalte {column} fehlt. Prüfen Sie die Überschriften.",
    "column-repeated": "Die Spalte {column} steht zweimal da. Entfernen Sie eine oder benennen Sie sie um.",
    "no-edits-sheet": "Keines ihrer Blätter enthält Änderungen. Nennen Sie sie Artikel, Kunde, Rabatte,"
    " Bestellung"
    " oder Steuern.",
    "records-disagree": "Ihre Zeilen lassen sich nicht trennen. Suchen Sie ein Anführungszeichen, das nie"
    " schliesst.",
    "export-as-edits": "Sie ist ein Export von Bestellungen, keine Datei mit Änderungen. Legen Sie die"
    " Datei mit den"
    " Änderungen hierher.",
}
ITALIAN = {
    "refused": "Non è stato possibile usare {file}. Nulla è stato eseguito e nessun ordine è stato"
    " modificato.",
    "rows": "{file}: {rows} righe lette, {applied} eseguite, {nothing} senza nulla da fare, {held} in"
    " attesa di"
    " una decisione, {rejected} non eseguite.",
    "written": "Ciò che è stato eseguito si trova negli ordini aggiornati. Queste righe hanno bisogno di"
    " Lei:",
    "sheet": "foglio {sheet}",
    "row": "riga {row}",
    "cells": "cella {cells}",
    "order": "ordine {order}",
    "held": "in attesa di una decisione",
    "rejected": "non eseguita",
    "marked": "{workbook} è il Suo file, con le celle colorate e spiegate.",
    "again": "Corregga queste righe e depositi un nuovo file che contenga solo queste.",
    "mend": "Corregga il file e lo depositi di nuovo.",
    "results": "Tutti i risultati si trovano in {folder}.",
    "other": "Ciò che il programma ha trovato (in inglese): {message}",
    "not-a-workbook": "Non è una cartella di lavoro leggibile, oppure è danneggiata. La apra in Excel o"
    " LibreOffice"
    " e la salvi come .xlsx.",
    "workbook-encrypted": "È protetto da una password. Tolga la password e lo salvi di nuovo.",
    "file-empty": "È vuoto.",
    "file-unreadable": "Non è stato possibile aprirlo. Controlli il nome e chi può leggerlo.",
    "encoding-unknown": "Il suo testo ha una codifica sconosciuta. Lo salvi di nuovo come UTF-8.",
    "json-broken": "Non è un JSON completo. Lo crei o lo scarichi di nuovo.",
    "column-missing": "Manca la colonna {column}. Controlli le intestazioni.",
    "column-repeated": "La colonna {column} compare due volte. Ne tolga o ne rinomini una.",
    "no-edits-sheet": "Nessuno dei suoi fogli contiene modifiche. Li chiami Articoli, Cliente, Sconti,"
    " Ordine o"
    " Imposte.",
    "records-disagree": "Le sue righe non si possono separare. Cerchi una virgoletta che non viene mai"
    " chiusa.",
    "export-as-edits": "È un'esportazione di ordini, non un file di modifiche. Depositi qui il file di"
    " modifiche.",
}
SENTENCES = {"en": ENGLISH, "fr": FRENCH, "de": GERMAN, "it": ITALIAN}
