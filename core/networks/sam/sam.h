// SPDX-License-Identifier: Apache-2.0
// Segment Anything (Kirillov et al., ICCV 2023) and MobileSAM (Zhang et al., 2023) from their
// published checkpoints: an image is embedded once, then prompts are answered with masks.
#pragma once

#include "core/networks/sam/image_encoder.h"
#include "core/networks/sam/mask_decoder.h"
#include "core/networks/sam/prompt_encoder.h"
#include "core/networks/sam/sam_image.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cleave {

struct SamEmbedding {
    SamFrame frame;
    Rows rows; ///< [gridSize * gridSize, channels]
};

struct SamPrompt {
    std::vector<SamPoint> points; ///< pixels of the photo
    std::optional<SamBox> box;    ///< pixels of the photo
    FloatImage mask = {};         ///< [maskSize, maskSize, 1] logits of an earlier answer, or empty
    bool isAmbiguous = true; ///< three candidates; false: the one mask that the network holds best
};

using SamAnswer =
    SamMaskDecoder::Answer; ///< per candidate its logits [maskSize, maskSize] and predicted IoU

class Sam {
public:
    /// Throws Error naming file and tensor when the file is no such checkpoint.
    explicit Sam(const std::filesystem::path& checkpoint, NetworkWeights::Adjust adjust = {});

    std::string name() const {
        return encoder_->name();
    } ///< sam-vit-b, sam-vit-l, sam-vit-h, mobile-sam, or sam for other sizes

    /// Tells checkpoints apart: a hash over all their numbers.
    std::uint64_t fingerprint() const { return fingerprint_; }

    const SamImageEncoder& encoder() const { return *encoder_; }

    const SamPromptEncoder& promptEncoder() const { return promptEncoder_; }

    const SamMaskDecoder& decoder() const { return decoder_; }

    int maskSize() const { return decoder_.maskSize(); }

    /// photo: RGB, 8 bit. Throws Cancelled when `progress` asks for it.
    SamEmbedding
    embed(const Image& photo, const Progress& progress, const LayerObserver& observer = {}) const;
    /// Callable from several threads at once.
    SamAnswer answer(const SamEmbedding& embedding,
                     const SamPrompt& prompt,
                     const LayerObserver& observer = {}) const;

private:
    Sam(NetworkWeights weights);

    std::unique_ptr<SamImageEncoder> encoder_;
    SamPromptEncoder promptEncoder_;
    SamMaskDecoder decoder_;
    std::uint64_t fingerprint_ = 0;
};

} // namespace cleave
