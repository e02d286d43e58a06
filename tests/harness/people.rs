//! The organizations, domains and users of the demo world.

/// A customer with one domain.
#[derive(Debug)]
pub struct Customer {
    /// Its name, as an organization and as a folder of `www/domains`.
    pub org: &'static str,
    /// The organization's title.
    pub title: &'static str,
    /// The domain's name, as people see it.
    pub domain: &'static str,
    /// Whether other people's code runs there.
    pub external: bool,
    /// Its host under `.localhost`.
    pub plain_host: &'static str,
    /// Its host under `.test`, over TLS.
    pub tls_host: &'static str,
}

/// A user, and where that user may enter.
#[derive(Debug)]
pub struct Person {
    /// The login.
    pub login: &'static str,
    /// The name, as people see it.
    pub name: &'static str,
    /// The e-mail address.
    pub email: &'static str,
    /// The organizations that the user is a member of.
    pub orgs: &'static [&'static str],
}

/// The first customer: most stories begin here.
pub const ACME: Customer = Customer {
    org: "acme",
    title: "Acme Inc.",
    domain: "Acme",
    external: false,
    plain_host: "acme.localhost",
    tls_host: "app.acme.test",
};

/// The second customer, on another site.
pub const GLOBEX: Customer = Customer {
    org: "globex",
    title: "Globex Corporation",
    domain: "Globex",
    external: false,
    plain_host: "globex.localhost",
    tls_host: "www.globex.test",
};

/// A customer that runs code of its own: external.
pub const INITECH: Customer = Customer {
    org: "initech",
    title: "Initech",
    domain: "Initech",
    external: true,
    plain_host: "initech.localhost",
    tls_host: "portal.initech.test",
};

/// A domain of Acme's whose receiver is its backend.
#[derive(Debug)]
pub struct Subsidiary {
    /// Its folder of `www/domains`.
    pub folder: &'static str,
    /// The domain's name, as people see it.
    pub domain: &'static str,
    /// Its host under `.localhost`.
    pub plain_host: &'static str,
}

/// Acme's imports: server-rendered pages without any script.
pub const VANDELAY: Subsidiary = Subsidiary {
    folder: "vandelay",
    domain: "Vandelay",
    plain_host: "vandelay.localhost",
};

/// Acme's time clocks: a backend that knows nothing of Crosspass, behind nginx and the gate.
pub const HUDSUCKER: Subsidiary = Subsidiary {
    folder: "hudsucker",
    domain: "Hudsucker",
    plain_host: "hudsucker.localhost",
};

/// All customers, in the order of their ports.
pub const CUSTOMERS: [&Customer; 3] = [&ACME, &GLOBEX, &INITECH];

/// A user who may enter everywhere.
pub const ADA: Person = Person {
    login: "ada",
    name: "Ada Lovelace",
    email: "ada@example.com",
    orgs: &["acme", "globex", "initech"],
};

/// A user who may enter at Globex only.
pub const EVE: Person = Person {
    login: "eve",
    name: "Eve Moore",
    email: "eve@example.com",
    orgs: &["globex"],
};

/// Who uses the world.
pub const PEOPLE: [&Person; 2] = [&ADA, &EVE];
