// SPDX-License-Identifier: Apache-2.0
// Tensors out of files of torch.save: the ZIP form, TorchScript archives, and the form before
// PyTorch 1.6. The pickle inside is read as data by a strict reader that knows tensors, numbers,
// texts, lists and dictionaries; it never runs anything, and refuses everything else.
#pragma once

#include "core/formats/checkpoint.h"

namespace cleave {

bool isTorchZip(const MappedFile& file);
bool isTorchLegacy(const MappedFile& file);

/// Both throw Error naming the file and the global, entry or tensor that is no part of a plain
/// tensor file, is missing, cut off, compressed or says what cannot be.
Checkpoint readTorchZip(std::shared_ptr<const MappedFile> file);
Checkpoint readTorchLegacy(std::shared_ptr<const MappedFile> file);

} // namespace cleave
