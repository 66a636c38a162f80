// SPDX-License-Identifier: Apache-2.0
#include "core/methods/saga/guidance_training.h"

#include "core/base/error.h"
#include "core/image/image_ops.h"
#include "core/masks/mask_patches.h"
#include "core/networks/model_catalog.h"
#include "core/networks/sam/sam.h"
#include "core/rendering/blend_weights.h"
#include "kernels/base/parallel_for.h"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace cleave {

namespace {

using kernels::Array;

constexpr int renderedWidth = 200; ///< pixels; the height follows the photo
constexpr int visitsPerGroup = 10;
constexpr double spreadWeight = 0.1;
constexpr std::int64_t spreadShare = 10; ///< every so many-th primitive is asked in a step
constexpr float beta1 = 0.9f, beta2 = 0.999f, epsilon = 1e-15f;

std::shared_ptr<const Sam> loadSam(const std::string& checkpoint) {
    if (!checkpoint.empty())
        return std::make_shared<const Sam>(checkpoint);
    for (const char* network : {"sam", "mobile_sam"})
        if (const auto installed = installedModelOf(network))
            return std::make_shared<const Sam>(*installed);
    throw missing(CLEAVE_TR("Methods",
                            "the first version of SAGA looks at photos with SAM, which is not "
                            "there: name its checkpoint or add one with cleave models add FILE"));
}

/// Two neighbours of a position along one axis, by pixel centres.
struct Taps {
    int first, second;
    float share; ///< of the second
};

Taps tapsAt(int i, int count, int sourceCount) {
    const float at = std::clamp((static_cast<float>(i) + 0.5f) * static_cast<float>(sourceCount) /
                                        static_cast<float>(count) -
                                    0.5f,
                                0.0f,
                                static_cast<float>(sourceCount - 1));
    const int first = static_cast<int>(at);
    return {first, std::min(first + 1, sourceCount - 1), at - static_cast<float>(first)};
}

/// Calls visit(target pixel, source pixel, share) for bilinear resizing.
template <class Visit>
void forTaps(int width, int height, int sourceWidth, int sourceHeight, Visit&& visit) {
    for (int y = 0; y < height; ++y) {
        const Taps v = tapsAt(y, height, sourceHeight);
        for (int x = 0; x < width; ++x) {
            const Taps u = tapsAt(x, width, sourceWidth);
            const std::int64_t target = static_cast<std::int64_t>(y) * width + x;
            visit(target, v.first * sourceWidth + u.first, (1 - v.share) * (1 - u.share));
            visit(target, v.first * sourceWidth + u.second, (1 - v.share) * u.share);
            visit(target, v.second * sourceWidth + u.first, v.share * (1 - u.share));
            visit(target, v.second * sourceWidth + u.second, v.share * u.share);
        }
    }
}

std::vector<Image> masksOf(const ViewMasks& view) {
    std::vector<Image> images;
    for (const Mask& mask : view.masks)
        images.push_back(decodeRle(mask.region));
    const IdImage& patches = view.hierarchy.patches;
    if (images.empty())
        for (const std::vector<std::int32_t>& mask : masksAsPatches(view)) {
            Image& image = images.emplace_back(patches.width, patches.height, 1);
            for (std::size_t i = 0; i < image.pixels.size(); ++i)
                image.pixels[i] =
                    std::binary_search(mask.begin(), mask.end(), patches.pixels[i]) ? 255 : 0;
        }
    return images;
}

} // namespace

/// What a step needs of a photo. The photo, its masks and its rendering are stretched alike to
/// SAM's square grid.
struct GuidanceTraining::PreparedView {
    int width = 0, height = 0, grid = 0; ///< of the rendering, of SAM's answer
    Array<float, 2> embedded;            ///< [grid * grid, channels]
    GridMasks masks;                     ///< on the grid
    Array<float, 2> targets;             ///< [masks, width * height] above 0.5, or 0
    kernels::BlendWeights weights;       ///< of all rendered pixels

    std::size_t bytes() const {
        return embedded.bytes() + masks.inside.size() + targets.bytes() +
               weights.primitives.bytes() + weights.weights.bytes() + weights.columnRows.bytes() +
               weights.columnWeights.bytes();
    }
};

GuidanceTraining::GuidanceTraining(const MethodInputs& inputs, const SagaParams& params)
    : inputs_(inputs)
    , params_(params)
    , random_(inputs.seed ^ 0x7361676131000000u)
    , sam_(loadSam(params.checkpoint))
    , projection_(sam_->encoder().channels(), dimensions, random_)
    , features_(primitiveCount(inputs.field), dimensions)
    , gradients_(primitiveCount(inputs.field), dimensions)
    , firstMoments_(primitiveCount(inputs.field), dimensions)
    , secondMoments_(primitiveCount(inputs.field), dimensions)
    , support_(primitiveCount(inputs.field)) {
    if (!inputs.photos)
        throw missing(
            CLEAVE_TR("Methods", "the first version of SAGA looks at photos, but there are none"));
    for (const auto& [id, view] : inputs.masks->views)
        if (view->hierarchy.patchCount > 1 && !inputs.dataset->view(id).isTest)
            views_.push_back(id);
    if (views_.empty())
        throw missing(
            CLEAVE_TR("Methods", "no training photo has masks; make or import masks first"));
    std::reverse(views_.begin(), views_.end());
    std::normal_distribution<float> normal;
    for (float& value : features_)
        value = normal(random_);
}

GuidanceTraining::~GuidanceTraining() = default;

void GuidanceTraining::run(Progress& progress) {
    std::size_t next = 0;
    while (step_ < params_.training.iterations) {
        if (next >= views_.size())
            next = 0;
        std::vector<PreparedView> group = prepareGroup(next, progress);
        for (int visit = 0; visit < visitsPerGroup; ++visit)
            for (PreparedView& view : group) {
                if (step_ >= params_.training.iterations)
                    return;
                step(view);
                if (step_ % 10 == 0) {
                    std::ostringstream text;
                    text << "step " << step_ << ", loss " << meanLoss_;
                    progress.detail(text.str());
                }
                progress.advance(step_, params_.training.iterations);
            }
    }
}

/// As many photos as the memory holds, at least one.
std::vector<GuidanceTraining::PreparedView> GuidanceTraining::prepareGroup(std::size_t& next,
                                                                           Progress& progress) {
    std::vector<PreparedView> group;
    const std::size_t budget = static_cast<std::size_t>(params_.training.memory) << 20;
    std::size_t used = 0;
    while (next < views_.size() && (group.empty() || used + used / group.size() <= budget)) {
        prepare(views_[next++], group.emplace_back(), progress);
        used += group.back().bytes();
    }
    return group;
}

void GuidanceTraining::prepare(ViewId id, PreparedView& view, Progress& progress) {
    const int side = sam_->encoder().imageSize();
    view.grid = sam_->encoder().gridSize();
    view.embedded =
        sam_->embed(resizeByArea(*inputs_.photos->photo(id), side, side), progress).rows;

    Camera camera = inputs_.dataset->view(id).camera;
    const Intrinsics& lens = camera.intrinsics;
    view.width = renderedWidth;
    view.height = std::max(1, renderedWidth * lens.height / lens.width);
    std::vector<Image> kept;
    for (Image& mask : masksOf(*inputs_.masks->find(id))) {
        const Image small = resizeNearest(mask, view.grid, view.grid);
        if (std::none_of(small.pixels.begin(), small.pixels.end(), [](std::uint8_t pixel) {
                return pixel != 0;
            }))
            continue;
        for (const std::uint8_t pixel : small.pixels)
            view.masks.inside.push_back(pixel != 0);
        kept.push_back(std::move(mask));
    }
    view.masks.maskCount = static_cast<std::int64_t>(kept.size());
    view.masks.pixelCount = static_cast<std::int64_t>(view.grid) * view.grid;
    view.targets = Array<float, 2>(kept.size(), view.width * view.height);
    for (std::size_t m = 0; m < kept.size(); ++m) {
        forTaps(view.width,
                view.height,
                kept[m].width,
                kept[m].height,
                [&](std::int64_t target, int source, float share) {
                    if (kept[m].pixels[static_cast<std::size_t>(source)] != 0)
                        view.targets(m, target) += share;
                });
        for (float& value : view.targets.view().row(static_cast<std::int64_t>(m)))
            value = value > 0.5f ? std::min(value, 1.0f) : 0.0f;
    }
    camera.intrinsics = lens.scaledTo(view.width, view.height);
    view.weights = blendWeights(inputs_.field, camera);
    kernels::addColumns(view.weights);
    kernels::liftWeights(view.weights, support_);
}

void GuidanceTraining::step(PreparedView& view) {
    ++step_;
    const std::int64_t pixels = view.weights.rowCount(), cells = view.masks.pixelCount,
                       masks = view.masks.maskCount;
    if (masks == 0)
        return;
    Array<float, 2> projected(cells, dimensions), prototypes(masks, dimensions),
        rendered(pixels, dimensions), onGrid(cells, dimensions);
    Array<float, 2> projectedGradient(cells, dimensions), prototypeGradient(masks, dimensions),
        renderedGradient(pixels, dimensions), gridGradient(cells, dimensions);
    projection_.forward(view.embedded, projected);
    maskPrototypes<float>(view.masks, projected, prototypes);
    kernels::renderValues(view.weights, features_, rendered);
    double loss = guidanceLoss<float>(
        prototypes, rendered, view.targets, prototypeGradient, renderedGradient);

    const auto asked = features_.size(0) / spreadShare;
    std::vector<std::int64_t> chosen;
    Array<float, 2> some(asked, dimensions), someGradient(asked, dimensions);
    for (std::int64_t i = 0; i < asked; ++i) {
        chosen.push_back(
            static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(features_.size(0))));
        std::copy_n(&features_(chosen.back(), 0), dimensions, &some(i, 0));
    }
    loss += spreadWeight *
            spreadLoss<float>(prototypes, some, spreadWeight, prototypeGradient, someGradient);

    const auto resize = [&](auto&& visit) {
        forTaps(view.grid, view.grid, view.width, view.height, visit);
    };
    resize([&](std::int64_t cell, int pixel, float share) {
        for (int d = 0; d < dimensions; ++d)
            onGrid(cell, d) += share * rendered(pixel, d);
    });
    loss +=
        correspondenceLoss<float>(view.masks, onGrid, !params_.publishedBackground, gridGradient);
    resize([&](std::int64_t cell, int pixel, float share) {
        for (int d = 0; d < dimensions; ++d)
            renderedGradient(pixel, d) += share * gridGradient(cell, d);
    });

    maskPrototypesBackward<float>(view.masks, prototypeGradient, projectedGradient);
    projection_.step(
        view.embedded, projectedGradient, static_cast<float>(params_.training.learningRate));
    gradients_.fill(0);
    kernels::liftValues(view.weights, renderedGradient, gradients_);
    for (std::int64_t i = 0; i < asked; ++i)
        for (int d = 0; d < dimensions; ++d)
            gradients_(chosen[static_cast<std::size_t>(i)], d) += someGradient(i, d);
    stepFeatures();
    meanLoss_ = step_ == 1 ? loss : meanLoss_ + 0.02 * (loss - meanLoss_);
}

void GuidanceTraining::stepFeatures() {
    const auto n = static_cast<float>(step_);
    const float correction1 = 1 / (1 - std::pow(beta1, n)),
                correction2 = 1 / (1 - std::pow(beta2, n)),
                rate = static_cast<float>(params_.training.learningRate);
    kernels::parallelFor<kernels::Device::Cpu>(features_.count(), [&](std::int64_t i) {
        const float g = gradients_.data()[i];
        float &m = firstMoments_.data()[i], &v = secondMoments_.data()[i];
        m = beta1 * m + (1 - beta1) * g;
        v = beta2 * v + (1 - beta2) * g * g;
        features_.data()[i] -= rate * (m * correction1) / (std::sqrt(v * correction2) + epsilon);
    });
}

} // namespace cleave
