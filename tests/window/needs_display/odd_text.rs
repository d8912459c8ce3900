//! Text that nobody had in mind: 300 characters without a space, from right to left, emoji of many parts.

use std::error::Error;

use serde_json::json;
use whole_lab::home::Home;
use whole_lab::window::Window;

use crate::newcomer::{A_LAB, Hand, LAB, Newcomer, SOON};

type Done = Result<(), Box<dyn Error>>;

const NEW: [&str; 8] = [
    "field-name",
    "field-server_name",
    "field-client_name",
    "field-db_user",
    "field-database",
    "field-password",
    "field-key_path",
    "field-ssh_from",
];
const ADOPT: [&str; 9] = [
    "paste-keys",
    "field-name",
    "field-key_path",
    "field-root_password",
    "field-user_password",
    "field-server",
    "field-client",
    "field-db_user",
    "field-database",
];

/// Every field that takes a text.
const FIELDS: &str = "input:not([type=radio]):not([type=checkbox]), textarea";

/// Puts a text into every field that a selector names and that can be seen, as a paste does; which they are. The driver's keyboard has no
/// emoji.
const PASTE: &str = "
    const fields = [...document.querySelectorAll(arguments[1])].filter((e) => e.checkVisibility() && !e.disabled && !e.readOnly);
    for (const field of fields) {
        Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value').set.call(field, arguments[0]);
        field.dispatchEvent(new Event('input', { bubbles: true }));
    }
    return fields.map((e) => e.dataset.testid ?? e.id);";

/// What a text has pushed out of its place.
const FAULTS: &str = "
    const page = document.scrollingElement;
    const faults = page.scrollWidth > innerWidth + 1 || page.scrollHeight > innerHeight + 1 ? [`the page scrolls: ${page.scrollWidth}×${page.scrollHeight}`] : [];
    for (const e of document.querySelectorAll('.scrolls:not(.tout)')) {
        if (e.scrollWidth <= e.clientWidth + 1) continue;
        const edge = e.getBoundingClientRect().right;
        const out = [...e.querySelectorAll('*')].filter((one) => one.getBoundingClientRect().right > edge + 1).at(-1);
        faults.push(`scrolls sideways: ${e.className}, because of ${out?.localName}.${out?.className} “${out?.textContent.trim().slice(0, 30)}”`);
    }
    for (const e of document.querySelectorAll('button, a, h1, h2, label, input, textarea, select, [role=alert], [role=status]')) {
        if (!e.checkVisibility() || e.closest('.sr, svg, .tout') || e.classList.contains('sr')) continue;
        const box = e.getBoundingClientRect();
        if (box.width > 0 && (box.left < -1 || box.right > innerWidth + 1)) faults.push(`out of the window: ${e.localName} ${e.id} “${e.textContent.trim().slice(0, 30)}”`);
    }
    return faults;";

fn odd_texts() -> [(&'static str, String); 3] {
    [("long", "x".repeat(300)), ("rtl", "قاعدة البيانات ".repeat(20).trim().to_owned()), ("emoji", "🦆👩‍👩‍👧‍👦🏳️‍🌈".repeat(20))]
}

async fn stays_in_place(window: &mut Window, what: &str) -> Done {
    window.picture(what).await?;
    let faults = window.script(FAULTS, &[]).await?;
    assert_eq!(faults, json!([]), "{what}");
    Ok(())
}

/// Fills what can be filled on a screen with each of the texts; a form, which has a button, then names the fields that are wrong.
async fn is_filled(window: &mut Window, screen: &str, fields: &[&str], submit: Option<&str>) -> Done {
    for field in fields {
        window.wait_for(field, SOON).await?;
    }
    for (name, text) in odd_texts() {
        assert_eq!(window.script(PASTE, &[json!(text), json!(FIELDS)]).await?, json!(fields), "{screen}");
        if let Some(submit) = submit {
            let refused = "
                const submit = document.querySelector(`[data-testid=${arguments[0]}]`);
                if (!submit.disabled && submit.ariaDisabled !== 'true') submit.click();
                return document.querySelector('[aria-invalid=true]') !== null";
            window.wait_until(&format!("{screen} refuses a field, {name}"), SOON, refused, &[json!(submit)]).await?;
        }
        stays_in_place(window, &format!("{screen}-{name}")).await?;
    }
    Ok(())
}

#[tokio::test]
async fn no_text_in_any_field_beside_the_forms_breaks_its_screen() -> Done {
    /// From so many on they can be searched.
    const LABS: usize = 5;
    let home = Home::new()?;
    let mut window = Window::open("odd-text-beside", home.path()).await?;
    for made in 1..=LABS {
        window.click("home-practice", SOON).await?;
        window.click("new-lab-create", SOON).await?;
        window.wait_for("do-everything", SOON).await?;
        if made == LABS {
            let names = ["field-server_name", "field-client_name", "terminal-search"];
            for (step, fields) in [("rail-name_instances", names.as_slice()), ("rail-create_user", &["field-db_user", "terminal-search"])] {
                window.click(step, SOON).await?;
                is_filled(&mut window, step, fields, None).await?;
            }
        }
        window.click("home-link", SOON).await?;
        window.wait_for("lab-card", SOON).await?;
    }
    is_filled(&mut window, "home", &["search-labs"], None).await?;
    assert!(!window.has("lab-card").await?, "no lab is called so");
    Ok(window.close().await?)
}

#[tokio::test]
async fn no_text_in_any_field_of_a_form_breaks_it() -> Done {
    let home = Home::new()?;
    let mut window = Window::open("odd-text", home.path()).await?;
    let new_on_aws = [["paste-keys"].as_slice(), &NEW, &["field-instance_type"]].concat();
    for (way, form, submit, opened, fields) in [
        (
            "home-practice",
            "new-practice",
            "new-lab-create",
            ["more-choices", "password-own", "key-import", "ssh-cidr"].as_slice(),
            NEW.as_slice(),
        ),
        ("home-aws", "new-aws", "new-lab-create", &["more-choices", "password-own", "key-import", "ssh-cidr", "type-own"], &new_on_aws),
        ("home-adopt", "adopt", "adopt-go", &["more-choices", "adopt-name-machines"], &ADOPT),
    ] {
        window.click(way, SOON).await?;
        // The first field may come late, and move the others.
        window.wait_for(fields[0], SOON).await?;
        for choice in opened {
            window.click(choice, SOON).await?;
        }
        is_filled(&mut window, form, fields, Some(submit)).await?;
        Newcomer { window: &mut window, hand: Hand::Mouse }.looks(form).await?;
        window.click("home-link", SOON).await?;
    }
    window.wait_for("home-practice", SOON).await?;
    assert_eq!(std::fs::read_dir(home.path().join("labs")).map_or(0, Iterator::count), 0, "nothing was made");
    Ok(window.close().await?)
}

#[tokio::test]
async fn a_lab_whose_machines_have_the_oddest_names_comes_to_its_databases_and_goes() -> Done {
    let home = Home::new()?;
    let mut window = Window::open("odd-names", home.path()).await?;
    window.click("home-practice", SOON).await?;
    window.click("more-choices", SOON).await?;
    for (field, name) in [("field-server_name", "خادم 🦆👩‍👩‍👧‍👦 ".repeat(12)), ("field-client_name", "x".repeat(255))]
    {
        window.wait_for(field, SOON).await?;
        window.script(PASTE, &[json!(name.trim()), json!(format!("[data-testid={field}]"))]).await?;
    }
    window.click("new-lab-create", SOON).await?;
    window.click("do-everything", SOON).await?;
    window.wait_for("databases-table", A_LAB).await?;
    stays_in_place(&mut window, "databases").await?;
    window.click("home-link", SOON).await?;
    window.wait_for("lab-card", SOON).await?;
    stays_in_place(&mut window, "home").await?;
    window.click("card-tear-down", SOON).await?;
    window.wait_for("things", A_LAB).await?;
    stays_in_place(&mut window, "tear-down").await?;
    is_filled(&mut window, "confirm", &["confirm-name", "terminal-search"], None).await?;
    window.fill("confirm-name", LAB, SOON).await?;
    window.click("tear-down-confirm", SOON).await?;
    window.wait_for("receipt", A_LAB).await?;
    stays_in_place(&mut window, "receipt").await?;
    Ok(window.close().await?)
}
