// SPDX-License-Identifier: Apache-2.0
// Which pixels to click for every object and part of a scene, and which views to score: the
// `prompts.json` of an evaluation.
#pragma once

#include "core/sample/scene_builder.h"

#include <string>
#include <vector>

namespace cleave::sample {

struct Click {
    std::size_t view = 0; ///< index
    int x = 0, y = 0;
};

struct ClickTarget {
    std::string object;
    std::string part; ///< empty for an object as a whole
    int id = 0;
    bool isGrouped = false;
    std::vector<Click>
        clicks; ///< the best one first, then two from other directions; empty when not evaluated
    std::vector<std::pair<std::size_t, std::int64_t>>
        testPixels;     ///< test view index, pixels seen there
    std::string whyNot; ///< not empty: the reason why it is no target
};

/// Objects of the foreground, each followed by its parts. A part that is all of its object is no
/// target.
std::vector<ClickTarget> clickTargets(const BuiltScene& scene);

} // namespace cleave::sample
