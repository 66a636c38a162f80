// SPDX-License-Identifier: Apache-2.0
// A small project with something of everything, and the comparison of two projects by content.
#pragma once

#include "core/dataset/content_hash.h"
#include "core/project/project_store.h"
#include "core/sample/scene_builder.h"

#include <cstring>
#include <string>

namespace cleave::tests {

/// Blobs with photos in `folder`/photos.
inline Project exampleProject(const std::filesystem::path& folder, std::uint64_t seed = 3) {
    BuiltScene scene = SceneBuilder().blobs(3).cameras(4, 2).imageSize(32, 24).seed(seed).build();
    Progress progress;
    writeScene(scene, folder / "photos", seed, progress);
    Project project;
    scene.dataset.folder = folder / "photos";
    for (View& view : scene.dataset.views)
        view.contentHash = hashFile(scene.dataset.photoPath(view));
    scene.dataset.views[1].sourceIntrinsics.distortion.k1 = 0.1;
    project.dataset = std::make_shared<const Dataset>(scene.dataset);
    project.masks = simulatedMasks(scene, seed);
    auto field = std::make_shared<GaussianField>(std::move(scene.field));
    field->extras.push_back(
        {"label", "uchar", std::vector<std::uint8_t>(static_cast<std::size_t>(field->count), 7)});
    project.field = std::shared_ptr<const GaussianField>(field);
    project.trainingState = std::make_shared<const std::vector<std::byte>>(1000, std::byte{42});
    project.training = {
        "gaussians", 3000, field->count, 12.5, 31.25, 0.93, 123456789, {{"iterations", "3000"}}};

    auto lifted = std::make_shared<LiftedState>();
    auto features = std::make_shared<FeatureField>();
    features->features = kernels::Array<float, 2>(field->count, 4);
    for (std::int64_t i = 0; i < features->features.count(); ++i)
        features->features.data()[i] = 0.1f * static_cast<float>(i);
    features->fieldRevision = field->revision;
    lifted->method = "omniseg3d";
    lifted->features = features;
    lifted->arrays["scales"] = kernels::Array<float, 2>(5, 3);
    lifted->arrays["scales"](4, 2) = 9;
    lifted->params = {{"rate", "0.01"}};
    lifted->fieldRevision = field->revision;
    lifted->iterations = 77;
    lifted->seconds = 1.5;
    project.lifted["omniseg3d"] = lifted;
    project.currentMethod = "omniseg3d";

    for (int object = 1; object <= 3; ++object) {
        auto selection = std::make_shared<Selection>(field->count, field->revision);
        for (std::int64_t i = 0; i < field->count; ++i)
            if (scene.primitiveObjects[static_cast<std::size_t>(i)] == object)
                selection->set(i, true);
        Segment segment;
        segment.name = "Käse " + std::to_string(object);
        segment.method = "omniseg3d";
        segment.stability = 0.7f;
        segment.isBuilt = object != 3;
        segment.isLocked = object == 2;
        segment.primitives = selection;
        const SegmentId whole = project.segments.add(segment);
        segment.parent = whole;
        segment.name = "cap";
        project.segments.add(segment);
    }
    project.settings["viewport"] = R"({"mode":"rgb"})";
    project.seed = 0xffffffffffffffffu;
    return project;
}

inline bool sameBytes(const float* a, const float* b, std::int64_t count) {
    return count == 0 || std::memcmp(a, b, static_cast<std::size_t>(count) * sizeof(float)) == 0;
}

/// What differs, or nothing. Photo folders are not compared.
inline std::string difference(const Project& a, const Project& b) {
    if (!a.dataset != !b.dataset)
        return "dataset";
    if (a.dataset) {
        const Dataset &x = *a.dataset, &y = *b.dataset;
        if (!(x.format == y.format && x.downscale == y.downscale && x.views == y.views &&
              x.points == y.points && x.skipped == y.skipped))
            return "dataset";
    }
    const auto& f = std::get<std::shared_ptr<const GaussianField>>(a.field);
    const auto& g = std::get<std::shared_ptr<const GaussianField>>(b.field);
    if (!f != !g)
        return "field";
    if (f &&
        !(f->count == g->count && f->shDegree == g->shDegree && f->antialiased == g->antialiased &&
          f->extras == g->extras && f->revision == g->revision &&
          sameBytes(f->planes.data(), g->planes.data(), f->planes.count())))
        return "field";
    if (!a.trainingState != !b.trainingState ||
        (a.trainingState && *a.trainingState != *b.trainingState))
        return "training state";
    if (!(a.training == b.training))
        return "training record";
    if (!a.masks != !b.masks)
        return "masks";
    if (a.masks) {
        if (a.masks->source != b.masks->source || a.masks->revision != b.masks->revision ||
            a.masks->views.size() != b.masks->views.size())
            return "masks";
        for (const auto& [id, view] : a.masks->views)
            if (!b.masks->find(id) || !(*b.masks->find(id) == *view))
                return "masks of view " + std::to_string(id.value);
    }
    if (a.lifted.size() != b.lifted.size() || a.currentMethod != b.currentMethod)
        return "lifted";
    for (const auto& [method, state] : a.lifted) {
        if (!b.lifted.contains(method))
            return "lifted";
        const LiftedState& other = *b.lifted.at(method);
        if (!(state->params == other.params && state->revision == other.revision &&
              state->fieldRevision == other.fieldRevision &&
              state->iterations == other.iterations && state->seconds == other.seconds &&
              state->arrays.size() == other.arrays.size()))
            return "lifted " + method;
        if (!state->features != !other.features)
            return "features";
        if (state->features && !(state->features->revision == other.features->revision &&
                                 state->features->count() == other.features->count() &&
                                 sameBytes(state->features->features.data(),
                                           other.features->features.data(),
                                           state->features->features.count())))
            return "features";
        for (const auto& [name, array] : state->arrays)
            if (!other.arrays.contains(name) ||
                !sameBytes(array.data(), other.arrays.at(name).data(), array.count()))
                return "array " + name;
    }
    const auto x = a.segments.segments(), y = b.segments.segments();
    if (x.size() != y.size())
        return "segments";
    for (std::size_t i = 0; i < x.size(); ++i) {
        if (!(x[i].id == y[i].id && x[i].parent == y[i].parent && x[i].name == y[i].name &&
              x[i].color == y[i].color && x[i].isVisible == y[i].isVisible &&
              x[i].isLocked == y[i].isLocked && x[i].method == y[i].method &&
              x[i].isBuilt == y[i].isBuilt && x[i].stability == y[i].stability))
            return "segment " + x[i].name;
        if (!x[i].primitives != !y[i].primitives ||
            (x[i].primitives && !(*x[i].primitives == *y[i].primitives)))
            return "selection of " + x[i].name;
    }
    if (a.settings != b.settings)
        return "settings";
    return a.seed == b.seed ? "" : "seed";
}

inline LoadedProject load(const std::filesystem::path& path) {
    Progress progress;
    return loadProject(path, progress);
}

inline void save(const Project& project, const std::filesystem::path& path) {
    Progress progress;
    saveProject(project, path, progress);
}

} // namespace cleave::tests
