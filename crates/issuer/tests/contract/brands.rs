//! Brands.

use crosspass_issuer::model::Language;
use crosspass_issuer::model::{
    BrandChange, BrandTexts, Color, DisplayText, Link, Logo, Organization, OrganizationName,
};
use crosspass_issuer::store::{ChangeError, Store};

use crate::values::context;

fn name(text: &str) -> OrganizationName {
    OrganizationName::parse(text).unwrap()
}

async fn add(store: &Store, organization: &str) {
    let organization = Organization {
        name: name(organization),
        title: DisplayText::parse("Acme Inc.").unwrap(),
    };
    store.add_organization(&organization, &context(0)).await.unwrap();
}

/// Brands of two organizations, on a store that has none.
pub(crate) async fn brands(store: &Store) {
    add(store, "acme").await;
    let acme = name("acme");
    assert!(store.brand(&acme).await.unwrap().is_none());
    let logo = Logo::parse("svg", b"<svg></svg>".to_vec()).unwrap();
    let texts: BrandTexts = [("sign_in.button".to_owned(), "Los".to_owned())]
        .into_iter()
        .collect();
    let change = BrandChange {
        logo: Some(Some(logo.clone())),
        color: Some(Some(Color::new(1, 2, 3))),
        color_dark: Some(Some(Color::new(4, 5, 6))),
        forgot_password: Some(Some(Link::parse("https://a.example/").unwrap())),
        language: Some(Some(Language::German)),
        texts: Some(texts.clone()),
    };
    store.change_brand(&acme, &change, &context(1)).await.unwrap();
    let brand = store.brand(&acme).await.unwrap().unwrap();
    assert_eq!(brand.title.as_str(), "Acme Inc.");
    assert_eq!(brand.logo, Some(logo.name()));
    let colors = brand.colors.unwrap();
    assert_eq!(
        (colors.light, colors.dark),
        (Color::new(1, 2, 3), Some(Color::new(4, 5, 6)))
    );
    assert_eq!(brand.forgot_password.unwrap().as_str(), "https://a.example/");
    assert_eq!(
        (brand.language, brand.texts),
        (Some(Language::German), texts.clone())
    );
    assert_eq!(store.logo(&logo.name()).await.unwrap(), Some(logo.clone()));

    // What a change does not name stays.
    let colour = BrandChange {
        color: Some(Some(Color::WHITE)),
        ..BrandChange::default()
    };
    store.change_brand(&acme, &colour, &context(2)).await.unwrap();
    let brand = store.brand(&acme).await.unwrap().unwrap();
    assert_eq!(brand.colors.map(|colors| colors.light), Some(Color::WHITE));
    assert!(brand.logo.is_some() && !brand.texts.is_empty());

    // Nothing is left alone that makes no sense alone.
    for (half, wrong) in [
        (
            BrandChange {
                color: Some(None),
                ..BrandChange::default()
            },
            "--color-dark goes with --color",
        ),
        (
            BrandChange {
                language: Some(None),
                ..BrandChange::default()
            },
            "--texts are in one language",
        ),
    ] {
        let error = store.change_brand(&acme, &half, &context(3)).await.unwrap_err();
        assert!(
            matches!(&error, ChangeError::Incomplete(text) if text.starts_with(wrong)),
            "{error}"
        );
    }
    let missing = store
        .change_brand(&name("nobody"), &change, &context(4))
        .await
        .unwrap_err();
    assert!(matches!(missing, ChangeError::Missing { .. }), "{missing}");

    // Two may have the same logo; it goes with the last of them.
    add(store, "globex").await;
    let same = BrandChange {
        logo: Some(Some(logo.clone())),
        ..BrandChange::default()
    };
    store
        .change_brand(&name("globex"), &same, &context(5))
        .await
        .unwrap();
    store.remove_organization(&acme, &context(6)).await.unwrap();
    assert!(store.brand(&acme).await.unwrap().is_none());
    assert!(store.logo(&logo.name()).await.unwrap().is_some());
    store
        .remove_organization(&name("globex"), &context(7))
        .await
        .unwrap();
    assert!(store.logo(&logo.name()).await.unwrap().is_none());

    let rows = store.audit_rows(100).await.unwrap();
    let changes = rows.iter().filter(|row| row.event == "org_brand").count();
    assert_eq!(changes, 3, "{rows:#?}");
}
