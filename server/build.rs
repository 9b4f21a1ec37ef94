//! Builds the program anew when there is a new browser bundle to embed.

fn main() {
    println!("cargo::rerun-if-changed=../target/site/current");
}
