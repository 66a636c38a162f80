// SPDX-License-Identifier: Apache-2.0
// The .safetensors container: 8 bytes length, a JSON header of names, types, shapes and places,
// then the numbers.
#pragma once

#include "core/formats/checkpoint.h"

namespace cleave {

/// Whether the file starts as one: a length that the file has room for and a '{'.
bool isSafetensors(const MappedFile& file);
/// Throws Error naming file and tensor.
Checkpoint readSafetensors(std::shared_ptr<const MappedFile> file);

} // namespace cleave
