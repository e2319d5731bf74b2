import { pathToFileURL } from "node:url";
import { plainReport, reportOf, type ErrorReport } from "./errors.ts";
import type { Load } from "./protocol.ts";
import { describe } from "./quote.ts";
import { BadRegistration, Registration } from "./registration.ts";

export interface LoadedModule {
  name: string;
  version?: string;
  registration: Registration;
}

export type LoadFailureReason = "import_threw" | "no_default_export" | "not_a_module" | "register_threw" | "bad_registration";

// Why a module could not be loaded.
export class LoadFailure extends Error {
  readonly reason: LoadFailureReason;
  readonly report: ErrorReport;

  constructor(reason: LoadFailureReason, report: ErrorReport) {
    super(report.message);
    this.reason = reason;
    this.report = report;
  }
}

interface ModuleObject {
  name: string;
  version?: string;
  register(sdk: unknown): unknown;
}

// Moves into the module's folder, imports its bundle and lets it register. Throws LoadFailure.
export async function loadModule(load: Load): Promise<LoadedModule> {
  const namespace = await importBundle(load);
  const file = shortName(load);
  const module = checkModule(defaultExport(namespace, file), file);
  const registration = new Registration();
  try {
    await module.register(registration.sdk);
  } catch (error) {
    throw new LoadFailure(error instanceof BadRegistration ? "bad_registration" : "register_threw", reportOf(error));
  } finally {
    registration.close();
  }
  const loaded: LoadedModule = { name: module.name, registration };
  if (module.version !== undefined) loaded.version = module.version;
  return loaded;
}

async function importBundle(load: Load): Promise<Record<string, unknown>> {
  try {
    process.chdir(load.directory);
    Object.assign(process.env, load.environment);
    return (await import(pathToFileURL(load.bundle).href)) as Record<string, unknown>;
  } catch (error) {
    throw new LoadFailure("import_threw", withoutBundle(reportOf(error), load.bundle));
  }
}

// "Cannot find package 'x' imported from <the bundle>": a file that the module's author has never seen.
function withoutBundle(report: ErrorReport, bundle: string): ErrorReport {
  const importer = ` imported from ${bundle}`;
  const out = { ...report, message: report.message.replace(importer, "") };
  if (report.stack !== undefined) out.stack = report.stack.replace(importer, "");
  return out;
}

// The default export, also where a CommonJS module compiled from TypeScript wraps it once more.
function defaultExport(namespace: Record<string, unknown>, file: string): unknown {
  const value = namespace["default"];
  if (value === undefined) {
    const names = Object.keys(namespace).filter((name) => name !== "default" && name !== "module.exports");
    const found = names.length === 0 ? "it exports nothing" : `it exports ${names.join(", ")}`;
    throw new LoadFailure("no_default_export", plainReport("Error", `${file} has no default export; ${found}`));
  }
  const wrapper = value as { __esModule?: unknown; default?: unknown } | null;
  return typeof wrapper === "object" && wrapper !== null && wrapper.__esModule === true ? wrapper.default : value;
}

function checkModule(value: unknown, file: string): ModuleObject {
  const notAModule = (problem: string): LoadFailure =>
    new LoadFailure("not_a_module", plainReport("Error", `the default export of ${file} ${problem}`));

  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw notAModule(`is ${describe(value)} instead of an object {name, version, register}`);
  }
  const { name, version, register } = value as Record<string, unknown>;
  if (typeof register !== "function") throw notAModule(`has no method register(sdk); its register is ${describe(register)}`);
  if (typeof name !== "string" || name === "") throw notAModule(`has no name; its name is ${describe(name)} instead of a string such as "order-sync"`);
  if (version !== undefined && typeof version !== "string") throw notAModule(`has the version ${describe(version)} instead of a string such as "1.0.0"`);
  return value as ModuleObject;
}

function shortName({ entry, directory }: Load): string {
  return entry.startsWith(`${directory}/`) ? entry.slice(directory.length + 1) : entry;
}
