// SPDX-License-Identifier: Apache-2.0
// A project's big immutable values <-> assets of a project file.
#pragma once

#include "core/project/project.h"
#include "core/project/project_file.h"

#include <memory>
#include <span>
#include <vector>

namespace cleave {

/// An asset to be written. The parts point into the value or into `packed`, and live as long as the
/// project does.
struct AssetSource {
    AssetHeader header;
    std::vector<std::span<const std::byte>> parts;
    std::shared_ptr<const std::vector<std::byte>> packed;
};

AssetSource fieldAsset(const GaussianField& field);
AssetSource fieldAsset(const HashgridField& field);
AssetSource trainingAsset(const std::vector<std::byte>& state);
AssetSource pointsAsset(const InitialPoints& points);
AssetSource liftedAsset(const LiftedState& state);
/// Only the header; packMasks() fills the rest, because most saves need no more than the id.
AssetSource masksAsset(const MaskSet& masks);
void packMasks(const MaskSet& masks, AssetSource& asset);
AssetSource selectionAsset(const Selection& selection);

// The way back. Each throws Error(BadFile) when the asset's bytes or its description are damaged.
RadianceField readField(ProjectFile& file, const AssetHeader& header, Progress& progress);
std::shared_ptr<const std::vector<std::byte>>
readTraining(ProjectFile& file, const AssetHeader& header, Progress& progress);
InitialPoints readPoints(ProjectFile& file, const AssetHeader& header, Progress& progress);
std::shared_ptr<const LiftedState>
readLifted(ProjectFile& file, const AssetHeader& header, Progress& progress);
std::shared_ptr<const MaskSet>
readMasks(ProjectFile& file, const AssetHeader& header, Progress& progress);
std::shared_ptr<const Selection>
readSelection(ProjectFile& file, const AssetHeader& header, Progress& progress);

} // namespace cleave
