//! The same window in another browser engine, over the browser host and the real program.

use std::error::Error;

use whole_lab::home::Home;
use whole_lab::window::Window;

use crate::newcomer::{Hand, Newcomer};

#[tokio::test]
async fn the_whole_path_goes_in_a_browser_too() -> Result<(), Box<dyn Error>> {
    let home = Home::new()?;
    let mut window = Window::open_in_browser("browser", home.path()).await?;
    Newcomer { window: &mut window, hand: Hand::Mouse }.goes_the_whole_path(&home).await?;
    Ok(window.close().await?)
}
