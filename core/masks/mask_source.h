// SPDX-License-Identifier: Apache-2.0
// Where 2D masks come from when they are made here: one photo in, its masks out. Imported masks
// (mask_import.h) are the other way to a MaskSet.
#pragma once

#include "core/base/progress.h"
#include "core/image/image.h"
#include "core/masks/mask.h"

#include <memory>
#include <string>
#include <vector>

namespace cleave {

class MaskSource {
public:
    MaskSource() = default;
    MaskSource(const MaskSource&) = delete;
    MaskSource& operator=(const MaskSource&) = delete;
    virtual ~MaskSource() = default;

    virtual std::string name() const = 0; ///< regions | sam
    /// May be called from several threads at once, where it says so.
    virtual bool isConcurrent() const = 0;
    /// photo: RGB, 8 bit. Masks of the photo's size, none empty. Throws Cancelled when `progress`
    /// asks for it.
    virtual std::vector<Mask> masks(const Image& photo, const Progress& progress) = 0;
};

} // namespace cleave
