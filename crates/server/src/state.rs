//! What every request shares: the issuer, and what HTTP adds to it.

use std::sync::Arc;

use axum::extract::FromRef;
use crosspass_issuer::Issuer;
use ipnet::IpNet;
use tokio::sync::Semaphore;

use crate::pages::Pages;

/// What an operator decides about HTTP.
#[derive(Clone, Debug)]
pub struct SiteSettings {
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Requests answered at the same time.
    pub concurrency: usize,
}

/// What HTTP adds to the issuer.
pub struct Site {
    /// Pages and assets.
    pub pages: Pages,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Places for requests being answered.
    pub places: Semaphore,
}

/// What every request shares.
#[derive(Clone)]
pub struct AppState {
    /// The issuer.
    pub issuer: Arc<Issuer>,
    /// What HTTP adds to it.
    pub site: Arc<Site>,
}

impl AppState {
    /// Puts an issuer on the web.
    pub fn new(issuer: Arc<Issuer>, settings: SiteSettings, pages: Pages) -> Self {
        Self {
            issuer,
            site: Arc::new(Site {
                pages,
                trusted_proxies: settings.trusted_proxies,
                places: Semaphore::new(settings.concurrency),
            }),
        }
    }
}

impl FromRef<AppState> for Arc<Issuer> {
    fn from_ref(state: &AppState) -> Self {
        Self::clone(&state.issuer)
    }
}

impl FromRef<AppState> for Arc<Site> {
    fn from_ref(state: &AppState) -> Self {
        Self::clone(&state.site)
    }
}
