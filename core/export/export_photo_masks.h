// SPDX-License-Identifier: Apache-2.0
// The masks that a project works from, per photo, in the forms of the published programs.
#pragma once

#include "core/base/progress.h"
#include "core/dataset/dataset.h"
#include "core/field/radiance_field.h"
#include "core/masks/mask_set.h"

#include <filesystem>
#include <vector>

namespace cleave {

enum class PhotoMaskFormat : int { OmniSeg3d, Saga, Coco };

/// Writes below `folder`, which is made, for every photo with masks:
///   OmniSeg3d  sam/VIEW.npz: indices [H, W], correlation [patches, patches]
///   Saga       sam_masks/VIEW.pt: bool [masks, H, W], masks that cover nothing or everything left
///              out; and mask_scales/VIEW.pt: float [masks] scene units, from the depth of `field`,
///              of masks too small to be measured the least of the others (0 where there is none)
///   Coco       VIEW.json, a list of records with compressed run lengths
/// VIEW is the view's name without extension; H x W its working size. All three can be imported
/// again. Returns the files. Throws Error when no photo has masks, and for Saga without a field.
std::vector<std::filesystem::path> exportPhotoMasks(const Dataset& dataset,
                                                    const MaskSet& masks,
                                                    const RadianceField& field,
                                                    PhotoMaskFormat format,
                                                    const std::filesystem::path& folder,
                                                    Progress& progress);

} // namespace cleave
