//! What a person does with a page, and what a person (or the page's own scripts) can see of it.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use thirtyfour::{By, WindowHandle};

use super::driven::Browser;
use crate::wait::{PATIENCE, until};

impl Browser {
    /// Opens an address.
    pub async fn open(&self, url: &str) -> Result<()> {
        self.driver
            .goto(url)
            .await
            .with_context(|| format!("cannot open {url}"))
    }

    /// The address of the current page.
    pub async fn address(&self) -> Result<String> {
        Ok(self.driver.current_url().await?.to_string())
    }

    /// Runs a script in the page and gives back what it returns.
    pub async fn script(&self, script: &str) -> Result<Value> {
        Ok(self.driver.execute(script, Vec::new()).await?.json().clone())
    }

    /// The text of an element, or none.
    pub async fn text(&self, css: &str) -> Result<String> {
        Ok(self.driver.find(By::Css(css)).await?.text().await?)
    }

    /// The value of an attribute, as the document has it.
    pub async fn attribute(&self, css: &str, name: &str) -> Result<Option<String>> {
        Ok(self.driver.find(By::Css(css)).await?.attr(name).await?)
    }

    /// Waits until an element is there, visible and enabled, by the attribute or by its ARIA twin.
    pub async fn wait_for(&self, css: &str) -> Result<()> {
        let shown = until(&format!("{css} on the page"), PATIENCE, async || {
            let element = self.driver.find(By::Css(css)).await?;
            ensure!(element.is_displayed().await?, "it is hidden");
            ensure!(element.is_enabled().await?, "it is disabled");
            let aria = element.attr("aria-disabled").await?;
            ensure!(aria.as_deref() != Some("true"), "it is aria-disabled");
            Ok(Some(()))
        })
        .await;
        self.explain(shown).await
    }

    /// Waits until an element's text is the expected one.
    pub async fn wait_for_text(&self, css: &str, expected: &str) -> Result<()> {
        let shown = until(&format!("{css} to say {expected:?}"), PATIENCE, async || {
            let text = self.text(css).await?;
            ensure!(text == expected, "it says {text:?}");
            Ok(Some(()))
        })
        .await;
        self.explain(shown).await
    }

    /// Waits until the page's body carries `data-NAME="expected"`.
    pub async fn wait_for_data(&self, name: &str, expected: &str) -> Result<()> {
        let what = format!("body to have data-{name}={expected:?}");
        let shown = until(&what, PATIENCE, async || {
            let value = self.attribute("body", &format!("data-{name}")).await?;
            ensure!(value.as_deref() == Some(expected), "it has {value:?}");
            Ok(Some(()))
        })
        .await;
        self.explain(shown).await
    }

    /// Waits until the address begins so.
    pub async fn wait_for_address(&self, prefix: &str) -> Result<()> {
        let shown = until(&format!("the address {prefix}"), PATIENCE, async || {
            let address = self.address().await?;
            ensure!(address.starts_with(prefix), "it is {address}");
            Ok(Some(()))
        })
        .await;
        self.explain(shown).await
    }

    /// Waits until the address is exactly this one.
    pub async fn wait_for_page(&self, url: &str) -> Result<()> {
        let shown = until(&format!("the page {url}"), PATIENCE, async || {
            let address = self.address().await?;
            ensure!(address == url, "it is {address}");
            Ok(Some(()))
        })
        .await;
        self.explain(shown).await
    }

    /// Waits until an element takes a click: the page's styles have come, so that it is where it will stay, and they do
    /// not hold clicks off any more.
    async fn wait_until_clickable(&self, css: &str) -> Result<()> {
        self.wait_for(css).await?;
        let look = format!(
            "const styles = [...document.querySelectorAll('link[rel=stylesheet]')];
             if (styles.some((style) => !style.sheet)) return 'its page has no styles yet';
             const element = document.querySelector({css:?});
             const {{ width, height }} = element.getBoundingClientRect();
             if (!width || !height) return 'it has no size';
             return getComputedStyle(element).pointerEvents === 'none' ? 'it takes no clicks' : '';"
        );
        let shown = until(&format!("{css} to take a click"), PATIENCE, async || {
            let problem = self.script(&look).await?;
            ensure!(problem == "", "{problem}");
            Ok(Some(()))
        })
        .await;
        self.explain(shown).await
    }

    /// Clicks an element as soon as it can be clicked.
    pub async fn click(&self, css: &str) -> Result<()> {
        self.wait_until_clickable(css).await?;
        self.click_at_once(css).await
    }

    /// The same, or an error where it is not there or takes no clicks now.
    pub async fn click_at_once(&self, css: &str) -> Result<()> {
        let element = self.driver.find(By::Css(css)).await?;
        element
            .click()
            .await
            .with_context(|| format!("cannot click {css}"))
    }

    /// Takes a cookie away from the host of an address, where nothing but an error or a short text is shown.
    pub async fn forget_cookie(&self, address: &str, name: &str) -> Result<()> {
        self.open(address).await?;
        self.driver.delete_cookie(name).await?;
        Ok(())
    }

    /// Puts text into a field, in place of what was there.
    pub async fn fill(&self, css: &str, text: &str) -> Result<()> {
        self.wait_for(css).await?;
        let element = self.driver.find(By::Css(css)).await?;
        element.clear().await?;
        element
            .send_keys(text)
            .await
            .with_context(|| format!("cannot type into {css}"))
    }

    /// Submits a form when no user gesture counts any more: a popup that it opens is one that a
    /// popup blocker blocks. The page itself waits for that moment. Where there is a blocker, it tries a popup as well: a
    /// browser's main process may forget the gesture later than the page.
    pub async fn submit_without_gesture(&self, css: &str) -> Result<()> {
        self.wait_for(css).await?;
        let is_blocked = self.options.popup_blocker;
        self.script(&format!(
            "const form = document.querySelector({css:?});
             const waiting = setInterval(() => {{
                 if (navigator.userActivation.isActive) return;
                 const popup = {is_blocked} && open('about:blank', '', 'popup');
                 if (popup) return popup.close();
                 clearInterval(waiting);
                 form.requestSubmit();
             }}, 50);"
        ))
        .await?;
        Ok(())
    }

    /// Whether the element has the focus.
    pub async fn is_focused(&self, css: &str) -> Result<bool> {
        let asked = format!("return document.activeElement === document.querySelector({css:?})");
        Ok(self.script(&asked).await? == Value::Bool(true))
    }

    /// The windows and tabs that are open now.
    pub async fn windows(&self) -> Result<BTreeSet<String>> {
        let windows = self.driver.windows().await?;
        Ok(windows.iter().map(ToString::to_string).collect())
    }

    /// Waits until exactly so many windows are open.
    pub async fn wait_for_windows(&self, count: usize) -> Result<BTreeSet<String>> {
        until(&format!("{count} open windows"), PATIENCE, async || {
            let windows = self.windows().await?;
            ensure!(windows.len() == count, "there are {}", windows.len());
            Ok(Some(windows))
        })
        .await
    }

    /// The window that commands go to.
    pub async fn window(&self) -> Result<String> {
        Ok(self.driver.window().await?.to_string())
    }

    /// Opens a new tab, goes there, and tells its handle.
    pub async fn open_tab(&self) -> Result<String> {
        let tab = self.driver.new_tab().await?;
        self.switch_to(&tab.to_string()).await?;
        Ok(tab.to_string())
    }

    /// Opens a new window, goes there, and tells its handle.
    pub async fn open_window(&self) -> Result<String> {
        let window = self.driver.new_window().await?;
        self.switch_to(&window.to_string()).await?;
        Ok(window.to_string())
    }

    /// Closes a window, as its user would; commands must then be sent to another one.
    pub async fn close_window(&self, window: &str) -> Result<()> {
        self.switch_to(window).await?;
        Ok(self.driver.close_window().await?)
    }

    /// Sends commands to another window from now on.
    pub async fn switch_to(&self, window: &str) -> Result<()> {
        Ok(self
            .driver
            .switch_to_window(WindowHandle::from(window.to_owned()))
            .await?)
    }

    /// Adds to an error what the page shows, so that a reader need not guess.
    async fn explain<T>(&self, outcome: Result<T>) -> Result<T> {
        match outcome {
            Ok(done) => Ok(done),
            Err(error) => {
                let page = self
                    .script(
                        "return location.href + ' body ' + JSON.stringify(document.body.dataset) + ' says ' \
                         + document.body.innerText.slice(0, 400)",
                    )
                    .await
                    .map_or_else(|error| error.to_string(), |page| page.to_string());
                Err(error.context(format!("the page: {page}")))
            }
        }
    }
}
