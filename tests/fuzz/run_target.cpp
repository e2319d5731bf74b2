// What libFuzzer calls; CONVOTIC_TARGET is one of the functions in targets.hpp.
#include "tests/fuzz/targets.hpp"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  convotic::fuzz::CONVOTIC_TARGET({reinterpret_cast<const char*>(bytes), size});
  return 0;
}
