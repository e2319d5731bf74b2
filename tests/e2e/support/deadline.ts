// The one deadline of the end-to-end tests: generous, because it is only ever reached when something is broken.
export const deadline = 20_000;

// Resolves as `promise` does, or rejects when that takes too long; `what` says what was waited for, at that time.
export async function within<T>(promise: Promise<T>, what: string | (() => string), ms = deadline): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited ${ms} ms for ${typeof what === "string" ? what : what()}`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
