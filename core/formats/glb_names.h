// SPDX-License-Identifier: Apache-2.0
// What Assimp's GLB writer gets wrong, put right in the finished bytes. Included by mesh_file.cpp
// alone.
#pragma once

#include "core/formats/mesh_file.h"

#include <cstddef>
#include <span>
#include <vector>

namespace cleave {

/// Assimp 5.2.5 appends "_node" to names that occur twice; glTF allows them, and the parts of two
/// mugs are both called "handle". The nodes below the root node get the scene's names again.
std::vector<std::byte> withNodeNames(std::span<const std::byte> glb, const MeshScene& scene);

} // namespace cleave
