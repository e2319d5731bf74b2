// The same rules as core/base/nearest.cpp, so that both halves of the program suggest alike.

// How many insertions, deletions, substitutions and swaps of neighbours turn `a` into `b`.
export function editDistance(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) => {
    const row = new Array<number>(b.length + 1).fill(0);
    row[0] = i;
    return row;
  });
  const at = (i: number, j: number): number => rows[i]?.[j] ?? 0;
  for (let j = 0; j <= b.length; ++j) (rows[0] as number[])[j] = j;
  for (let i = 1; i <= a.length; ++i) {
    for (let j = 1; j <= b.length; ++j) {
      const substitution = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let least = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, substitution);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, at(i - 2, j - 2) + 1);
      (rows[i] as number[])[j] = least;
    }
  }
  return at(a.length, b.length);
}

// The candidate that a person who wrote `word` most likely meant; nothing where more than a third of the longer word differs.
// A small closed set of candidates can afford a larger part: 2 for a half.
export function nearest(word: string, candidates: readonly string[], part = 3): string | undefined {
  let best: string | undefined;
  let bestDistance = Infinity;
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    const allowed = Math.max(1, Math.floor(Math.max(word.length, candidate.length) / part));
    if (distance > allowed || distance >= bestDistance) continue;
    best = candidate;
    bestDistance = distance;
  }
  return best;
}

// `; did you mean "x"?`, or nothing.
export function suggestion(word: string, candidates: readonly string[], part = 3): string {
  const meant = nearest(word, candidates, part);
  return meant === undefined ? "" : `; did you mean "${meant}"?`;
}
