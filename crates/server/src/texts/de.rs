//! The texts of the issuer's pages in German. `{…}` stands for what the page knows.

/// By key; `en.rs` has the same keys in the same order.
pub(super) const TEXTS: &[(&str, &str)] = &[
    ("service", "Crosspass"),
    ("the_site", "die Website"),
    (
        "page.slow",
        "Diese Seite lädt langsam. Prüfen Sie Ihre Verbindung.",
    ),
    ("page.reload", "Neu laden"),
    ("page.domains", "Ihre Domains ansehen"),
    ("page.other_account", "Anderes Konto verwenden"),
    ("page.start_again", "Bei {domain} neu beginnen"),
    ("page.back", "Zurück zu {domain}"),
    ("sign_in.title", "Anmelden"),
    ("sign_in.title_to", "Anmelden bei {domain}"),
    ("sign_in.heading", "Anmelden"),
    ("sign_in.heading_place", "bei Ihren Domains"),
    ("sign_in.heading_to", "Anmelden bei"),
    ("sign_in.login", "Benutzername"),
    ("sign_in.password", "Passwort"),
    ("sign_in.forgot_password", "Passwort vergessen?"),
    ("sign_in.button", "Anmelden"),
    (
        "sign_in.goes_to",
        "Ihr Passwort geht an {issuer} und sonst nirgendwohin.",
    ),
    (
        "sign_in.script",
        "Die Anmeldung braucht JavaScript. Erlauben Sie es für diese Adresse und laden Sie die Seite dann neu.",
    ),
    (
        "provider.hint",
        "Sie melden sich mit Ihrem Konto bei {issuer} an und kommen von dort hierher zurück.",
    ),
    ("provider.button_at", "mit Ory Kratos bei {issuer}"),
    ("confirm.title", "Weiter als {user}?"),
    ("confirm.here", "Bisher angemeldet"),
    ("confirm.there", "Ihr Konto bei Ory Kratos"),
    (
        "confirm.hint",
        "Dieses Konto war schon angemeldet, bevor Sie hierherkamen. Fahren Sie nur fort, wenn es Ihres ist.",
    ),
    (
        "confirm.change",
        "Damit endet die Sitzung des ersten Kontos, und eine des zweiten beginnt.",
    ),
    ("confirm.stay", "Angemeldet bleiben wie bisher"),
    ("continue.title", "Weiter zu {domain}"),
    ("continue.heading", "Weiter zu"),
    ("continue.signed_in_as", "Angemeldet als"),
    (
        "continue.shares",
        "{domain} erfährt Ihren Namen und Ihre E-Mail-Adresse.",
    ),
    (
        "continue.new_key",
        "{domain} hat in diesem Browser einen neuen Schlüssel, wie nach dem Löschen von Daten. Fahren Sie nur fort, wenn Sie \
         sich dort jetzt anmelden wollen.",
    ),
    ("continue.button", "Weiter als {user}"),
    ("continue.button_to", "zu {origin}"),
    ("launcher.title", "Ihre Domains"),
    ("launcher.heading", "Wohin?"),
    ("launcher.sign_out", "Abmelden"),
    ("launcher.enter_as", "Öffnen als {user}"),
    (
        "launcher.empty",
        "Noch lässt keine Domain Sie ein. Bitten Sie deren Betreiber um Zugang; sie steht danach hier.",
    ),
    (
        "launcher.script",
        "Die Liste braucht JavaScript. Erlauben Sie es für diese Adresse und laden Sie die Seite dann neu.",
    ),
    ("launcher.everywhere", "Überall anmelden"),
    ("propagate.title", "Überall anmelden"),
    ("propagate.heading", "Sie sind angemeldet"),
    ("propagate.heading_place", "überall"),
    ("propagate.heading_under_way", "Sie werden angemeldet"),
    ("propagate.heading_missing", "Nicht angemeldet"),
    ("propagate.heading_missing_place", "überall"),
    ("propagate.on", "Weiter"),
    ("propagate.again", "Fehlende noch einmal versuchen"),
    (
        "propagate.left_out",
        "{count} weitere Domains blieben aus: Mehr als 50 gehen nicht auf einmal.",
    ),
    (
        "propagate.script",
        "Der neue Versuch braucht JavaScript. Erlauben Sie es für diese Adresse und laden Sie die Seite dann neu.",
    ),
    ("propagate.arrived", "Angemeldet"),
    ("propagate.pending", "Noch nicht versucht"),
    ("propagate.sent", "Unterwegs"),
    ("propagate.unreachable", "Nicht erreichbar"),
    ("propagate.slow", "Antwortet zu langsam"),
    (
        "propagate.private_address",
        "Liegt unter einer Adresse, die nicht im Internet ist",
    ),
    (
        "propagate.wrong_answer",
        "Hat unter ihrer Adresse keine Anmeldung eingerichtet",
    ),
    ("propagate.no_answer", "Konnte die Anmeldung nicht abschließen"),
    ("propagate.unknown_user", "Ihr Konto gibt es nicht mehr"),
    ("propagate.user_disabled", "Ihr Konto ist gesperrt"),
    ("propagate.unknown_domain", "Ist diesem Dienst nicht mehr bekannt"),
    ("propagate.domain_suspended", "Nimmt zurzeit keine Anmeldungen an"),
    ("propagate.domain_unproven", "Nimmt zurzeit keine Anmeldungen an"),
    ("propagate.not_a_member", "Ihr Konto hat dort keinen Zugang mehr"),
    (
        "propagate.external",
        "Fragt erst nach: Öffnen Sie sie über Ihre Domains",
    ),
    (
        "propagate.needs_click",
        "Hat in diesem Browser einen neuen Schlüssel: Öffnen Sie sie über Ihre Domains",
    ),
    ("sign_out.title", "Abmelden"),
    ("sign_out.heading", "Abmelden von"),
    (
        "sign_out.hint",
        "Danach ist von hier aus keine Domain mehr zu erreichen, bis Sie sich wieder anmelden. Eine geöffnete Domain \
         behält ihre eigene Sitzung, bis diese endet; melden Sie sich dort ab, um sie sofort zu beenden.",
    ),
    ("sign_out.button", "Abmelden"),
    ("sign_out.stay", "Angemeldet bleiben"),
    ("sign_out.again", "Wieder anmelden"),
    ("receipt.delivered", "Abgemeldet"),
    ("receipt.ended", "Abgemeldet"),
    (
        "receipt.ends_by_itself",
        "Nicht erreicht: offene Seiten dort melden sich in wenigen Minuten ab",
    ),
    ("receipt.pending", "Wird benachrichtigt: antwortet noch nicht"),
    (
        "receipt.failed",
        "Nicht zu benachrichtigen: dort in wenigen Minuten abgemeldet",
    ),
    (
        "sign_out.script",
        "Die Abmeldung braucht JavaScript. Erlauben Sie es für diese Adresse und laden Sie die Seite dann neu.",
    ),
    ("error.title", "Angehalten"),
    ("error.heading", "Angehalten"),
    ("error.place", "Hier geht es nicht weiter"),
    ("error.code", "Code"),
    ("error.reference", "Kennung"),
    ("error.detail", "Detail"),
    ("error.not_found", "Unter dieser Adresse gibt es nichts."),
    (
        "error.not_found.next",
        "Prüfen Sie die Adresse, oder gehen Sie von hier aus weiter.",
    ),
    ("error.out_of_order", "Einen Moment bitte"),
    (
        "error.access_denied",
        "{user} hat keinen Zugang zu {domain} unter {origin}.",
    ),
    ("error.account", "Ihr Konto ist hier nicht verwendbar."),
    ("status.loading", "Lädt…"),
    ("status.still_loading", "Einen Moment, die Seite lädt noch…"),
    (
        "status.ready",
        "Jetzt bereit. Drücken Sie noch einmal „Anmelden“.",
    ),
    ("status.again", "Noch einmal versuchen"),
    (
        "status.again_at",
        "Ab {time} können Sie es noch einmal versuchen.",
    ),
    ("status.processing", "Wird geprüft…"),
    ("status.redirecting", "Es geht auf einem anderen Weg weiter…"),
    ("status.taking", "Weiter zu {domain}…"),
    ("status.done", "Sie sind angemeldet."),
    ("status.opening", "Sie sind angemeldet. {domain} wird geöffnet…"),
    ("status.no_entry", "Kein Zugang zu"),
    ("status.signing_out", "Wird abgemeldet…"),
    ("status.signed_out", "Sie sind abgemeldet."),
    ("status.signed_out_of", "Abgemeldet von"),
    ("status.code", "Code"),
    ("status.reference", "Kennung"),
    (
        "failed.invalid_credentials",
        "Benutzername und Passwort gehören nicht zusammen.",
    ),
    (
        "failed.invalid_credentials.next",
        "Prüfen Sie den Benutzernamen und geben Sie das Passwort noch einmal ein.",
    ),
    (
        "failed.access_denied",
        "Sie sind angemeldet, aber Ihr Konto hat keinen Zugang zu {domain}.",
    ),
    (
        "failed.access_denied.next",
        "Bitten Sie den Betreiber von {domain} um Zugang, oder verwenden Sie ein anderes Konto.",
    ),
    (
        "failed.unknown_domain",
        "Die Website, die Sie hierher geschickt hat, ist diesem Dienst nicht bekannt.",
    ),
    (
        "failed.unknown_domain.next",
        "Prüfen Sie ihre Adresse. Vielleicht hat der Betreiber sie hier noch nicht eingetragen.",
    ),
    (
        "failed.domain_suspended",
        "{domain} ist ausgesetzt: Dort kann sich zurzeit niemand anmelden.",
    ),
    (
        "failed.domain_suspended.next",
        "Fragen Sie den Betreiber von {domain}, wann es wieder geht.",
    ),
    (
        "failed.invalid_request",
        "Mit dem Link, der Sie hierher geführt hat, stimmt etwas nicht.",
    ),
    (
        "failed.invalid_request.next",
        "Gehen Sie zurück zu der Website, von der Sie kommen, und beginnen Sie dort von vorn.",
    ),
    ("failed.login_required", "Sie sind hier nicht mehr angemeldet."),
    (
        "failed.login_required.next",
        "Melden Sie sich wieder an, dann geht es weiter.",
    ),
    (
        "failed.rate_limited",
        "Das waren zu viele Versuche in kurzer Zeit.",
    ),
    (
        "failed.rate_limited.next",
        "Warten Sie eine Minute und versuchen Sie es dann noch einmal.",
    ),
    (
        "failed.popup_blocked",
        "Der Browser hat das kleine Fenster nicht geöffnet, das Sie bei {domain} anmeldet.",
    ),
    (
        "failed.popup_blocked.next",
        "Erlauben Sie Pop-ups für diese Adresse und versuchen Sie es noch einmal.",
    ),
    (
        "failed.nonce_mismatch",
        "Diese Anmeldung wurde nicht in diesem Browser bei {domain} begonnen oder schon verwendet.",
    ),
    (
        "failed.nonce_mismatch.next",
        "Beginnen Sie bei {domain} von vorn.",
    ),
    (
        "failed.invalid_token",
        "{domain} konnte den Nachweis Ihrer Anmeldung nicht annehmen.",
    ),
    (
        "failed.invalid_token.next",
        "Beginnen Sie bei {domain} von vorn. Geschieht es wieder, nennen Sie dem Betreiber den Code, der hier steht.",
    ),
    (
        "failed.token_expired",
        "Die Anmeldung hat zu lange gedauert und ist abgelaufen.",
    ),
    (
        "failed.token_expired.next",
        "Beginnen Sie bei {domain} von vorn. Geschieht es wieder, prüfen Sie, ob die Uhr dieses Geräts richtig geht.",
    ),
    (
        "failed.token_used",
        "Diese Anmeldung wurde schon verwendet und gilt kein zweites Mal.",
    ),
    ("failed.token_used.next", "Beginnen Sie bei {domain} von vorn."),
    (
        "failed.redirect_loop",
        "{domain} schickt Sie immer wieder hierher; das wurde angehalten.",
    ),
    (
        "failed.redirect_loop.next",
        "Erlauben Sie {domain}, in diesem Browser Daten zu speichern, und beginnen Sie von vorn.",
    ),
    (
        "failed.account_mismatch",
        "In diesem Browser ist bei {domain} jemand anderes angemeldet.",
    ),
    (
        "failed.account_mismatch.next",
        "Beginnen Sie bei {domain} von vorn: Sie werden dann gefragt, wer angemeldet sein soll.",
    ),
    (
        "failed.wasm_blocked",
        "Ihr Browser führt den Anmeldecode dieser Seite (WebAssembly) nicht aus.",
    ),
    (
        "failed.wasm_blocked.next",
        "Erlauben Sie WebAssembly für diese Adresse, oder versuchen Sie es mit einem anderen Browser.",
    ),
    (
        "failed.storage_unavailable",
        "Der Browser lässt {domain} nichts speichern; so bleiben Sie dort nicht angemeldet.",
    ),
    (
        "failed.storage_unavailable.next",
        "Verlassen Sie den privaten Modus, oder erlauben Sie {domain}, Daten zu speichern. Versuchen Sie es dann noch \
         einmal.",
    ),
    (
        "failed.third_party_cookies_blocked",
        "Der Browser sperrt Cookies zwischen diesen Websites.",
    ),
    (
        "failed.third_party_cookies_blocked.next",
        "Beginnen Sie bei {domain} von vorn.",
    ),
    (
        "failed.network",
        "Die Verbindung brach ab, bevor dies fertig war.",
    ),
    (
        "failed.network.next",
        "Prüfen Sie, ob Sie online sind, und versuchen Sie es noch einmal.",
    ),
    (
        "failed.temporarily_unavailable",
        "Der Dienst ist gerade überlastet oder gestört.",
    ),
    (
        "failed.temporarily_unavailable.next",
        "Warten Sie einen Moment und versuchen Sie es dann noch einmal.",
    ),
];
