// SPDX-License-Identifier: Apache-2.0
// The built-in scene: procedural objects with parts, textured, two of them alike, ray traced with
// exact object and part ids. Input of `demo`, of tests and of benchmarks.
#pragma once

#include "core/base/progress.h"
#include "core/dataset/dataset.h"
#include "core/field/gaussian_field.h"
#include "core/image/image.h"
#include "core/masks/mask_set.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace cleave {

/// One object of a built scene with its parts, as `hierarchy.json` tells them.
struct SceneObject {
    std::string name;
    int id = 0; ///< in object id maps
    std::vector<std::pair<std::string, int>>
        parts;            ///< name, id in part id maps (unique over the scene)
    bool isStuff = false; ///< background surface: has ids and masks, but is no target
    std::vector<std::string> groupedParts; ///< parts of several separate pieces that count as one
};

/// A scene with known truth.
struct BuiltScene {
    Dataset dataset;                ///< paths are relative; pixels are in `images`
    std::vector<Image> images;      ///< RGB, by view
    std::vector<IdImage> objectIds; ///< by view; 0 = nothing there
    std::vector<IdImage> partIds;
    std::vector<FloatImage> depths; ///< z-depth, scene units
    std::vector<SceneObject> objects;
    GaussianField field;               ///< blob scenes only: the gaussians themselves
    std::vector<int> primitiveObjects; ///< blob scenes only: object id of each gaussian
    std::vector<int> primitiveParts;
};

/// SceneBuilder().blobs(3).cameras(8).imageSize(64, 48).build() makes the small scenes of tests:
/// coloured labelled blobs of gaussians (each of two parts) and cameras on a ring; room() the
/// demo's scene.
class SceneBuilder {
public:
    SceneBuilder& blobs(int count);
    SceneBuilder& gaussiansPerBlob(int count);
    SceneBuilder& room();
    SceneBuilder& cameras(int trainCount, int testCount = 0);
    SceneBuilder& imageSize(int width, int height);
    SceneBuilder& seed(std::uint64_t seed);

    BuiltScene build(Progress& progress) const;
    BuiltScene build() const;

private:
    int blobs_ = 3;
    int gaussiansPerBlob_ = 60;
    bool room_ = false;
    int trainCount_ = 8;
    int testCount_ = 0;
    int width_ = 64;
    int height_ = 48;
    std::uint64_t seed_ = 1;
};

/// Masks as an automatic generator would give them, from the ground truth of the training views:
/// inconsistent between views (whole objects here, parts there, some missing), with uneven borders.
std::shared_ptr<const MaskSet> simulatedMasks(const BuiltScene& scene, std::uint64_t seed);

/// Writes the scene as a data set: images/, transforms.json, points3d.ply, masks/VIEW.json,
/// ground_truth/ (object_ids, part_ids, hierarchy.json, prompts.json), in the layout that `eval`
/// reads.
void writeScene(const BuiltScene& scene,
                const std::filesystem::path& folder,
                std::uint64_t seed,
                Progress& progress);

} // namespace cleave
