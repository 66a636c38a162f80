// SPDX-License-Identifier: Apache-2.0
// Masks of the photos that a long run has finished, in a folder, so that a run that was stopped
// goes on after the last of them. One file per view, packed; what another run with other settings
// left there is thrown away.
#pragma once

#include "core/dataset/view.h"
#include "core/masks/mask.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace cleave {

/// name.cleave -> name.cleave-masks
std::filesystem::path keptMasksFolder(const std::filesystem::path& documentPath);

class KeptMasks {
public:
    /// Keeps nothing.
    KeptMasks() = default;
    /// settings: everything that the masks depend on but the photos. Throws Error(Permission |
    /// NoSpace).
    KeptMasks(std::filesystem::path folder, const std::string& settings);

    /// Nothing where the view was not finished, its photo has another size now, or the file is
    /// damaged.
    std::optional<std::vector<Mask>> find(const View& view, int width, int height) const;
    /// Throws Error(Permission | NoSpace).
    void keep(const View& view, const std::vector<Mask>& masks) const;

private:
    std::filesystem::path fileOf(const View& view) const;

    std::filesystem::path folder_;
};

/// When the masks are safe elsewhere. Harmless where there is no folder.
void discardKeptMasks(const std::filesystem::path& folder);

} // namespace cleave
