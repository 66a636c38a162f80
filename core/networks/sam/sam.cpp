// SPDX-License-Identifier: Apache-2.0
#include "core/networks/sam/sam.h"

#include "core/base/error.h"
#include "core/networks/mobile_sam/tiny_vit.h"
#include "core/networks/sam/vit_encoder.h"

#include <algorithm>

namespace cleave {

std::unique_ptr<SamImageEncoder> takeSamImageEncoder(NetworkWeights& weights) {
    if (weights.has("image_encoder.patch_embed.proj.weight"))
        return std::make_unique<VitEncoder>(weights);
    if (weights.has("image_encoder.patch_embed.seq.0.c.weight"))
        return std::make_unique<TinyVit>(weights);
    throw badFile(CLEAVE_TR("Networks", "%1 holds no image encoder of SAM or MobileSAM"),
                  weights.path().string());
}

Sam::Sam(const std::filesystem::path& checkpoint, NetworkWeights::Adjust adjust)
    : Sam(NetworkWeights(
          checkpoint, "prompt_encoder.not_a_point_embed.weight", std::move(adjust))) {}

Sam::Sam(NetworkWeights weights)
    : encoder_(takeSamImageEncoder(weights))
    , promptEncoder_(weights, encoder_->imageSize(), encoder_->gridSize()) {
    if (promptEncoder_.channels() != encoder_->channels())
        throw badFile(CLEAVE_TR("Networks", "%1: images have %2 channels, prompts %3"),
                      weights.path().string(),
                      encoder_->channels(),
                      promptEncoder_.channels());
    decoder_ = SamMaskDecoder(weights, promptEncoder_.gridPositions(), encoder_->gridSize());
    fingerprint_ = weights.fingerprint();
    weights.finish({"pixel_mean", "pixel_std", "image_encoder.norm_head.", "image_encoder.head."});
}

SamEmbedding
Sam::embed(const Image& photo, const Progress& progress, const LayerObserver& observer) const {
    CLEAVE_ASSERT(photo.channels == 3 && !photo.empty());
    SamEmbedding embedding;
    embedding.frame = samFrame(photo.width, photo.height, encoder_->imageSize());
    embedding.rows = encoder_->encode(samInput(photo, embedding.frame), progress, observer);
    return embedding;
}

SamAnswer Sam::answer(const SamEmbedding& embedding,
                      const SamPrompt& prompt,
                      const LayerObserver& observer) const {
    const SamFrame& frame = embedding.frame;
    std::vector<SamPoint> points = prompt.points;
    for (SamPoint& point : points)
        point = {frame.inputX(point.x), frame.inputY(point.y), point.label};
    std::optional<SamBox> box = prompt.box;
    if (box)
        box = SamBox{frame.inputX((*box)[0]),
                     frame.inputY((*box)[1]),
                     frame.inputX((*box)[2]),
                     frame.inputY((*box)[3])};
    const Rows tokens = promptEncoder_.sparse(points, box);
    if (observer)
        observer("sparse", tokens);
    const bool hasMask = !prompt.mask.empty();
    Rows image = hasMask ? promptEncoder_.dense(prompt.mask)
                         : Rows(embedding.rows.size(0), embedding.rows.size(1));
    if (observer && hasMask)
        observer("dense", image);
    const std::int64_t channels = image.size(1);
    for (std::int64_t row = 0; row < image.size(0); ++row)
        for (std::int64_t i = 0; i < channels; ++i)
            image(row, i) = embedding.rows(row, i) +
                            (hasMask ? image(row, i) : promptEncoder_.noMask().data()[i]);
    const int first = prompt.isAmbiguous ? 1 : 0,
              last = prompt.isAmbiguous ? decoder_.maskCount() : 1;
    return decoder_.decode(image, tokens, first, last, observer);
}

} // namespace cleave
