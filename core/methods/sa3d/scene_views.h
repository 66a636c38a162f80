// SPDX-License-Identifier: Apache-2.0
// The views that SA3D may take: photos with their cameras, or virtual cameras whose renders stand
// in for photos; with what geometry says about each of them, computed once because the field is
// frozen.
#pragma once

#include "core/camera/camera.h"
#include "core/features/primitive_graph.h"
#include "core/field/primitive_cloud.h"
#include "core/image/image.h"
#include "core/methods/segmentation_method.h"
#include "core/selection/mask_votes.h"
#include "kernels/blending/blend_weights.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace cleave::sa3d {

struct SceneView {
    ViewId id; ///< invalid for a virtual view
    std::string name;
    Camera camera;
    SegmenterImage image;
};

/// What a view shows of the primitives.
struct ViewSight {
    kernels::BlendWeights weights; ///< all pixels
    std::vector<float> seen;       ///< [N] pixels that each primitive fills
    std::vector<float> alphas;     ///< [H * W] in [0, 1]
    std::vector<float>
        depths; ///< [H * W] mean z-depth of what is seen, scene units; 0 where nothing is

    std::size_t bytes() const;
};

class SceneViews {
public:
    SceneViews(RadianceField field, const PrimitiveCloud& cloud);

    /// Adds a view and returns its index.
    std::size_t add(SceneView view);

    std::size_t count() const { return views_.size(); }

    const SceneView& operator[](std::size_t index) const { return views_[index]; }

    std::optional<std::size_t> find(ViewId id) const;
    bool hasPhotos() const;
    /// Forgets the views from `count` on: those that stood for one question only.
    void keepFirst(std::size_t count);

    /// Kept between queries within a memory budget.
    std::shared_ptr<const ViewSight> sight(std::size_t index);

    /// Views whose masks can be counted in.
    bool hasVotes(std::size_t index, const MaskSet& masks) const;
    /// What the masks of these views say of the primitives, kept between queries; every view has
    /// votes.
    std::shared_ptr<const MaskVotes>
    maskVotes(std::span<const std::size_t> indices, const MaskSet& masks, Progress progress);
    /// Whether maskVotes() would answer at once.
    bool hasVotesReady(std::span<const std::size_t> indices) const;
    /// Which primitives lie next to which.
    const PrimitiveGraph& graph();

    const RadianceField& field() const { return field_; }

    const PrimitiveCloud& cloud() const { return cloud_; }

private:
    struct Kept {
        std::shared_ptr<const ViewSight> sight;
        std::uint64_t lastUse = 0;
        std::shared_ptr<const ViewVotes> votes;
    };

    std::size_t keptBytes() const;

    RadianceField field_;
    const PrimitiveCloud& cloud_;
    std::vector<SceneView> views_;
    std::vector<Kept> kept_;
    std::uint64_t uses_ = 0;
    std::vector<std::size_t> joinedViews_;
    std::shared_ptr<const MaskVotes> joined_; ///< of joinedViews_
    PrimitiveGraph graph_;                    ///< made when first needed
};

/// The training views of the project, in their order; test views only score.
void addPhotoViews(SceneViews& views, const MethodInputs& inputs);
/// The photo of one view, as a segmenter wants it.
SceneView photoView(const MethodInputs& inputs, const View& view);
/// What a camera sees of the field, rendered, instead of a photo.
SceneView renderedView(const RadianceField& field, const Camera& camera, const std::string& name);

/// Where a point of the scene is seen in a view: its pixel position; nothing outside the image or
/// behind something else.
std::optional<Eigen::Vector2f>
seenAt(const SceneView& view, const ViewSight& sight, const Eigen::Vector3f& point);

} // namespace cleave::sa3d
