// SPDX-License-Identifier: Apache-2.0
// The small data of a project as JSON documents: `project` (settings, records, which assets belong
// to it), `dataset`, `segments`.
#pragma once

#include "core/project/project.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace cleave {

using Documents = std::map<std::string, std::string>; ///< name -> JSON

/// Asset ids by what they are to the project; 0 = there is none.
struct AssetReferences {
    Revision field = 0, training = 0, points = 0, masks = 0;
    std::map<std::string, Revision> lifted;      ///< by method
    std::map<std::int64_t, Revision> selections; ///< by segment id
};

/// `projectFolder`: absolute folder of the file, to which photo paths are made relative.
Documents toDocuments(const Project& project,
                      const AssetReferences& references,
                      const std::filesystem::path& projectFolder);

/// Everything but the assets; segments are left out of `project` and returned apart, because their
/// selections come first.
struct ParsedDocuments {
    Project project;                  ///< dataset without points
    std::shared_ptr<Dataset> dataset; ///< null when the project has none
    std::vector<Segment> segments;
    AssetReferences references;
};

/// Throws Error(BadFile) naming the document and what was expected.
ParsedDocuments fromDocuments(const Documents& documents,
                              const std::filesystem::path& projectFolder);

} // namespace cleave
