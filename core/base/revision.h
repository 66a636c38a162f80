// SPDX-License-Identifier: Apache-2.0
// Identity of immutable content: what was computed from one revision is not valid for another.
#pragma once

#include <cstdint>

namespace cleave {

using Revision = std::uint64_t;

/// Never 0, never the same twice, also across program runs (random upper bits): so revisions may be
/// stored.
Revision newRevision();

} // namespace cleave
