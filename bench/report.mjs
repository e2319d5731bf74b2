// The rows of the result, and how they are shown.
import { median, pairwiseRatio, quantile } from "./support/statistics.mjs";

// { id, what, unit, samples, show?, against?: { name, samples?, missing? }, bar? }
// `samples` are in `unit`; those of `against` were measured in the same rounds, in the same order. `show` turns samples into the figure
// where it is not their median. `bar` is { of: "ratio" | "figure", better: "higher" | "lower", met, stretch }.
export class Report {
  rows = [];

  add(row) {
    const figure = row.show ? row.show(row.samples) : median(row.samples);
    const others = row.against?.samples;
    const ratio = others && !row.show ? pairwiseRatio(row.samples, others) : undefined;
    const judged = row.bar?.of === "ratio" ? ratio : figure;
    this.rows.push({ ...row, figure, ratio, verdict: verdict(row.bar, judged) });
    process.stderr.write(`  ${row.what}: ${amount(figure, row.unit)}${ratio ? `, ${ratio.toFixed(2)}x of ${row.against.name}` : ""}\n`);
  }

  table() {
    const head = ["what", "measured (quartiles)", "compared with", "ratio", "bar", "stretch", "verdict"];
    const cells = this.rows.map((row) => [
      row.what,
      amount(row.figure, row.unit) + (row.show ? "" : spread(row.samples)),
      against(row),
      row.ratio === undefined ? "" : `${row.ratio.toFixed(2)}x`,
      limit(row.bar, row.bar?.met, row.unit),
      limit(row.bar, row.bar?.stretch, row.unit),
      row.verdict,
    ]);
    const widths = head.map((_, column) => Math.max(...[head, ...cells].map((row) => row[column].length)));
    return [head, ...cells].map((row) => row.map((cell, i) => cell.padEnd(widths[i])).join("  ").trimEnd()).join("\n");
  }

  json() {
    return this.rows.map(({ show: _show, ...row }) => row);
  }
}

function verdict(bar, value) {
  if (!bar) return "";
  if (value === undefined) return "not compared";
  const reaches = (wanted) => (bar.better === "higher" ? value >= wanted : value <= wanted);
  if (reaches(bar.stretch)) return "met, stretch too";
  return reaches(bar.met) ? "met" : "MISSED";
}

function number(value) {
  if (Number.isInteger(value)) return value.toLocaleString("en");
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

const amount = (value, unit) => `${number(value)} ${unit}`.trimEnd();

function spread(samples) {
  if (samples.length < 2) return "";
  return ` (${number(quantile(samples, 0.25))} to ${number(quantile(samples, 0.75))})`;
}

function against({ against: other, unit, show = median }) {
  if (!other) return "";
  return other.samples ? `${other.name} ${amount(show(other.samples), unit)}` : `${other.name}: ${other.missing}`;
}

function limit(bar, value, unit) {
  if (!bar) return "";
  return `${bar.better === "higher" ? "≥" : "≤"} ${value}${bar.of === "ratio" ? "x" : ` ${unit}`}`;
}
