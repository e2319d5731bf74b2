// What Linux tells about processes.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

const ticksPerSecond = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));

// The fields after the name, which may contain spaces and brackets: state is 0, ppid 1, utime 11, stime 12.
function stat(pid) {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  return text.slice(text.lastIndexOf(")") + 2).split(" ");
}

export function descendants(pid) {
  const children = new Map();
  for (const name of readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
    try {
      const parent = Number(stat(name)[1]);
      children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
    } catch {
      // It has ended since.
    }
  }
  const found = [...(children.get(pid) ?? [])];
  for (const one of found) found.push(...(children.get(one) ?? []));
  return found;
}

// User and system time of these processes so far, all threads.
export function cpuSeconds(pids) {
  return pids.reduce((sum, pid) => sum + (Number(stat(pid)[11]) + Number(stat(pid)[12])) / ticksPerSecond, 0);
}

// Of the threads that live now: how many, nanoseconds on a CPU (finer than the ticks above), and how often each went to sleep.
export function threads(pid) {
  const tasks = readdirSync(`/proc/${pid}/task`).map((task) => `/proc/${pid}/task/${task}`);
  const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
  return {
    count: tasks.length,
    milliseconds: sum(tasks.map((task) => Number(readFileSync(`${task}/schedstat`, "utf8").split(" ")[0]) / 1e6)),
    sleeps: sum(tasks.map((task) => Number(/^voluntary_ctxt_switches:\s*(\d+)/m.exec(readFileSync(`${task}/status`, "utf8"))[1]))),
  };
}

// In MB, over these processes. What they share counts once per process in `rss` and once in all in `pss`.
export function memory(pids) {
  const total = { rss: 0, pss: 0 };
  for (const pid of pids) {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
    total.rss += Number(/^Rss:\s*(\d+)/m.exec(text)[1]) / 1024;
    total.pss += Number(/^Pss:\s*(\d+)/m.exec(text)[1]) / 1024;
  }
  return total;
}
