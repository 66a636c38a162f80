// SPDX-License-Identifier: Apache-2.0
// Everything that SAM finds in a photo, as masks.
#pragma once

#include "core/masks/mask_source.h"
#include "core/networks/sam/automatic_masks.h"

namespace cleave {

/// One photo at a time: each keeps all cores busy.
std::unique_ptr<MaskSource> makeSamMaskSource(std::shared_ptr<const Sam> sam,
                                              const AutomaticMaskParams& params);

} // namespace cleave
