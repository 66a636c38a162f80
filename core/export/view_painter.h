// SPDX-License-Identifier: Apache-2.0
// What a camera sees, as a picture, in one of the ways a person can look at a scene. The same for
// still images and videos.
#pragma once

#include "core/base/params.h"
#include "core/camera/bounds.h"
#include "core/camera/camera.h"
#include "core/features/feature_field.h"
#include "core/field/radiance_field.h"
#include "core/image/image.h"
#include "core/segments/segment_tree.h"

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace cleave {

enum class RenderMode : int {
    Rgb,
    Depth,
    Features,
    Similarity,
    Segments,
    Alpha,
    Normals,
    Points,
    Ellipsoids
};

/// rgb depth features similarity segments alpha normals points ellipsoids
std::vector<ParamChoice> renderModeChoices();

struct RenderedView;

/// What the modes draw from; what a mode does not need may be missing.
struct PaintSource {
    RadianceField field;
    SegmentTree segments;
    std::vector<SegmentId> isolated; ///< draw these segments alone; empty: the whole field
    std::shared_ptr<const FeatureField> features; ///< for Features
    std::vector<float> similarity;                ///< [N], for Similarity
    std::shared_ptr<const Selection>
        selection; ///< tinted over every mode but Similarity; null or of another revision: nothing
    std::shared_ptr<const Selection>
        hovered; ///< tinted likewise in another colour: the segment that is pointed at
    Eigen::Vector3f background = Eigen::Vector3f::Zero();
    float pointSize = 2; ///< for Points: pixels of the picture
};

class ViewPainter {
public:
    /// Throws Error when the mode lacks what it draws from, naming the step that makes it.
    ViewPainter(PaintSource source, RenderMode mode);

    /// RGB, 8 bit. `depth`, where wanted: what depth() gives, from the same pass. `isStale`, where
    /// set: asked now and then, true throws Cancelled.
    Image paint(const Camera& camera,
                FloatImage* depth = nullptr,
                const std::function<bool()>& isStale = nullptr) const;
    /// [H, W, 1] z-depth in scene units, 0 where nothing is hit.
    FloatImage depth(const Camera& camera) const;

private:
    RenderedView
    render(const Camera& camera, bool wantsDepth, const std::function<bool()>& isStale) const;
    RenderedView renderSolids(const Camera& camera) const;
    Image assemble(const Camera& camera, const RenderedView& view) const;

    PaintSource source_;
    RenderMode mode_;
    std::vector<float> visibility_; ///< [N]; empty: all
    kernels::Array<float, 2>
        values_; ///< [N, C] carried by primitives: the mode's channels, then the tints' memberships
    int modeChannels_ = 0;
    bool hasSelection_ = false, hasHovered_ = false;
    Bounds content_; ///< whose near and far end are the ends of the depths' colours
};

} // namespace cleave
