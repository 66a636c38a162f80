// SPDX-License-Identifier: Apache-2.0
#include "core/networks/sam/sam_segmenter.h"

#include "core/base/error.h"
#include "core/networks/model_catalog.h"

#include <algorithm>
#include <cmath>

namespace cleave {

namespace {

/// Bilinear by pixel centres.
float sampleAt(const FloatImage& image, double x, double y) {
    const double u = std::clamp(x - 0.5, 0.0, image.width - 1.0),
                 v = std::clamp(y - 0.5, 0.0, image.height - 1.0);
    const int left = static_cast<int>(u), top = static_cast<int>(v);
    const int right = std::min(left + 1, image.width - 1),
              bottom = std::min(top + 1, image.height - 1);
    const auto across = static_cast<float>(u - left), down = static_cast<float>(v - top);
    const float above = *image.at(left, top) * (1 - across) + *image.at(right, top) * across;
    const float below = *image.at(left, bottom) * (1 - across) + *image.at(right, bottom) * across;
    return above * (1 - down) + below * down;
}

class SamSegmenter : public PromptableSegmenter {
public:
    SamSegmenter(std::shared_ptr<const Sam> sam, EmbeddingCacheLimits cache)
        : sam_(std::move(sam))
        , cache_(std::move(cache), sam_->fingerprint()) {}

    std::string name() const override { return sam_->name(); }

    bool knows(const SegmenterImage& image) const override {
        return image.width > 0 && image.height > 0;
    }

    bool needsPixels() const override { return true; }

    void setImage(const SegmenterImage& image, const Progress& progress) override;
    std::vector<SegmenterCandidate> predict(const SegmenterPrompt& prompt) override;

private:
    SamPrompt samPrompt(const SegmenterPrompt& prompt) const;
    FloatImage maskPrompt(const FloatImage& mask) const;
    SegmenterCandidate candidate(const std::vector<float>& logits, float predictedIou);

    /// Part of the network's square answer that shows the image.
    int partWidth() const {
        return (embedding_->frame.inputWidth * sam_->maskSize() + embedding_->frame.inputSize - 1) /
               embedding_->frame.inputSize;
    }

    int partHeight() const {
        return (embedding_->frame.inputHeight * sam_->maskSize() + embedding_->frame.inputSize -
                1) /
               embedding_->frame.inputSize;
    }

    /// An answer as it was given and in full: handed back, it goes into the network unchanged.
    struct Given {
        FloatImage part, whole;
    };

    std::shared_ptr<const Sam> sam_;
    EmbeddingCache cache_;
    std::shared_ptr<const SamEmbedding> embedding_;
    std::vector<Given> given_;
};

void SamSegmenter::setImage(const SegmenterImage& image, const Progress& progress) {
    if (!knows(image))
        throw badInput(CLEAVE_TR("Segmenter", "an image of %1x%2 pixels cannot be segmented"),
                       image.width,
                       image.height);
    given_.clear();
    std::shared_ptr<const SamEmbedding> known = image.key != 0 ? cache_.find(image.key) : nullptr;
    if (known && known->frame.width == image.width && known->frame.height == image.height) {
        embedding_ = std::move(known);
        return;
    }
    const std::shared_ptr<const Image> pixels = image.pixels();
    CLEAVE_ASSERT(pixels && pixels->width == image.width && pixels->height == image.height);
    embedding_ = std::make_shared<SamEmbedding>(sam_->embed(*pixels, progress));
    cache_.insert(image.key, embedding_);
}

FloatImage SamSegmenter::maskPrompt(const FloatImage& mask) const {
    for (const Given& given : given_)
        if (given.part == mask)
            return given.whole;
    // Far outside where the photo is not.
    FloatImage whole(sam_->maskSize(), sam_->maskSize(), 1, -10.0f);
    const SamFrame& frame = embedding_->frame;
    const double pixel =
        static_cast<double>(frame.inputSize) / sam_->maskSize(); // of the network's input
    for (int y = 0; y < partHeight(); ++y)
        for (int x = 0; x < partWidth(); ++x)
            *whole.at(x, y) = sampleAt(mask,
                                       (x + 0.5) * pixel / frame.inputWidth * mask.width,
                                       (y + 0.5) * pixel / frame.inputHeight * mask.height);
    return whole;
}

SamPrompt SamSegmenter::samPrompt(const SegmenterPrompt& prompt) const {
    SamPrompt result;
    // SAM counts pixels: its 0 is the centre of the first.
    for (const SegmenterPoint& point : prompt.points)
        result.points.push_back({static_cast<double>(point.pixel.x()) - 0.5,
                                 static_cast<double>(point.pixel.y()) - 0.5,
                                 point.isPositive ? 1 : 0});
    if (prompt.box) {
        const Eigen::Vector2f low = prompt.box->a.cwiseMin(prompt.box->b),
                              high = prompt.box->a.cwiseMax(prompt.box->b);
        result.box = SamBox{low.x() - 0.5, low.y() - 0.5, high.x() - 0.5, high.y() - 0.5};
    }
    if (!prompt.mask.empty())
        result.mask = maskPrompt(prompt.mask);
    return result;
}

SegmenterCandidate SamSegmenter::candidate(const std::vector<float>& logits, float predictedIou) {
    const SamFrame& frame = embedding_->frame;
    SegmenterCandidate result;
    result.predictedIou = predictedIou;
    result.logits = FloatImage(frame.width, frame.height, 1);
    SamUpscaler(frame, sam_->maskSize()).run(logits.data(), result.logits.pixels.data());
    result.mask = Image(frame.width, frame.height, 1);
    for (std::size_t i = 0; i < result.mask.pixels.size(); ++i)
        result.mask.pixels[i] = result.logits.pixels[i] > 0 ? 255 : 0;
    FloatImage whole(sam_->maskSize(), sam_->maskSize(), 1);
    whole.pixels = logits;
    result.lowResLogits = FloatImage(partWidth(), partHeight(), 1);
    for (int y = 0; y < partHeight(); ++y)
        std::copy_n(whole.at(0, y), partWidth(), result.lowResLogits.at(0, y));
    given_.push_back({result.lowResLogits, std::move(whole)});
    return result;
}

std::vector<SegmenterCandidate> SamSegmenter::predict(const SegmenterPrompt& prompt) {
    CLEAVE_ASSERT(embedding_);
    checkSegmenterPrompt(prompt, embedding_->frame.width, embedding_->frame.height);
    SamPrompt asked = samPrompt(prompt);
    // The network's own single answer is meant for prompts that say enough; a lone point does not.
    const bool isVague = prompt.points.size() == 1 && !prompt.box && prompt.mask.empty();
    asked.isAmbiguous = prompt.isAmbiguous || isVague;
    const SamAnswer answer = sam_->answer(*embedding_, asked);
    std::size_t first = 0, last = answer.logits.size();
    if (!prompt.isAmbiguous && last > 1) {
        first = static_cast<std::size_t>(
            std::max_element(answer.predictedIou.begin(), answer.predictedIou.end()) -
            answer.predictedIou.begin());
        last = first + 1;
    }
    given_.clear();
    std::vector<SegmenterCandidate> candidates;
    for (std::size_t i = first; i < last; ++i)
        candidates.push_back(candidate(answer.logits[i], answer.predictedIou[i]));
    return candidates;
}

} // namespace

std::unique_ptr<PromptableSegmenter> makeSamSegmenter(std::shared_ptr<const Sam> sam,
                                                      EmbeddingCacheLimits cache) {
    return std::make_unique<SamSegmenter>(std::move(sam), std::move(cache));
}

std::optional<std::filesystem::path> installedSam() {
    for (const char* network : {"sam", "mobile_sam"})
        if (auto installed = installedModelOf(network))
            return installed;
    return std::nullopt;
}

} // namespace cleave
