import type { TestContext } from "node:test";

type Step = () => unknown;
const stacks = new WeakMap<TestContext, Step[]>();

// Does `step` when the test is over; the last one registered comes first, unlike with `t.after` alone. Every step is
// done, and the first error is the test's.
export function atEnd(t: TestContext, step: Step): void {
  let steps = stacks.get(t);
  if (steps === undefined) {
    stacks.set(t, (steps = []));
    t.after(() => unwind(stacks.get(t) ?? []));
  }
  steps.push(step);
}

async function unwind(steps: Step[]): Promise<void> {
  const errors: unknown[] = [];
  for (const step of steps.reverse()) {
    try {
      await step();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}
