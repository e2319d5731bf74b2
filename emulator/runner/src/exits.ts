import type { Channel } from "./channel.ts";
import { reportOf, type ErrorReport } from "./errors.ts";
import { Kind } from "./protocol.ts";
import { currentScope } from "./scope.ts";

type ExitReason = "process_exit" | "uncaught_exception" | "unhandled_rejection";

// The exit that Node provides, for the runner's own use.
export const exitNow = process.exit.bind(process) as (code: number) => never;

// Tells the host when the module ends its own process, so that it need not guess from an exit code.
export function reportExits(channel: Channel): void {
  const announce = (reason: ExitReason, error: ErrorReport): void => {
    channel.send(Kind.exiting, currentScope().id, JSON.stringify({ reason, error }));
    channel.flushBeforeExit();
  };

  process.exit = function exit(code?: number | string | null): never {
    const status = code ?? process.exitCode ?? 0;
    const error = new Error(`the module called process.exit(${status})`);
    Error.captureStackTrace(error, exit);
    announce("process_exit", reportOf(error));
    return exitNow(status as number);
  };

  // A module may handle these itself; then Node would not end the process, and neither does the runner.
  process.on("uncaughtException", (error) => {
    if (process.listenerCount("uncaughtException") > 1) return;
    announce("uncaught_exception", reportOf(error));
    exitNow(1);
  });
  process.on("unhandledRejection", (reason) => {
    if (process.listenerCount("unhandledRejection") > 1) return;
    announce("unhandled_rejection", reportOf(reason, "rejected with"));
    exitNow(1);
  });

  // For what the module's own "exit" listeners log.
  process.on("exit", () => channel.flushBeforeExit());
}
