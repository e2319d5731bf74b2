// Convotic's pages write `import { ConvoticModule } from "@convotic/block-sdk"` for what is only a type. A plain .js
// module keeps that import, and linking fails unless a binding of that name exists; hence this value, which does nothing.
export const ConvoticModule = Object.freeze({});

export function defineModule(module) {
  return module;
}
