// SPDX-License-Identifier: Apache-2.0
// The checkpoints in the user's data folder: listing, adding, verifying, removing. `checksums.json`
// beside them keeps what each file's SHA-256 was when it was added.
#pragma once

#include "core/base/progress.h"
#include "core/networks/model_catalog.h"

#include <filesystem>
#include <string>
#include <vector>

namespace cleave {

struct ModelState {
    KnownModel model;
    bool isPresent = false;
    std::filesystem::path path; ///< where it lies or would lie
    std::int64_t bytes = 0;     ///< of the file; of the published one where it is not present
    std::string sha256; ///< of the file when it was added; of the published one where it is not
                        ///< present; may be empty
};

enum class AddMode { Copy, Link, Move };

struct AddModelParams {
    std::filesystem::path file;
    std::string name = {}; ///< under which it is kept; empty: the known model that it is, else the
                           ///< file's own name
    AddMode mode = AddMode::Copy;
};

/// All known models, then other files that were added. Quick: sizes and kept checksums alone.
std::vector<ModelState> listModels();

/// Checks the file's structure, size and SHA-256 and puts it into the folder. Where the catalogue
/// has no SHA-256 that of the first file added counts from then on, as long as it is there. Nothing
/// is left behind when it fails or is cancelled. Throws Error naming the file and what was
/// expected.
ModelState runAddModel(const AddModelParams& params, Progress& progress);

/// Reads the whole files and compares their checksums with the published or kept ones; no names:
/// all that are present. Throws Error naming the first file that differs.
std::vector<ModelState> runVerifyModels(const std::vector<std::string>& names, Progress& progress);

/// Deletes the file (of a link the link alone) and its kept checksum. Throws Error(Missing |
/// BadInput).
void runRemoveModel(const std::string& name);

/// SHA-256 of a file, lower case hexadecimal.
std::string fileSha256(const std::filesystem::path& path, Progress& progress);

} // namespace cleave
