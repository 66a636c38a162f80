// SPDX-License-Identifier: Apache-2.0
// Between our mesh scenes and Assimp's. Included by mesh_file.cpp alone.
#pragma once

#include "core/formats/mesh_file.h"

#include <memory>

struct aiScene;

namespace cleave {

/// A copy that Assimp can write. `isGltf`: with nodes nested, turned y up (z towards the viewer)
/// and with linear colours, as glTF wants them.
std::unique_ptr<aiScene> assimpScene(const MeshScene& scene, bool isGltf);

/// The other way; transforms of nodes are applied, Assimp's root node is left out.
MeshScene sceneOf(const aiScene& scene, bool isGltf);

} // namespace cleave
