// SPDX-License-Identifier: Apache-2.0
// Masks as sets of patches: then sets of pixels are compared by a few numbers.
#pragma once

#include "core/masks/mask_set.h"

#include <cstdint>
#include <vector>

namespace cleave {

/// The patches of every mask, ascending: those that lie in it with more than half of their pixels.
/// Masks with the same patches are one, empty ones are left out; ascending. Where only a hierarchy
/// is known: what lies in all masks of a patch is the smallest of them.
std::vector<std::vector<std::int32_t>> masksAsPatches(const ViewMasks& view);

} // namespace cleave
