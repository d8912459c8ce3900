//! The window's types, written from the same list as the dispatch.

use std::any::TypeId;
use std::collections::{BTreeMap, HashSet};
use std::fmt::Write;

use ts_rs::{Config, TS, TypeVisitor};

/// A call of the interface.
pub(super) struct Call {
    pub method: &'static str,
    pub docs: &'static [&'static str],
    /// Each argument's name with its type's.
    pub args: Vec<(&'static str, String)>,
    pub answer: String,
}

/// The declarations of all types that the calls name.
pub(super) struct Types {
    config: Config,
    seen: HashSet<TypeId>,
    declarations: BTreeMap<String, String>,
}

impl Types {
    /// A type's name in TypeScript; what must be declared for it is.
    pub fn name<T: TS + 'static>(&mut self) -> String {
        self.visit::<T>();
        T::visit_generics(self);
        match T::name(&self.config).as_str() {
            "null" => "void".to_owned(),
            name => name.to_owned(),
        }
    }
}

impl TypeVisitor for Types {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if !self.seen.insert(TypeId::of::<T>()) {
            return;
        }
        // Only what could have a file of its own has a declaration: not numbers, lists and the like.
        if T::output_path().is_some() {
            let docs = T::docs().unwrap_or_default();
            self.declarations.insert(T::ident(&self.config), format!("{docs}export {}\n", T::decl(&self.config)));
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

/// The file `ui/src/lib/generated/api.ts`: the interface `Api` with every type that it names.
pub fn typescript() -> String {
    let mut types = Types { config: Config::new().with_large_int("number"), seen: HashSet::new(), declarations: BTreeMap::new() };
    let calls = super::calls(&mut types);
    let mut file = String::from("// Written from the list of calls in the `app` crate by `cargo xtask types`. Do not edit.\n\n");
    file.push_str("/** The calls of the program. Each takes one object, and fails with a `Problem`. */\nexport interface Api {\n");
    for call in &calls {
        let docs: Vec<_> = call.docs.iter().map(|line| line.trim()).collect();
        let _ = writeln!(file, "  /** {} */", docs.join(" "));
        let args: Vec<_> = call
            .args
            .iter()
            .map(|(name, of)| if of.ends_with("| null") { format!("{name}?: {of}") } else { format!("{name}: {of}") })
            .collect();
        let args = if args.is_empty() { String::new() } else { format!("args: {{ {} }}", args.join("; ")) };
        let _ = writeln!(file, "  {}({args}): Promise<{}>;", call.method, call.answer);
    }
    file.push_str("}\n\n/** The names of all calls. */\nexport const methods = [\n");
    for call in &calls {
        let _ = writeln!(file, "  \"{}\",", call.method);
    }
    file.push_str("] as const satisfies readonly (keyof Api)[];\n");
    for declaration in types.declarations.values() {
        file.push('\n');
        for line in declaration.lines() {
            file.push_str(line.trim_end());
            file.push('\n');
        }
    }
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_windows_types_are_those_of_the_calls() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../ui/src/lib/generated/api.ts");
        if std::env::var_os("UPDATE_TYPES").is_some() {
            std::fs::write(&path, typescript()).unwrap();
        }
        let committed = std::fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
        assert!(committed == typescript(), "{} is stale: run cargo xtask types", path.display());
    }

    #[test]
    fn every_type_that_is_named_is_declared() {
        let file = typescript();
        for name in ["Api", "Event", "Finished", "Goal", "Lab", "NewLab", "Problem", "Report", "Settings", "StepInfo", "Target"] {
            let declared = file.contains(&format!("export type {name} =")) || file.contains(&format!("export interface {name} "));
            assert!(declared, "{name} is not declared");
        }
        assert!(file.contains("report_since(args: { name: string; run: RunId; event: number; line: number }): Promise<Report>;"), "{file}");
        assert!(
            file.contains(
                "aws_identity(args: { profile?: string | null; region?: string | null; pasted?: string | null }): Promise<AwsIdentity>;"
            ),
            "{file}"
        );
        assert!(file.contains("cancel(args: { name: string }): Promise<void>;"), "{file}");
    }
}
