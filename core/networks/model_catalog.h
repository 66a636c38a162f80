// SPDX-License-Identifier: Apache-2.0
// The network checkpoints that Cleave knows: where they officially come from, how large they are,
// their checksum where it is established, their licence, what they are for; and where they lie once
// a person has added them.
#pragma once

#include "core/base/translate.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace cleave {

struct KnownModel {
    std::string name;  ///< of the published file
    std::string title; ///< proper name, not translated
    std::string
        network; ///< sam | mobile_sam | clip | clipseg | dino | grounding_dino; empty: not known
    std::string url; ///< official address; empty for a file that is not in the catalogue
    bool insideArchive =
        false; ///< the address leads to an archive that the file must be taken out of by hand
    std::int64_t bytes = 0; ///< 0: not established
    std::string sha256;     ///< lower case hexadecimal; empty: not established
    std::string licence;
};

/// In the order of resources/models.json.
const std::vector<KnownModel>& knownModels();
const KnownModel* findKnownModel(const std::string& name);

/// What a network does, for people.
MarkedText purposeOf(const std::string& network);
/// The same for scripts: commands that use it, separated by a comma.
std::string usedBy(const std::string& network);

/// Where checkpoints lie: $CLEAVE_MODELS where that is set, else cleave/models in the user's data
/// folder. It may not exist yet.
std::filesystem::path modelFolder();
/// The file of that name in the folder, if it is there.
std::optional<std::filesystem::path> installedModel(const std::string& name);
/// The first of the known models of a network that is there, in the order of the catalogue.
std::optional<std::filesystem::path> installedModelOf(const std::string& network);

} // namespace cleave
