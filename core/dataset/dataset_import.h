// SPDX-License-Identifier: Apache-2.0
// From a folder on disk to a Dataset, whatever the format.
#pragma once

#include "core/base/params.h"
#include "core/base/progress.h"
#include "core/dataset/dataset.h"

namespace cleave {

struct DatasetImportParams {
    std::string format = "auto"; ///< auto | colmap | transforms | llff | replica
    int downscale = 1;           ///< photos are used at 1/downscale of their size
    int testEvery =
        0; ///< every n-th view by name is a test view; 0: as the data says, else every 8th
    std::string testViews; ///< path of a file with test view names, one a line; empty: none given
    std::string points;    ///< path of initial points (.ply, points3D.bin, points3D.txt) in the
                           ///< cameras' world; empty: the data set's
};

ParamList describe(DatasetImportParams& params);

/// Recognises the format (or takes the given one), reads cameras, points and the split, checks that
/// the photos are there (missing ones are skipped and listed), hashes them. Throws one Error with
/// file, place and expectation on bad data. `path`: the dataset's folder, or a transforms JSON file
/// in it. Views are sorted by name (frames of Replica by their number), names are relative to the
/// deepest folder that holds all photos. A photo of another size than its camera is accepted when
/// it is a uniformly scaled copy. Distorted cameras become pinholes, see undistort.h.
Dataset importDataset(const std::filesystem::path& path,
                      const DatasetImportParams& params,
                      Progress& progress);

} // namespace cleave
