//! The programs in a package's README and in recipes: those with a file's name are files that stories run, the others compile.

use anyhow::{Context, Result, bail, ensure};
use std::fs;
use std::path::Path;

/// A fenced block.
struct Block {
    language: String,
    text: String,
}

impl Block {
    /// `// src/account.tsx: who is signed in.` names a file, and says what it is; so does `# locations.conf: what differs.`
    fn file(&self) -> Option<&str> {
        let first = self.text.lines().next()?;
        let comment = first.strip_prefix("// ").or(first.strip_prefix("# "))?;
        let (name, _) = comment.split_once(": ")?;
        (name.contains('.') && !name.contains(' ')).then_some(name)
    }
}

/// Every block that names a file is, to the letter, such a file of a project.
pub(super) fn files_are_run(readme: &Path, projects: &Path) -> Result<()> {
    for block in blocks(&fs::read_to_string(readme)?) {
        let Some(name) = block.file() else { continue };
        let mut found = false;
        for project in fs::read_dir(projects).context("no projects")? {
            let file = project?.path().join(name);
            found |= fs::read_to_string(file).is_ok_and(|text| text == block.text);
        }
        ensure!(
            found,
            "{name} of {} is not that file of any project of the stories",
            readme.display()
        );
    }
    Ok(())
}

/// Writes every other TypeScript block into `place`, and gives back the files' names.
pub(super) fn write_others(readme: &Path, place: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for block in blocks(&fs::read_to_string(readme)?) {
        if block.file().is_some() || !matches!(&*block.language, "ts" | "tsx") {
            continue;
        }
        let name = format!("readme-{}.{}", names.len(), block.language);
        // A module, also where the block imports nothing.
        fs::write(place.join(&name), block.text + "export {};\n")?;
        names.push(name);
    }
    if names.is_empty() {
        bail!("{} has no TypeScript", readme.display());
    }
    Ok(names)
}

fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for line in text.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(language)) => {
                open = Some(Block {
                    language: language.to_owned(),
                    text: String::new(),
                });
            }
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(block), None) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            (None, None) => {}
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_by_its_first_line() {
        let text = "```tsx\n// src/a.tsx: what it is.\nx\n```\n\nwords\n\n```ts\n// A page for everybody: no wait.\n```\n\n```nginx\n# a.conf: what differs.\n```\n";
        let blocks = blocks(text);
        let files: Vec<_> = blocks.iter().map(Block::file).collect();
        assert_eq!(files, [Some("src/a.tsx"), None, Some("a.conf")]);
        assert_eq!(blocks[0].text, "// src/a.tsx: what it is.\nx\n");
        assert_eq!(blocks[1].language, "ts");
    }
}
