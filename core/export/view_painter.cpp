// SPDX-License-Identifier: Apache-2.0
#include "core/export/view_painter.h"

#include "core/base/error.h"
#include "core/export/export_choice.h"
#include "core/export/field_extent.h"
#include "core/export/primitive_colors.h"
#include "core/image/color_map.h"
#include "core/rendering/renderer.h"
#include "kernels/base/parallel_for.h"

#include <Eigen/Geometry>

#include <algorithm>
#include <cmath>

namespace cleave {

namespace {

using Color = Eigen::Vector3f;

const Color selectionTint(1.0f, 0.55f, 0.05f);
const Color hoveredTint(0.2f, 0.75f, 1.0f);
constexpr float tintStrength = 0.6f;
constexpr float leastHeat = 0.25f; ///< how much of the heat map shows where nothing is similar

Color toColor(const Rgb& rgb) {
    return Color(rgb[0], rgb[1], rgb[2]) / 255;
}

void store(const Color& color, std::uint8_t* pixel) {
    for (int c = 0; c < 3; ++c) pixel[c] = static_cast<std::uint8_t>(std::lround(255 * std::clamp(color[c], 0.0f, 1.0f)));
}

/// 1 for what is drawn; empty when that is everything.
std::vector<float> visibilityOf(const PaintSource& source) {
    const auto count = static_cast<std::size_t>(primitiveCount(source.field));
    std::vector<float> visibility;
    const auto set = [&](const Segment& segment, float value) {
        if (segment.primitives && segment.primitives->fieldRevision() == revisionOf(source.field))
            for (std::int64_t primitive : segment.primitives->indices()) visibility[static_cast<std::size_t>(primitive)] = value;
    };
    if (!source.isolated.empty()) {
        visibility.assign(count, 0.0f);
        for (SegmentId id : source.isolated) set(source.segments.at(id), 1);
    }
    for (const Segment& segment : source.segments.segments()) {
        if (segment.isVisible) continue;
        if (visibility.empty()) visibility.assign(count, 1.0f);
        set(segment, 0);
    }
    return visibility;
}

bool fits(const std::shared_ptr<const Selection>& selection, const RadianceField& field) {
    return selection && selection->fieldRevision() == revisionOf(field) && selection->primitiveCount() == primitiveCount(field);
}

/// The mode's own channels.
kernels::Array<float, 2> modeValues(const PaintSource& source, RenderMode mode) {
    const std::int64_t count = primitiveCount(source.field);
    switch (mode) {
    case RenderMode::Features:
        if (!source.features) throw missing(CLEAVE_TR("Export", "there are no features to show; lift the masks first"));
        if (source.features->count() != count)
            throw badInput(CLEAVE_TR("Export", "the features belong to another field than the present one; lift the masks again"));
        return featureColors(*source.features);
    case RenderMode::Segments:
        if (source.segments.isEmpty()) throw missing(CLEAVE_TR("Export", "the project has no segments yet; keep a selection or build the tree first"));
        return segmentColors(source.field, source.segments);
    case RenderMode::Similarity: {
        if (source.similarity.empty()) throw missing(CLEAVE_TR("Export", "there is no similarity to show; give a prompt first"));
        if (static_cast<std::int64_t>(source.similarity.size()) != count)
            throw badInput(CLEAVE_TR("Export", "the similarity belongs to another field than the present one; query again"));
        kernels::Array<float, 2> values(count, 1);
        std::copy(source.similarity.begin(), source.similarity.end(), values.begin());
        return values;
    }
    default: return {};
    }
}

/// Depths as colours: near is warm.
struct DepthColors {
    float nearest = 0, farthest = 1;

    DepthColors(const Bounds& content, const Camera& camera) {
        double low = 1e30, high = 0;
        for (int corner = 0; corner < 8 && !content.isEmpty(); ++corner) {
            const double z = camera.pose.cameraFromWorld(content.corner(static_cast<Bounds::CornerType>(corner))).z();
            low = std::min(low, z);
            high = std::max(high, z);
        }
        farthest = static_cast<float>(high > 0 ? high : 1);
        nearest = static_cast<float>(std::clamp(low, 0.0, 0.9 * farthest));
    }

    Color operator()(float depth) const { return toColor(turbo(1 - (depth - nearest) / (farthest - nearest))); }
};

/// Normals of the surface that the depths describe, as colours: red to the right, green up, blue towards the viewer.
class NormalColors {
public:
    NormalColors(const FloatImage& depth, const Intrinsics& lens) : depth_(depth), lens_(lens) {}

    /// False where there is no surface around the pixel.
    bool at(int x, int y, Color& color) const {
        Eigen::Vector3f right, down;
        if (!difference(x, y, 1, 0, right) || !difference(x, y, 0, 1, down)) return false;
        const Eigen::Vector3f normal = down.cross(right).normalized();
        color = {0.5f + 0.5f * normal.x(), 0.5f - 0.5f * normal.y(), 0.5f - 0.5f * normal.z()};
        return true;
    }

private:
    bool point(int x, int y, Eigen::Vector3f& p) const {
        if (x < 0 || y < 0 || x >= depth_.width || y >= depth_.height) return false;
        const float z = *depth_.at(x, y);
        p = {static_cast<float>((x + 0.5 - lens_.cx) / lens_.fx) * z, static_cast<float>((y + 0.5 - lens_.cy) / lens_.fy) * z, z};
        return z > 0;
    }

    bool difference(int x, int y, int dx, int dy, Eigen::Vector3f& result) const {
        Eigen::Vector3f here, before, after;
        if (!point(x, y, here)) return false;
        const bool hasBefore = point(x - dx, y - dy, before), hasAfter = point(x + dx, y + dy, after);
        if (!hasBefore && !hasAfter) return false;
        result = (hasAfter ? after : here) - (hasBefore ? before : here);
        return true;
    }

    const FloatImage& depth_;
    const Intrinsics& lens_;
};

} // namespace

std::vector<ParamChoice> renderModeChoices() {
    return {{"rgb", CLEAVE_TR("Params", "Colour")},
            {"depth", CLEAVE_TR("Params", "Depth")},
            {"features", CLEAVE_TR("Params", "Features")},
            {"similarity", CLEAVE_TR("Params", "Similarity")},
            {"segments", CLEAVE_TR("Params", "Segments")},
            {"alpha", CLEAVE_TR("Params", "Alpha")},
            {"normals", CLEAVE_TR("Params", "Normals")}};
}

ViewPainter::ViewPainter(PaintSource source, RenderMode mode) : source_(std::move(source)), mode_(mode) {
    requireField(source_.field);
    visibility_ = visibilityOf(source_);
    kernels::Array<float, 2> own = modeValues(source_, mode);
    modeChannels_ = static_cast<int>(own.size(1));
    hasSelection_ = mode != RenderMode::Similarity && fits(source_.selection, source_.field);
    hasHovered_ = mode != RenderMode::Similarity && fits(source_.hovered, source_.field);
    if (mode == RenderMode::Depth) content_ = robustBounds(source_.field, 0.02);

    const int channels = modeChannels_ + hasSelection_ + hasHovered_;
    if (channels == modeChannels_) {
        values_ = std::move(own);
        return;
    }
    values_ = kernels::Array<float, 2>(primitiveCount(source_.field), channels);
    for (std::int64_t i = 0; i < values_.size(0); ++i) {
        for (int c = 0; c < modeChannels_; ++c) values_(i, c) = own(i, c);
        if (hasSelection_) values_(i, modeChannels_) = source_.selection->contains(i) ? 1.0f : 0.0f;
        if (hasHovered_) values_(i, channels - 1) = source_.hovered->contains(i) ? 1.0f : 0.0f;
    }
}

Image ViewPainter::paint(const Camera& camera) const {
    RenderRequest request;
    request.background = source_.background;
    request.color = mode_ == RenderMode::Rgb || mode_ == RenderMode::Similarity;
    request.depth = mode_ == RenderMode::Depth || mode_ == RenderMode::Normals;
    if (!values_.empty()) request.values = values_;
    if (!visibility_.empty()) request.visibility = kernels::ArrayView<const float, 1>(visibility_.data(), visibility_.size());
    return assemble(camera, renderView(source_.field, camera, request));
}

Image ViewPainter::assemble(const Camera& camera, const RenderedView& view) const {
    Image image(camera.intrinsics.width, camera.intrinsics.height, 3);
    const DepthColors depthColors(content_, camera);
    const NormalColors normalColors(view.depth, camera.intrinsics);
    const auto colorAt = [&](int x, int y, const float* values) -> Color {
        const float alpha = *view.alpha.at(x, y);
        const Color behind = (1 - alpha) * source_.background;
        Color color = source_.background;
        switch (mode_) {
        case RenderMode::Rgb: return Color(view.color.at(x, y)[0], view.color.at(x, y)[1], view.color.at(x, y)[2]);
        case RenderMode::Alpha: return Color::Constant(alpha);
        case RenderMode::Depth: return *view.depth.at(x, y) > 0 ? depthColors(*view.depth.at(x, y)) : color;
        case RenderMode::Normals: normalColors.at(x, y, color); return color;
        case RenderMode::Features:
        case RenderMode::Segments: return Color(values[0], values[1], values[2]) + behind;
        case RenderMode::Similarity: {
            const float* rgb = view.color.at(x, y);
            const float grey = 0.299f * rgb[0] + 0.587f * rgb[1] + 0.114f * rgb[2];
            const float similarity = alpha > 0 ? std::clamp(values[0] / alpha, 0.0f, 1.0f) : 0.0f;
            const float heat = alpha * (leastHeat + (1 - leastHeat) * similarity);
            return (1 - heat) * Color::Constant(grey) + heat * toColor(turbo(similarity));
        }
        }
        return color;
    };
    const int channels = view.values.channels;
    kernels::forChunks(image.height, 16, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
        for (int y = static_cast<int>(begin); y < static_cast<int>(end); ++y)
            for (int x = 0; x < image.width; ++x) {
                const float* values = channels > 0 ? view.values.at(x, y) : nullptr;
                Color color = colorAt(x, y, values);
                if (hasSelection_) color += tintStrength * values[modeChannels_] * (selectionTint - color);
                if (hasHovered_) color += tintStrength * values[channels - 1] * (hoveredTint - color);
                store(color, image.at(x, y));
            }
    });
    return image;
}

FloatImage ViewPainter::depth(const Camera& camera) const {
    RenderRequest request;
    request.color = false;
    request.depth = true;
    if (!visibility_.empty()) request.visibility = kernels::ArrayView<const float, 1>(visibility_.data(), visibility_.size());
    return renderView(source_.field, camera, request).depth;
}

} // namespace cleave
