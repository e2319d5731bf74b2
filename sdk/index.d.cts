// What require("@convotic/block-sdk") is typed as: the same declarations, seen from CommonJS.
import type { ConvoticModule as Module } from "./index.js" with { "resolution-mode": "import" };

export type * from "./index.js" with { "resolution-mode": "import" };

/** @documented /docs/custom-modules/overview */
export type ConvoticModule = Module;

/** @assumed a plain import of the type's name has to find a value at run time */
export declare const ConvoticModule: Readonly<Record<never, never>>;

/** @assumed a function that returns what it is given, for type inference without an annotation */
export declare function defineModule<M extends Module>(module: M): M;
