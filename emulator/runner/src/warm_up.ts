// A variable, so that the bundler leaves the import alone.
const emptyModule: string = "data:text/javascript,";

// What a module is likely to need first, done while a spare has nothing else to do.
export async function warmUp(): Promise<void> {
  // The first import() of a process sets up Node's ESM loader.
  await import(emptyModule);
  // Signature checks are what routes of webhooks begin with.
  await import("node:crypto");
}
