//! The texts of the issuer's pages in English. `{…}` stands for what the page knows.

/// By key; `de.rs` has the same keys in the same order.
pub(super) const TEXTS: &[(&str, &str)] = &[
    ("service", "Crosspass"),
    ("the_site", "the site"),
    ("page.slow", "This page is slow to load. Check your connection."),
    ("page.reload", "Load it again"),
    ("page.domains", "See your domains"),
    ("page.other_account", "Use another account"),
    ("page.start_again", "Start again at {domain}"),
    ("page.back", "Back to {domain}"),
    ("sign_in.title", "Sign in"),
    ("sign_in.title_to", "Sign in to {domain}"),
    ("sign_in.heading", "Sign in"),
    ("sign_in.heading_place", "to your domains"),
    ("sign_in.heading_to", "Sign in to"),
    ("sign_in.login", "Login"),
    ("sign_in.password", "Password"),
    ("sign_in.forgot_password", "Forgot your password?"),
    ("sign_in.button", "Sign in"),
    (
        "sign_in.goes_to",
        "Your password goes to {issuer} and nowhere else.",
    ),
    (
        "sign_in.script",
        "Signing in needs JavaScript. Turn it on for this address, then load the page again.",
    ),
    ("continue.title", "Continue to {domain}"),
    ("continue.heading", "Continue to"),
    ("continue.signed_in_as", "Signed in as"),
    (
        "continue.shares",
        "{domain} will be told your name and e-mail address.",
    ),
    ("continue.button", "Continue as {user}"),
    ("continue.button_to", "to {origin}"),
    ("launcher.title", "Your domains"),
    ("launcher.heading", "Where to?"),
    ("launcher.sign_out", "Sign out"),
    ("launcher.enter_as", "Enter as {user}"),
    (
        "launcher.empty",
        "No domain admits you yet. Ask whoever runs it to add you; it will then be listed here.",
    ),
    (
        "launcher.script",
        "The list needs JavaScript. Turn it on for this address, then load the page again.",
    ),
    ("sign_out.title", "Sign out"),
    ("sign_out.heading", "Sign out of"),
    (
        "sign_out.hint",
        "No domain can be entered from here after this, until you sign in again. A domain that is open keeps its own \
         session until that ends; sign out there to end it at once.",
    ),
    ("sign_out.button", "Sign out"),
    ("sign_out.stay", "Stay signed in"),
    ("sign_out.again", "Sign in again"),
    (
        "sign_out.script",
        "Signing out needs JavaScript. Turn it on for this address, then load the page again.",
    ),
    ("error.title", "Stopped"),
    ("error.heading", "Stopped"),
    ("error.place", "No way through here"),
    ("error.code", "Code"),
    ("error.reference", "Reference"),
    ("error.detail", "Detail"),
    ("error.not_found", "There is nothing at this address."),
    ("error.not_found.next", "Check the address, or go on from here."),
    ("error.out_of_order", "Please wait a moment"),
    (
        "error.access_denied",
        "{user} may not enter {domain} at {origin}.",
    ),
    ("status.loading", "Loading…"),
    ("status.still_loading", "One moment, the page is still loading…"),
    ("status.ready", "Ready now. Press “Sign in” once more."),
    ("status.again", "Try again"),
    ("status.again_at", "You can try again at {time}."),
    ("status.processing", "Processing…"),
    ("status.redirecting", "Taking you there another way…"),
    ("status.taking", "Taking you to {domain}…"),
    ("status.done", "You are signed in."),
    ("status.opening", "You are signed in. Opening {domain}…"),
    ("status.no_entry", "No entry to"),
    ("status.signing_out", "Signing out…"),
    ("status.signed_out", "You are signed out."),
    ("status.signed_out_of", "Signed out of"),
    ("status.code", "Code"),
    ("status.reference", "reference"),
    (
        "failed.invalid_credentials",
        "That login and password do not belong together.",
    ),
    (
        "failed.invalid_credentials.next",
        "Check the login, then type the password again.",
    ),
    (
        "failed.access_denied",
        "You are signed in, but your account may not enter {domain}.",
    ),
    (
        "failed.access_denied.next",
        "Ask whoever runs {domain} to add you, or use another account.",
    ),
    (
        "failed.unknown_domain",
        "The site that sent you here is not known to this service.",
    ),
    (
        "failed.unknown_domain.next",
        "Check its address. Its operator may have yet to register it here.",
    ),
    (
        "failed.domain_suspended",
        "{domain} is suspended: nobody can be signed in there at the moment.",
    ),
    (
        "failed.domain_suspended.next",
        "Ask whoever runs {domain} when it will be back.",
    ),
    (
        "failed.invalid_request",
        "Something is wrong with the link that brought you here.",
    ),
    (
        "failed.invalid_request.next",
        "Go back to the site that you came from, and start again there.",
    ),
    ("failed.login_required", "You are no longer signed in here."),
    ("failed.login_required.next", "Sign in again to go on."),
    (
        "failed.rate_limited",
        "There were too many attempts in a short time.",
    ),
    ("failed.rate_limited.next", "Wait a minute, then try again."),
    (
        "failed.popup_blocked",
        "The browser did not open the small window that signs you in at {domain}.",
    ),
    (
        "failed.popup_blocked.next",
        "Allow popups for this address, then try again.",
    ),
    (
        "failed.nonce_mismatch",
        "This sign-in was not begun at {domain} in this browser, or was used already.",
    ),
    ("failed.nonce_mismatch.next", "Start again at {domain}."),
    (
        "failed.invalid_token",
        "{domain} could not accept the proof of your sign-in.",
    ),
    (
        "failed.invalid_token.next",
        "Start again at {domain}. If it happens again, tell whoever runs it the code below.",
    ),
    (
        "failed.token_expired",
        "The sign-in took too long and has run out.",
    ),
    (
        "failed.token_expired.next",
        "Start again at {domain}. If it happens again, check that this device's clock is right.",
    ),
    (
        "failed.token_used",
        "This sign-in was used before, so it cannot be used again.",
    ),
    ("failed.token_used.next", "Start again at {domain}."),
    (
        "failed.redirect_loop",
        "{domain} keeps sending you back here, so this was stopped.",
    ),
    (
        "failed.redirect_loop.next",
        "Allow {domain} to store data in this browser, then start again.",
    ),
    (
        "failed.account_mismatch",
        "Somebody else is signed in at {domain} in this browser.",
    ),
    (
        "failed.account_mismatch.next",
        "Start again at {domain}: you will be asked who is to be signed in.",
    ),
    (
        "failed.wasm_blocked",
        "Your browser does not run this page's sign-in code (WebAssembly).",
    ),
    (
        "failed.wasm_blocked.next",
        "Allow WebAssembly for this address, or use another browser, then try again.",
    ),
    (
        "failed.storage_unavailable",
        "The browser lets {domain} store nothing, so it cannot keep you signed in.",
    ),
    (
        "failed.storage_unavailable.next",
        "Leave private browsing, or allow {domain} to store data, then try again.",
    ),
    (
        "failed.third_party_cookies_blocked",
        "The browser blocks cookies between these sites.",
    ),
    (
        "failed.third_party_cookies_blocked.next",
        "Start again at {domain}.",
    ),
    (
        "failed.network",
        "The connection failed before this was finished.",
    ),
    (
        "failed.network.next",
        "Check that you are online, then try again.",
    ),
    (
        "failed.temporarily_unavailable",
        "The service is busy or out of order at the moment.",
    ),
    (
        "failed.temporarily_unavailable.next",
        "Wait a moment, then try again.",
    ),
];
