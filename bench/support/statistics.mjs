// The value below which the given part of the samples lies, interpolated between neighbours.
export function quantile(samples, part) {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (sorted.length - 1) * part;
  const below = sorted[Math.floor(at)];
  return below + (sorted[Math.ceil(at)] - below) * (at % 1);
}

export const median = (samples) => quantile(samples, 0.5);

// Of rounds that were measured next to each other: what slows the machine down slows both down, and cancels out.
export function pairwiseRatio(samples, others) {
  return median(samples.map((sample, i) => sample / others[i]));
}
