//! Serves the window to a browser on this computer, over the real program: `browser-host [PORT]`, 4821 unless told.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool speaks to its terminal")]

use std::error::Error;
use std::net::Ipv4Addr;
use std::process::ExitCode;

use app::App;
use whole_lab::binaries::workspace;
use whole_lab::browser_host::router;

/// Where `npm run dev` sends the calls.
const PORT: u16 = 4821;

#[tokio::main]
async fn main() -> ExitCode {
    match serve().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("browser-host: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve() -> Result<(), Box<dyn Error>> {
    let port = match std::env::args().nth(1) {
        Some(port) => port.parse().map_err(|_| format!("{port} is no port"))?,
        None => PORT,
    };
    let page = workspace().join("ui/dist");
    if !page.join("index.html").is_file() {
        return Err("the UI is not built: run `npm run build` in `ui`".into());
    }
    let app = App::from_environment().map_err(|problem| problem.what_happened.english)?;
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    println!("http://{}/", listener.local_addr()?);
    let asked_to_end = async {
        // Without a way to be asked, it goes on until it is ended.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        served = axum::serve(listener, router(app.clone(), page)) => served?,
        () = asked_to_end => {}
    }
    for lab in app.list_labs().await.map_err(|problem| problem.what_happened.english)? {
        // A lab in which nothing goes on has nothing to cancel.
        let _ = app.cancel(lab.name).await;
    }
    app.close().await;
    Ok(())
}
