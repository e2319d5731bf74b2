// Starts Node so that it cannot outlive convotic: `launch-runner <convotic's pid> <program> [argument]...`
//
// A runner exits when its channel closes, but one that is stuck in a loop never looks. So the kernel is asked
// to kill it when the thread that started it ends, which survives the exec. A program of its own, because
// libuv offers no hook between fork and exec. Linux only; elsewhere it just runs the program.

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#ifdef __linux__
#include <sys/prctl.h>

#include <csignal>
#endif

int main(int argc, char** argv) {
  if (argc < 3) return 2;
#ifdef __linux__
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  // The parent may have ended before the request was in place.
  if (::getppid() != std::atoi(argv[1])) return 1;
#endif
  ::execvp(argv[2], argv + 2);
  std::perror(argv[2]);
  return 127;
}
