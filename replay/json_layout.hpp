#pragma once

#include "core/base/json_layout.hpp"

namespace convotic::replay {
using base::JsonLayout;
using base::lay_out;
using base::layout_called;
using base::layout_name;
using base::layout_of;
}  // namespace convotic::replay
