// SPDX-License-Identifier: Apache-2.0
// A kept answer: a named, coloured set of primitives.
#pragma once

#include "core/selection/selection.h"

#include <array>
#include <cstdint>
#include <memory>
#include <string>

namespace cleave {

struct SegmentId {
    std::int64_t value = 0; ///< 0 = none (the tree's root level)
    auto operator<=>(const SegmentId&) const = default;
};

struct Segment {
    SegmentId id;
    SegmentId parent; ///< 0: a root
    std::string name; ///< UTF-8, not empty, unique among siblings
    std::array<std::uint8_t, 3> color = {128, 128, 128}; ///< sRGB
    bool isVisible = true;
    bool isLocked = false;
    std::string method;   ///< that made it: omniseg3d, ..., or "edited"
    bool isBuilt = false; ///< by the automatic tree, and neither edited nor named since: the next
                          ///< build replaces it
    float stability = 0;  ///< of an automatically built node, [0, 1]
    std::shared_ptr<const Selection> primitives; ///< of the current field revision
};

} // namespace cleave
