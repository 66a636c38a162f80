// SPDX-License-Identifier: Apache-2.0
// Round blobs of gaussians, each a body with a cap of another colour, drawn by a slow and obvious
// evaluation of the gaussians that shares no code with the rasteriser, so that tests may compare
// the two.
#pragma once

#include "core/camera/camera.h"
#include "core/sample/scene_builder.h"

#include <cstdint>

namespace cleave::sample {

/// The radius around the origin that holds all blobs, scene units.
double blobSceneRadius(int blobCount);

/// Fills objects, field, primitiveObjects, primitiveParts and dataset.points.
void makeBlobs(BuiltScene& scene, int blobCount, int gaussiansPerBlob, std::uint64_t seed);

/// Draws scene.field through the cameras of the dataset into images, ids and depths; black
/// background. An id is that of the object (and of its part) with the largest weight, 0 where less
/// than half of the light is stopped; depth is the mean over weights.
void drawBlobs(BuiltScene& scene, Progress& progress);

} // namespace cleave::sample
