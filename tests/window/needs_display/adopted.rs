//! A lab that was made by hand, adopted in the window. As in a real account: the standard AWS variables lead to EC2's API of a practice
//! cloud, and the machines' addresses lead nowhere.

use std::collections::BTreeSet;
use std::error::Error;
use std::sync::Arc;

use app::PLAYGROUND;
use whole_lab::display::Display;
use whole_lab::hand::{Hand, PASSWORD};
use whole_lab::home::Home;
use whole_lab::window::Window;

use crate::newcomer::{A_LAB, SOON, wait_for_mark};

const NAME: &str = "mine";

#[tokio::test(flavor = "multi_thread")]
async fn a_lab_made_by_hand_is_adopted_looked_at_and_taken_down() -> Result<(), Box<dyn Error>> {
    let hand = Hand::new().await;
    let launched = hand.launch_the_guides_machines().await;
    let cloud = hand.app.practice(Some(PLAYGROUND.to_owned())).await.map_err(|problem| problem.what_happened.english)?;
    let (home, display) = (Home::new()?, Arc::new(Display::start(1440, 900)?));
    let (key, nothing) = (launched.key.display().to_string(), home.path().join("no-such-file").display().to_string());
    #[cfg(target_os = "linux")]
    let opener = whole_lab::desktop::Opener::in_folder(&home.path().join("bin"))?;
    #[cfg(target_os = "linux")]
    let path = opener.path();
    let account = [
        #[cfg(target_os = "linux")]
        ("PATH", path.as_str()),
        ("AWS_ENDPOINT_URL", cloud.endpoint.as_str()),
        ("AWS_ACCESS_KEY_ID", &cloud.access_key_id),
        ("AWS_SECRET_ACCESS_KEY", &cloud.secret_access_key),
        ("AWS_REGION", &cloud.region),
        ("AWS_EC2_METADATA_DISABLED", "true"),
        ("AWS_CONFIG_FILE", &nothing),
        ("AWS_SHARED_CREDENTIALS_FILE", &nothing),
    ];
    let mut window = Window::open_on(display, "adopted", home.path(), &account).await?;

    window.click("home-adopt", SOON).await?;
    window.fill("field-name", NAME, SOON).await?;
    window.fill("field-key_path", &nothing, SOON).await?;
    window.fill("field-root_password", PASSWORD, SOON).await?;
    window.click("adopt-go", SOON).await?;
    let refused = "return document.querySelector('[data-testid=\"field-key_path\"]').ariaInvalid === 'true'";
    window.wait_until("the key's field says that there is no such file", SOON, refused, &[]).await?;
    window.picture("refused").await?;
    assert_eq!(hand.tagged(PLAYGROUND).await, [].into());

    window.fill("field-key_path", &key, SOON).await?;
    window.click("adopt-go", SOON).await?;
    // The machines cannot be signed in to at their addresses, which is what the look then finds.
    window.wait_for("culprit", A_LAB).await?;
    for step in ["rail-key_pair", "rail-security_group", "rail-launch_instances", "rail-mysql_rule"] {
        wait_for_mark(&mut window, step, "proven", SOON).await?;
    }
    window.picture("looked-at").await?;
    let tagged: BTreeSet<_> = hand.tagged(PLAYGROUND).await.into_iter().map(|(id, _)| id).collect();
    assert_eq!(tagged, hand.adoptable(PLAYGROUND, &launched).await);

    #[cfg(target_os = "linux")]
    {
        window.click("rail-launch_instances", SOON).await?;
        window.click("open-console", SOON).await?;
        let (region, host) = (&cloud.region, "console.aws.amazon.com");
        assert_eq!(opener.wait(SOON)?, [format!("https://{region}.{host}/ec2/home?region={region}#LaunchInstances:")]);
    }

    window.click("home-link", SOON).await?;
    window.click("card-tear-down", SOON).await?;
    window.fill("confirm-name", NAME, SOON).await?;
    window.click("tear-down-confirm", SOON).await?;
    window.wait_for("receipt", A_LAB).await?;
    window.picture("receipt").await?;
    assert_eq!(hand.standing(PLAYGROUND).await, 0);
    assert!(launched.key.exists(), "the person's own key file stays");
    window.close().await?;
    hand.app.close().await;
    Ok(())
}
