// SPDX-License-Identifier: Apache-2.0
// The role of SAM and its kin: look at an image once, then answer points, boxes and earlier answers
// with masks. Implemented by networks and, over masks that are already there, by
// core/masks/imported_segmenter.h.
#pragma once

#include "core/base/progress.h"
#include "core/base/revision.h"
#include "core/dataset/dataset.h"
#include "core/dataset/view.h"
#include "core/image/image.h"

#include <Eigen/Core>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cleave {

struct MaskSet;

/// An image to be segmented. The pixels are asked for only by segmenters that look at them, and
/// only when nothing cached answers.
struct SegmenterImage {
    Revision key = 0; ///< identity of the pixels: what was computed for one key holds whenever that
                      ///< key comes again; 0 = never cached
    ViewId view;      ///< the photo that it is; invalid (-1) for renders
    int width = 0;
    int height = 0;
    std::function<std::shared_ptr<const Image>()> pixels; ///< RGB, 8 bit, width x height
};

class PhotoStore;

/// A photo of a data set: read when asked for, from `photos` where that is not null. Two sizes of
/// one photo have two keys.
SegmenterImage segmenterImage(std::shared_ptr<const Dataset> dataset,
                              std::shared_ptr<PhotoStore> photos,
                              const View& view);

struct SegmenterPoint {
    Eigen::Vector2f pixel =
        Eigen::Vector2f::Zero(); ///< position in the image: the centre of column u is u + 0.5
    bool isPositive = true;
};

/// Two corners, in any order.
struct SegmenterBox {
    Eigen::Vector2f a = Eigen::Vector2f::Zero();
    Eigen::Vector2f b = Eigen::Vector2f::Zero();
};

struct SegmenterPrompt {
    std::vector<SegmenterPoint> points = {};
    std::optional<SegmenterBox> box = {};
    FloatImage mask = {};    ///< [h, w, 1] logits (> 0 = inside) over the whole image at any size,
                             ///< e.g. an earlier answer's `lowResLogits`; or empty
    bool isAmbiguous = true; ///< up to three answers (part, whole, ...); false: the one best answer
};

struct SegmenterCandidate {
    Image mask;             ///< [height, width, 1] of the image, 0 or 255
    float predictedIou = 0; ///< with what was meant, by the segmenter's own estimate, about [0, 1]
    FloatImage logits; ///< [height, width, 1], > 0 inside; empty where the segmenter knows only
                       ///< inside and outside
    FloatImage lowResLogits; ///< to be handed back as SegmenterPrompt::mask; may be empty
};

class PromptableSegmenter {
public:
    PromptableSegmenter() = default;
    PromptableSegmenter(const PromptableSegmenter&) = delete;
    PromptableSegmenter& operator=(const PromptableSegmenter&) = delete;
    virtual ~PromptableSegmenter() = default;

    virtual std::string name() const = 0; ///< sam-vit-b, mobile-sam, imported, ...
    /// Whether setImage() can take this image. A network takes any; imported masks know only photos
    /// that have some.
    virtual bool knows(const SegmenterImage& image) const = 0;
    /// The image that the next predict() is about. Its embedding is kept, and found again by key.
    /// Throws Error for an image that it does not know, Cancelled when `progress` asks for it.
    virtual void setImage(const SegmenterImage& image, const Progress& progress) = 0;
    /// Up to three candidates; one where the prompt is not ambiguous; none where nothing answers.
    /// Those of an ambiguous prompt stand from part to whole where the segmenter knows, else by its
    /// own order. Throws Error as checkSegmenterPrompt() does.
    virtual std::vector<SegmenterCandidate> predict(const SegmenterPrompt& prompt) = 0;
    /// Whether setImage() must look at the pixels: where there are no photos such a segmenter works
    /// on renders.
    virtual bool needsPixels() const = 0;

    /// The masks from which it answers, where all of them are there already; else null.
    virtual const MaskSet* storedMasks() const { return nullptr; }
};

/// Throws Error for a prompt that nothing can answer on an image of this size: empty, only negative
/// points, a point or a box outside the image, a position that is no number, an empty box, a pixel
/// that is both to be taken and to be left out.
void checkSegmenterPrompt(const SegmenterPrompt& prompt, int width, int height);

/// The candidate with the highest predicted IoU (the first of equals); none of none.
const SegmenterCandidate* bestCandidate(const std::vector<SegmenterCandidate>& candidates);

} // namespace cleave
