// SPDX-License-Identifier: Apache-2.0
// The part of SAM that looks at the image, once: the vision transformers of SAM or the smaller one
// of MobileSAM.
#pragma once

#include "core/base/progress.h"
#include "core/image/image.h"
#include "core/networks/layers.h"
#include "core/networks/network_weights.h"

#include <memory>

namespace cleave {

class SamImageEncoder {
public:
    SamImageEncoder() = default;
    SamImageEncoder(const SamImageEncoder&) = delete;
    SamImageEncoder& operator=(const SamImageEncoder&) = delete;
    virtual ~SamImageEncoder() = default;

    virtual int imageSize() const = 0;     ///< of the square input, pixels
    virtual int gridSize() const = 0;      ///< of the square output, positions
    virtual int channels() const = 0;      ///< of the output
    virtual double operations() const = 0; ///< floating point operations of one image
    virtual std::string name() const = 0;

    /// input [imageSize, imageSize, 3] normalised -> [gridSize * gridSize, channels]. Throws
    /// Cancelled when `progress` asks for it.
    virtual Rows encode(const FloatImage& input,
                        const Progress& progress,
                        const LayerObserver& observer) const = 0;
};

/// By what the checkpoint holds: ViT of any size (tensors image_encoder.patch_embed.proj.*) or
/// TinyViT. Throws Error naming file and tensor.
std::unique_ptr<SamImageEncoder> takeSamImageEncoder(NetworkWeights& weights);

} // namespace cleave
