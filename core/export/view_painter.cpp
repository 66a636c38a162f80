// SPDX-License-Identifier: Apache-2.0
#include "core/export/view_painter.h"

#include "core/base/error.h"
#include "core/export/export_choice.h"
#include "core/export/field_extent.h"
#include "core/rendering/draw_solids.h"
#include "core/rendering/renderer.h"
#include "core/rendering/visualize.h"

#include <Eigen/Geometry>

#include <algorithm>
#include <cmath>

namespace cleave {

namespace {

using Color = Eigen::Vector3f;

const Color selectionTint(1.0f, 0.55f, 0.05f);
const Color hoveredTint(0.2f, 0.75f, 1.0f);
constexpr float tintStrength = 0.6f;

/// 1 for what is drawn; empty when that is everything.
std::vector<float> visibilityOf(const PaintSource& source) {
    const auto count = static_cast<std::size_t>(primitiveCount(source.field));
    std::vector<float> visibility;
    const auto set = [&](const Segment& segment, float value) {
        if (segment.primitives && segment.primitives->fieldRevision() == revisionOf(source.field))
            for (std::int64_t primitive : segment.primitives->indices())
                visibility[static_cast<std::size_t>(primitive)] = value;
    };
    if (!source.isolated.empty()) {
        visibility.assign(count, 0.0f);
        for (SegmentId id : source.isolated)
            set(source.segments.at(id), 1);
    }
    for (const Segment& segment : source.segments.segments()) {
        if (segment.isVisible)
            continue;
        if (visibility.empty())
            visibility.assign(count, 1.0f);
        set(segment, 0);
    }
    return visibility;
}

bool fits(const std::shared_ptr<const Selection>& selection, const RadianceField& field) {
    return selection && selection->fieldRevision() == revisionOf(field) &&
           selection->primitiveCount() == primitiveCount(field);
}

/// What segmentPicture needs of each primitive: the deepest visible segment's colour.
kernels::Array<float, 2> segmentColors(const RadianceField& field, const SegmentTree& tree) {
    std::vector<SegmentId> visible;
    std::vector<Rgb> colors;
    for (const Segment& segment : tree.segments()) {
        if (!segment.isVisible)
            continue;
        visible.push_back(segment.id);
        colors.push_back(segment.color);
    }
    std::vector<std::int32_t> labels = deepestSegments(tree, visible, field);
    for (std::int32_t& label : labels) {
        const auto place = std::find(visible.begin(), visible.end(), SegmentId{label});
        label = place == visible.end() ? -1 : static_cast<std::int32_t>(place - visible.begin());
    }
    return segmentValues(labels, colors);
}

/// The mode's own channels.
kernels::Array<float, 2> modeValues(const PaintSource& source, RenderMode mode) {
    const std::int64_t count = primitiveCount(source.field);
    switch (mode) {
    case RenderMode::Features:
        if (!source.features)
            throw missing(
                CLEAVE_TR("Export", "there are no features to show; lift the masks first"));
        if (source.features->count() != count)
            throw badInput(CLEAVE_TR(
                "Export",
                "the features belong to another field than the present one; lift the masks again"));
        return featureColors(fitFeatureColors(source.features->features),
                             source.features->features);
    case RenderMode::Segments:
        if (source.segments.isEmpty())
            throw missing(CLEAVE_TR(
                "Export",
                "the project has no segments yet; keep a selection or build the tree first"));
        return segmentColors(source.field, source.segments);
    case RenderMode::Similarity: {
        if (source.similarity.empty())
            throw missing(
                CLEAVE_TR("Export", "there is no similarity to show; give a prompt first"));
        if (static_cast<std::int64_t>(source.similarity.size()) != count)
            throw badInput(CLEAVE_TR(
                "Export",
                "the similarity belongs to another field than the present one; query again"));
        kernels::Array<float, 2> values(count, 1);
        std::copy(source.similarity.begin(), source.similarity.end(), values.begin());
        return values;
    }
    default:
        return {};
    }
}

/// The ends of the depths' colours: where the content begins and ends as seen from a camera, so
/// that they glide along in a video.
DepthRange rangeOf(const Bounds& content, const Camera& camera) {
    double low = 1e30, high = 0;
    for (int corner = 0; corner < 8 && !content.isEmpty(); ++corner) {
        const double z =
            camera.pose.cameraFromWorld(content.corner(static_cast<Bounds::CornerType>(corner)))
                .z();
        low = std::min(low, z);
        high = std::max(high, z);
    }
    const double farthest = high > 0 ? high : 1;
    return {static_cast<float>(std::clamp(low, 0.05 * farthest, 0.9 * farthest)),
            static_cast<float>(farthest)};
}

/// Some of the channels as an image of their own.
FloatImage channelsOf(const FloatImage& image, int first, int count) {
    FloatImage part(image.width, image.height, count);
    const std::size_t pixels = static_cast<std::size_t>(image.width) * image.height;
    for (std::size_t i = 0; i < pixels; ++i)
        for (int c = 0; c < count; ++c)
            part.pixels[i * count + c] = image.pixels[i * image.channels + first + c];
    return part;
}

/// What shines through where the primitives do not cover a pixel.
FloatImage
overBackground(FloatImage color, const FloatImage& alpha, const Eigen::Vector3f& background) {
    for (std::size_t i = 0; i < alpha.pixels.size(); ++i)
        for (int c = 0; c < 3; ++c)
            color.pixels[3 * i + static_cast<std::size_t>(c)] +=
                (1 - alpha.pixels[i]) * background[c];
    return color;
}

/// Lays a colour over the picture where the weight of its primitives is.
void tint(Image& image, const FloatImage& values, int channel, const Color& color) {
    for (std::size_t i = 0; i < image.pixels.size() / 3; ++i) {
        const float strength =
            tintStrength * std::clamp(values.pixels[i * values.channels + channel], 0.0f, 1.0f);
        for (int c = 0; c < 3; ++c) {
            std::uint8_t& value = image.pixels[3 * i + static_cast<std::size_t>(c)];
            value = static_cast<std::uint8_t>(
                std::lround((1 - strength) * value + strength * 255 * color[c]));
        }
    }
}

} // namespace

std::vector<ParamChoice> renderModeChoices() {
    return {{"rgb", CLEAVE_TR("Params", "Colour")},
            {"depth", CLEAVE_TR("Params", "Depth")},
            {"features", CLEAVE_TR("Params", "Features")},
            {"similarity", CLEAVE_TR("Params", "Similarity")},
            {"segments", CLEAVE_TR("Params", "Segments")},
            {"alpha", CLEAVE_TR("Params", "Alpha")},
            {"normals", CLEAVE_TR("Params", "Normals")},
            {"points", CLEAVE_TR("Params", "Points")},
            {"ellipsoids", CLEAVE_TR("Params", "Ellipsoids")}};
}

ViewPainter::ViewPainter(PaintSource source, RenderMode mode)
    : source_(std::move(source))
    , mode_(mode) {
    requireField(source_.field);
    visibility_ = visibilityOf(source_);
    kernels::Array<float, 2> own = modeValues(source_, mode);
    modeChannels_ = static_cast<int>(own.size(1));
    hasSelection_ = mode != RenderMode::Similarity && fits(source_.selection, source_.field);
    hasHovered_ = mode != RenderMode::Similarity && fits(source_.hovered, source_.field);
    if (mode == RenderMode::Depth)
        content_ = robustBounds(source_.field, 0.02);

    const int channels = modeChannels_ + hasSelection_ + hasHovered_;
    if (channels == modeChannels_) {
        values_ = std::move(own);
        return;
    }
    values_ = kernels::Array<float, 2>(primitiveCount(source_.field), channels);
    for (std::int64_t i = 0; i < values_.size(0); ++i) {
        for (int c = 0; c < modeChannels_; ++c)
            values_(i, c) = own(i, c);
        if (hasSelection_)
            values_(i, modeChannels_) = source_.selection->contains(i) ? 1.0f : 0.0f;
        if (hasHovered_)
            values_(i, channels - 1) = source_.hovered->contains(i) ? 1.0f : 0.0f;
    }
}

Image ViewPainter::paint(const Camera& camera,
                         FloatImage* depth,
                         const std::function<bool()>& isStale) const {
    const bool isSolid = mode_ == RenderMode::Points || mode_ == RenderMode::Ellipsoids;
    RenderedView view = isSolid ? renderSolids(camera) : render(camera, depth != nullptr, isStale);
    Image image = assemble(camera, view);
    if (depth)
        *depth = std::move(view.depth);
    return image;
}

RenderedView ViewPainter::render(const Camera& camera,
                                 bool wantsDepth,
                                 const std::function<bool()>& isStale) const {
    RenderRequest request;
    request.isStale = isStale;
    request.background = source_.background;
    request.color = mode_ == RenderMode::Rgb || mode_ == RenderMode::Similarity ||
                    mode_ == RenderMode::Segments;
    request.depth = wantsDepth || mode_ == RenderMode::Depth || mode_ == RenderMode::Normals;
    if (!values_.empty())
        request.values = values_;
    if (!visibility_.empty())
        request.visibility =
            kernels::ArrayView<const float, 1>(visibility_.data(), visibility_.size());
    return renderView(source_.field, camera, request);
}

RenderedView ViewPainter::renderSolids(const Camera& camera) const {
    SolidRequest request;
    request.shape = mode_ == RenderMode::Points ? SolidShape::Points : SolidShape::Ellipsoids;
    request.background = source_.background;
    request.pointSize = source_.pointSize;
    if (!visibility_.empty())
        request.visibility =
            kernels::ArrayView<const float, 1>(visibility_.data(), visibility_.size());
    SolidView solids = drawSolids(source_.field, camera, request);
    RenderedView view;
    view.color = std::move(solids.color);
    view.depth = std::move(solids.depth);
    if (values_.empty())
        return view;
    const int channels = static_cast<int>(values_.size(1));
    view.values = FloatImage(view.color.width, view.color.height, channels);
    for (std::size_t i = 0; i < solids.primitiveIds.pixels.size(); ++i)
        for (int c = 0; c < channels && solids.primitiveIds.pixels[i] >= 0; ++c)
            view.values
                .pixels[i * static_cast<std::size_t>(channels) + static_cast<std::size_t>(c)] =
                values_(solids.primitiveIds.pixels[i], c);
    return view;
}

Image ViewPainter::assemble(const Camera& camera, const RenderedView& view) const {
    Image image;
    switch (mode_) {
    case RenderMode::Rgb:
    case RenderMode::Points:
    case RenderMode::Ellipsoids:
        image = colorPicture(view.color);
        break;
    case RenderMode::Alpha:
        image = grayPicture(view.alpha);
        break;
    case RenderMode::Depth:
        image = depthPicture(view.depth, rangeOf(content_, camera));
        break;
    case RenderMode::Normals:
        image = normalPicture(view.depth, camera.intrinsics);
        break;
    case RenderMode::Segments:
        image = segmentPicture(view.color, channelsOf(view.values, 0, modeChannels_));
        break;
    case RenderMode::Similarity:
        image = similarityPicture(view.color, channelsOf(view.values, 0, 1), view.alpha, 0, 1);
        break;
    case RenderMode::Features:
        image = colorPicture(overBackground(
            channelsOf(view.values, 0, modeChannels_), view.alpha, source_.background));
        break;
    }
    if (hasSelection_)
        tint(image, view.values, modeChannels_, selectionTint);
    if (hasHovered_)
        tint(image, view.values, view.values.channels - 1, hoveredTint);
    return image;
}

FloatImage ViewPainter::depth(const Camera& camera) const {
    RenderRequest request;
    request.color = false;
    request.depth = true;
    if (!visibility_.empty())
        request.visibility =
            kernels::ArrayView<const float, 1>(visibility_.data(), visibility_.size());
    return renderView(source_.field, camera, request).depth;
}

} // namespace cleave
